"""A pseudonym is given once, from a list, and opened with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from cohorts.models import Cohort, Enrollment, Pseudonym, PseudonymOpening
from cohorts.operations.pseudonyms import (
    NameIsTaken,
    NoPseudonymsHere,
    NotWithoutAName,
    ReasonToOpenIsMissing,
    UnableToOpen,
    ensure_pseudonym,
    free_names,
    open_pseudonym,
)
from cohorts.pseudonym_names import PSEUDONYM_NAMES
from cohorts.pseudonym_queries import revealed
from tests.at_once import at_once
from tests.factories.cohorts import EnrollmentFactory, PseudonymFactory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
WHY = "A worry about their safety"


@pytest.fixture
def cohort(cast):
    cast.cohort.pseudonyms_allowed = True
    cast.cohort.save()
    return cast.cohort


def given(cohort, person, **choice):
    return ensure_pseudonym(cohort=cohort, by=person, now=NOW, **choice)


class TestGiving:
    def test_one_is_drawn_from_the_list_and_stays(self, cohort, cast):
        first = given(cohort, cast["participant"])
        assert first.name in PSEUDONYM_NAMES
        assert (first.cohort, first.person, first.given_at, first.speaks_as) == (cohort, cast["participant"], NOW, "")
        assert given(cohort, cast["participant"], name="Heron") == first

    def test_one_is_chosen_with_what_is_said_beside_it(self, cohort, cast):
        chosen = given(cohort, cast["team_lead"], name="Heron", speaks_as="community")
        assert str(chosen) == "Heron, community member"

    def test_what_is_said_beside_it_is_of_the_list_too(self, cohort, cast):
        assert given(cohort, cast["team_lead"], name="Heron", speaks_as="Dr. Ana Ruiz").speaks_as == ""

    @pytest.mark.parametrize("name", ["Team Lead", "Heron; Ana Ruiz", "heron", "Heron x", "Heron 12345"])
    def test_nobody_takes_a_name_that_is_not_of_the_list(self, cohort, cast, name):
        with pytest.raises(NameIsTaken):
            given(cohort, cast["participant"], name=name)
        assert not Pseudonym.objects.exists()

    def test_a_taken_one_is_refused_here_and_free_next_door(self, cohort, cast):
        PseudonymFactory(cohort=cast.neighbor_cohort, name="Heron")
        assert given(cohort, cast["participant"], name="Heron").name == "Heron"
        with pytest.raises(NameIsTaken):
            given(cohort, cast["team_lead"], name="Heron")
        assert given(cohort, cast["team_lead"]).name != "Heron"

    def test_a_cohort_larger_than_the_list_has_names_with_numbers(self, cohort):
        for name in PSEUDONYM_NAMES:
            PseudonymFactory(cohort=cohort, name=name)
        assert {name.partition(" ")[2] for name in free_names(cohort)} == {"2"}
        person = EnrollmentFactory(cohort=cohort).person
        assert given(cohort, person, name="Heron 2").name == "Heron 2"

    @pytest.mark.parametrize("name", ["Heron 01", "Heron 1", "Heron 0", "Heron 2"])
    def test_nobody_comes_close_to_anothers_name_by_a_number(self, cohort, cast, name):
        PseudonymFactory(cohort=cohort, name="Heron")
        with pytest.raises(NameIsTaken):
            given(cohort, cast["participant"], name=name)

    @pytest.mark.parametrize("name", ["Heron 01", "Heron 1", "Heron 0", "Heron "])
    def test_also_where_names_have_numbers_none_is_written_in_another_way(self, cohort, name):
        for taken in PSEUDONYM_NAMES:
            PseudonymFactory(cohort=cohort, name=taken)
        with pytest.raises(NameIsTaken):
            given(cohort, EnrollmentFactory(cohort=cohort).person, name=name)

    def test_proposals_come_in_no_order(self, cohort):
        assert len({tuple(free_names(cohort)) for _ in range(10)}) > 1

    @pytest.mark.parametrize(
        "role", ["facilitator", "coach", "coordinator", "observer", "withdrawn", "invited", "outsider"]
    )
    def test_only_those_who_learn_here_speak_without_a_name(self, cohort, cast, role):
        with pytest.raises(NotWithoutAName):
            given(cohort, cast[role])

    def test_not_where_the_cohort_takes_none_or_is_over(self, cohort, cast):
        for facts in ({"pseudonyms_allowed": False}, {"pseudonyms_allowed": True, "status": CohortStatus.COMPLETED}):
            Cohort.objects.filter(pk=cohort.pk).update(**facts)
            with pytest.raises(NoPseudonymsHere):
                given(cohort, cast["participant"])

    def test_whoever_has_completed_it_says_nothing_more(self, cohort, cast):
        Enrollment.objects.filter(person=cast["participant"]).update(status=EnrollmentStatus.COMPLETED)
        with pytest.raises(NotWithoutAName):
            given(cohort, cast["participant"])


@pytest.mark.django_db(transaction=True)
def test_two_tabs_get_one_name_and_two_people_two(cast):
    Cohort.objects.filter(pk=cast.cohort.pk).update(pseudonyms_allowed=True)
    mine, theirs = (
        lambda: given(cast.cohort, cast["participant"], name="Heron"),
        lambda: given(cast.cohort, cast["team_lead"]),
    )
    at_once(mine, mine, theirs, theirs)
    assert sorted(row.person.email for row in Pseudonym.objects.all()) == [
        "participant@example.org",
        "team-lead@example.org",
    ]


class TestOpening:
    @pytest.fixture
    def heron(self, cohort, cast):
        return PseudonymFactory(cohort=cohort, person=cast["participant"], name="Heron")

    def test_with_a_reason_that_is_kept(self, heron, cast):
        opening = open_pseudonym(pseudonym=heron, by=cast["facilitator"], reason=f" {WHY}\n", now=NOW)
        assert (opening.pseudonym, opening.opened_by, opening.opened_at, opening.reason) == (
            heron,
            cast["facilitator"],
            NOW,
            WHY,
        )
        assert revealed(heron, cast["facilitator"], NOW).person == cast["participant"]

    def test_it_is_open_for_an_hour_and_for_nobody_else(self, heron, cast):
        open_pseudonym(pseudonym=heron, by=cast["facilitator"], reason=WHY, now=NOW)
        assert revealed(heron, cast["facilitator"], NOW + timedelta(minutes=59)) is not None
        assert revealed(heron, cast["facilitator"], NOW + timedelta(minutes=60)) is None
        assert revealed(heron, cast["coordinator"], NOW) is None

    @pytest.mark.parametrize("reason", ["", "   ", "because"])
    def test_not_without_a_reason(self, heron, cast, reason):
        with pytest.raises(ReasonToOpenIsMissing):
            open_pseudonym(pseudonym=heron, by=cast["facilitator"], reason=reason, now=NOW)
        assert not PseudonymOpening.objects.exists()

    @pytest.mark.parametrize(
        "role", ["participant", "team_lead", "coach", "observer", "withdrawn", "neighbor", "outsider"]
    )
    def test_not_by_others(self, heron, cast, role):
        with pytest.raises(UnableToOpen):
            open_pseudonym(pseudonym=heron, by=cast[role], reason=WHY, now=NOW)
        assert not PseudonymOpening.objects.exists()

    def test_a_double_click_is_one_line(self, heron, cast):
        for seconds in (0, 2):
            open_pseudonym(pseudonym=heron, by=cast["facilitator"], reason=WHY, now=NOW + timedelta(seconds=seconds))
        assert PseudonymOpening.objects.count() == 1
        open_pseudonym(pseudonym=heron, by=cast["facilitator"], reason=WHY, now=NOW + timedelta(hours=2))
        assert PseudonymOpening.objects.count() == 2
