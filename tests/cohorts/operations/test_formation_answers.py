"""What the leader does with the form: drafts, two who write at once, handing in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, FormationStatus, Role
from cohorts.models import TeamFormation
from cohorts.operations.formation_answers import (
    Answers,
    ChangedMeanwhile,
    FormTakesNoAnswers,
    Line,
    NotReadyYet,
    answers_of,
    hand_in,
    lines_offered,
    placed_elsewhere,
    problems_in,
    save_draft,
)
from notifications.models import OutboxMail
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, TeamFactory, TeamFormationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

ANA = Line(0, "Ana Lead", "ana@example.org", "director", "Wednesdays", is_lead=True)
BEN = Line(1, "Ben", "ben@example.org", "manager")
CAI = Line(2, "Cai", "cai@example.org", "front_line")
DEE = Line(3, "Dee", "dee@example.org", "community")
FOUR = Answers((ANA, BEN, CAI, DEE), "Dee joins in May.")


@pytest.fixture
def formation():
    cohort = CohortFactory(team_size_min=3, team_size_max=5)
    return TeamFormationFactory(cohort=cohort, opened_at=NOW, due_at=NOW + timedelta(days=14))


def save(formation, answers, version=0, now=NOW):
    return save_draft(formation=formation, answers=answers, version=version, now=now)


# --- Drafts ---------------------------------------------------------------------------------------


def test_a_draft_holds_anything_and_is_there_again(formation):
    odd = Answers((Line(2, name="  Ana \n Lead ", email=" not an address "), Line(4, is_lead=True)), " later\r\nmore ")
    saved = save(formation, odd)
    assert answers_of(saved) == Answers((Line(2, "Ana Lead", "not an address"), Line(4, is_lead=True)), "later\nmore")
    assert (saved.version, saved.saved_at, saved.status) == (1, NOW, FormationStatus.OPEN)


def test_a_person_taken_out_is_gone(formation):
    saved = save(formation, FOUR)
    saved = save(saved, Answers((ANA, DEE)), version=1)
    assert answers_of(saved) == Answers((ANA, DEE))


def test_the_same_twice_is_once(formation):
    first = save(formation, FOUR)
    again = save(formation, FOUR, version=0, now=LATER)
    assert (again.version, again.saved_at) == (first.version, NOW)


def test_two_who_write_at_once_overwrite_nothing(formation):
    save(formation, FOUR)
    mine = Answers((replace(ANA, availability="Fridays"),))
    with pytest.raises(ChangedMeanwhile) as refused:
        save(formation, mine, version=0, now=LATER)
    assert (refused.value.answers, refused.value.formation.version) == (FOUR, 1)
    formation.refresh_from_db()
    assert answers_of(formation) == FOUR
    assert answers_of(save(formation, mine, version=1, now=LATER)) == mine


@pytest.mark.parametrize("status", ["handed_in", "approved", "closed"])
def test_nothing_is_written_into_a_form_that_is_with_the_coordinators(formation, status):
    TeamFormation.objects.update(status=status)
    with pytest.raises(FormTakesNoAnswers):
        save(formation, FOUR)
    assert answers_of(formation) == Answers()


def test_nothing_is_written_after_the_deadline_or_into_a_cohort_that_is_over(formation):
    with pytest.raises(FormTakesNoAnswers):
        save(formation, FOUR, now=formation.due_at)
    type(formation.cohort).objects.update(status="completed")
    with pytest.raises(FormTakesNoAnswers):
        save(formation, FOUR)


def test_drafts_leave_no_line_of_history_each(formation):
    before = formation.history.count()
    save(formation, FOUR)
    assert formation.history.count() == before


def test_there_is_room_for_the_largest_team_and_for_whoever_is_written_already(formation):
    assert lines_offered(formation) == 5
    save(formation, Answers((replace(ANA, position=6),)))
    assert lines_offered(formation) == 7


# --- Handing in -----------------------------------------------------------------------------------


def test_handing_in_tells_the_coordinators_once(formation):
    coordinator = EnrollmentFactory(cohort=formation.cohort, role=Role.COORDINATOR).person
    EnrollmentFactory(role=Role.COORDINATOR)
    first = hand_in(formation=formation, answers=FOUR, version=0, now=NOW)
    again = hand_in(formation=formation, answers=FOUR, version=0, now=LATER)
    assert (first.status, again.status, again.handed_in_at) == ("handed_in", "handed_in", NOW)
    assert [mail.recipient for mail in OutboxMail.objects.all()] == [coordinator]
    assert formation.history.first().history_change_reason == "Handed in"


def test_what_is_not_ready_is_kept_all_the_same(formation):
    with pytest.raises(NotReadyYet):
        hand_in(formation=formation, answers=Answers((ANA,)), version=0, now=NOW)
    formation.refresh_from_db()
    assert (formation.status, formation.version, answers_of(formation)) == ("open", 1, Answers((ANA,)))
    assert OutboxMail.objects.count() == 0


def problems(formation, *lines):
    return [(problem.position, problem.field, problem.sentence) for problem in problems_in(formation, lines)]


def test_four_people_of_whom_one_leads_are_right(formation):
    assert problems(formation, *FOUR.lines) == []


def test_too_few_and_too_many(formation):
    too_few = "There are 2 people on your list. A team here has 3 to 5 people."
    assert problems(formation, ANA, replace(BEN, position=2)) == [(1, "name", too_few)]
    more = [Line(n, f"P{n}", f"p{n}@example.org", "other") for n in (3, 4, 5)]
    too_many = "There are 6 people on your list. A team here has 3 to 5 people."
    assert problems(formation, ANA, BEN, CAI, *more) == [(5, "name", too_many)]


def test_what_is_missing_is_said_where_it_is_missing(formation):
    assert problems(formation, ANA, Line(1, availability="Mondays"), CAI) == [
        (1, "name", "Write this person’s name."),
        (1, "email", "Write this person’s e-mail address."),
        (1, "level", "Choose where this person stands at work."),
    ]


def test_addresses_are_readable_and_different(formation):
    twice = replace(CAI, email="BEN@example.org")
    assert problems(formation, replace(ANA, email="ana at home"), BEN, twice) == [
        (0, "email", "ana at home is not an e-mail address. Addresses look like name@example.org."),
        (2, "email", "This address stands in another line too."),
    ]


def test_exactly_one_leads(formation):
    nobody = replace(ANA, is_lead=False)
    assert problems(formation, nobody, BEN, CAI) == [(0, "is_lead", "Tick the one person who leads the team.")]
    assert problems(formation, ANA, BEN, replace(CAI, is_lead=True)) == [
        (2, "is_lead", "Only one person leads the team; person 1 is ticked already.")
    ]


@pytest.mark.parametrize(
    ("facts", "free"),
    [
        ({"with_team": True}, False),
        ({"role": Role.FACILITATOR}, False),
        ({"status": EnrollmentStatus.COMPLETED}, False),
        ({"other_organization": True}, False),
        ({"with_team": True, "status": EnrollmentStatus.WITHDRAWN}, True),
        ({"with_team": True, "elsewhere": True}, True),
        ({"own_organization": True}, True),
        ({}, True),
    ],
)
def test_somebody_with_another_place_in_the_cohort_is_pointed_out_to_coordinators_only(formation, facts, free):
    cohort = CohortFactory() if facts.pop("elsewhere", False) else formation.cohort
    team = TeamFactory(cohort=cohort) if facts.pop("with_team", False) else None
    organization = None
    if facts.pop("other_organization", False):
        organization = TeamFactory().organization
    if facts.pop("own_organization", False):
        organization = formation.organization
    EnrollmentFactory(cohort=cohort, person__email="ben@example.org", team=team, organization=organization, **facts)
    lines = (ANA, replace(BEN, email="Ben@Example.org"), CAI)
    found = [(problem.position, problem.field) for problem in placed_elsewhere(formation, lines)]
    assert found == ([] if free else [(1, "email")])
    # Whoever holds the link may be anybody: the form says nothing of who is inside.
    assert problems(formation, *lines) == []
