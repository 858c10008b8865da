"""Opening a cohort and its phases: once, as said, and with a sentence where a fact doesn't fit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cohorts.models import Cohort, Phase
from cohorts.operations.cohorts import UnableToWriteCohort, change_cohort, open_cohort, put_phase, remove_phase
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, ProgramFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


class TestOpening:
    def test_a_cohort_knows_its_program_and_who_opened_it(self):
        program, by = ProgramFactory(), UserFactory()

        cohort = open_cohort(
            program=program, by=by, now=NOW, slug="spring", title="Spring", time_zone="Pacific/Honolulu"
        )

        assert Cohort.objects.get() == cohort
        assert (cohort.program, cohort.slug, cohort.time_zone) == (program, "spring", "Pacific/Honolulu")
        assert (cohort.history.get().history_user, cohort.history.get().history_change_reason) == (by, "Opened")

    @pytest.mark.parametrize(
        ("facts", "field", "sentence"),
        [
            ({"time_zone": "Mars/Olympus"}, "time_zone", "Time zone: No time zone is called Mars/Olympus"),
            ({"title": ""}, "title", "Title: This field cannot be blank"),
            ({"slug": "taken"}, "slug", "Address: Cohort with this Address already exists"),
            ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, None, "The last day is before the first"),
        ],
    )
    def test_what_does_not_fit_is_refused_at_its_field(self, facts, field, sentence):
        CohortFactory(slug="taken")

        with pytest.raises(UnableToWriteCohort, match=sentence) as refusal:
            open_cohort(program=ProgramFactory(), by=None, now=NOW, **{"slug": "new", "title": "New"} | facts)

        assert refusal.value.field == field
        assert Cohort.objects.count() == 1


class TestChanging:
    def test_what_is_so_already_leaves_no_history(self):
        cohort = CohortFactory(title="Spring")

        change_cohort(cohort=cohort, by=None, now=NOW, title="Spring")
        assert cohort.history.count() == 1

        change_cohort(cohort=cohort, by=None, now=NOW, title="Summer")
        assert (Cohort.objects.get().title, cohort.history.count()) == ("Summer", 2)


class TestPhases:
    def test_a_phase_is_known_by_its_short_name(self):
        cohort = CohortFactory()
        put_phase(cohort=cohort, slug="one", position=1, title="One", starts_on=date(2026, 1, 1), ends_on=None)

        put_phase(cohort=cohort, slug="one", title="First", ends_on=date(2026, 3, 31))

        phase = Phase.objects.get()
        assert (phase.title, str(phase.starts_on), str(phase.ends_on)) == ("First", "2026-01-01", "2026-03-31")

    def test_a_phase_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(UnableToWriteCohort, match="The last day is before the first"):
            put_phase(
                cohort=CohortFactory(), slug="one", position=1, title="One",
                starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1),
            )  # fmt: skip

    def test_taking_one_away_twice_is_once(self):
        cohort = CohortFactory()
        put_phase(cohort=cohort, slug="one", position=1, title="One")

        remove_phase(cohort=cohort, slug="one")
        remove_phase(cohort=cohort, slug="one")

        assert Phase.objects.count() == 0
