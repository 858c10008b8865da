"""A new cohort from a blueprint: everything of it on new dates, once, with a coordinator."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Program
from common.wall_clock import Month
from cop_portal.blueprints.loading import load_programs
from cop_portal.blueprints.new_dates import propose
from cop_portal.blueprints.starting import UnableToStartCohort, blueprint_of, start_cohort
from discussions.enums import BoardKind
from discussions.models import Board
from notifications.models import OutboxMail
from sessions.models import LiveSession
from sessions.operations.reminders import plan_due_reminders
from tests.cop_portal.blueprints.examples import BLUEPRINTS
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, ProgramFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def loaded(file):
    load_programs([BLUEPRINTS / file], now=NOW)
    return Program.objects.get()


@pytest.fixture
def forum(db):
    return loaded("health_equity_forum.toml")


@pytest.fixture
def racial_equity(db):
    return loaded("racial_equity_cop.toml")


def start(program, schedule=None, **facts):
    schedule = schedule or propose(blueprint_of(program), first=Month(2027, 1))
    given = {"title": "Forum 2027", "slug": "forum-2027", "time_zone": "America/New_York", "now": NOW}
    return start_cohort(program=program, schedule=schedule, **given | {"by": UserFactory()} | facts)


def confirmed(schedule):
    for slug in schedule.unconfirmed:
        schedule = schedule.move(slug)
    return schedule


class TestAllOfIt:
    def test_sessions_keep_their_hour_over_both_changes_of_the_clocks(self, forum):
        cohort = start(forum)

        starts = [session.starts_at for session in cohort.live_sessions.order_by("starts_at")]
        # The file's spacing in months: April, May, June, July … December; third Wednesdays.
        assert [f"{at.astimezone(cohort.zone):%Y-%m-%d %H:%M}" for at in starts] == [
            "2027-01-20 15:00", "2027-02-17 15:00", "2027-03-17 15:00", "2027-04-21 15:00", "2027-05-19 15:00",
            "2027-06-16 15:00", "2027-07-21 15:00", "2027-08-18 15:00", "2027-09-15 15:00",
        ]  # fmt: skip
        assert {at.hour for at in starts} == {19, 20}  # in UTC

    def test_agendas_prompts_links_rule_and_words_come_along(self, forum):
        Program.objects.update(agreements=["As an administrator wrote it."])

        cohort = start(forum)

        module = cohort.live_sessions.get(slug="module-1")
        assert sum(item.minutes for item in module.agenda_items.all()) == 90
        assert {prompt.thread.opens_at for prompt in module.prompts.all()} == {module.ends_at}
        assert [prompt.thread.slug for prompt in module.prompts.order_by("position")] == [
            "a-rule-close-to-home", "our-own-house", "words-that-landed",
        ]  # fmt: skip
        assert module.materials.get().url == "http://www.unnaturalcauses.org/transcripts.php"
        assert cohort.participation_rule.words.startswith("Be there live when you can")
        assert cohort.welcome.startswith("Welcome. You need no title")
        assert cohort.agreements == ["As an administrator wrote it."]
        assert cohort.reminder_minutes == [7 * 24 * 60, 24 * 60, 60]
        assert (str(cohort.starts_on), str(cohort.ends_on)) == ("2027-01-20", "2027-09-15")

    def test_boards_for_everybody_and_for_those_who_run_it(self, forum):
        cohort = start(forum)

        kinds = Board.objects.filter(cohort=cohort).exclude(kind=BoardKind.SESSION).values_list("kind", "slug")
        assert sorted(kinds) == [("cohort", "community"), ("facilitators", "facilitators")]

    def test_who_starts_it_coordinates_it_and_nobody_is_written_to(self, forum):
        by = UserFactory()

        cohort = start(forum, by=by)

        enrollment = Enrollment.objects.get(cohort=cohort)
        assert (enrollment.person, enrollment.role, enrollment.status, enrollment.activated_at) == (
            by, Role.COORDINATOR, EnrollmentStatus.ACTIVE, NOW,
        )  # fmt: skip
        assert cohort.history.get().history_user == by
        assert set(cohort.live_sessions.get(slug="opening").history.values_list("history_user", flat=True)) == {by.pk}
        assert OutboxMail.objects.count() == 0

    def test_phases_move_with_the_sessions_and_teams_keep_their_size(self, racial_equity):
        schedule = confirmed(propose(blueprint_of(racial_equity), first=Month(2027, 2)))

        cohort = start(racial_equity, schedule.without("action-6"))

        assert [(phase.slug, str(phase.starts_on), str(phase.ends_on)) for phase in cohort.phases.order_by("position")] == [
            ("team-building", "2026-11-01", "2027-01-31"),
            ("level-setting", "2027-02-01", "2027-05-31"),
            ("learning-and-action", "2027-06-01", "2028-07-31"),
        ]  # fmt: skip
        assert (cohort.team_size_min, cohort.team_size_max) == (3, 5)
        assert (str(cohort.starts_on), str(cohort.ends_on)) == ("2026-11-01", "2028-07-31")
        assert cohort.live_sessions.get(slug="sharing").phase.slug == "learning-and-action"
        assert not cohort.live_sessions.filter(slug="action-6").exists()
        assert cohort.live_sessions.count() == 11

    def test_an_agenda_for_another_length_is_left_to_its_people(self, forum):
        schedule = propose(blueprint_of(forum), first=Month(2027, 1)).move("module-1", minutes=120)

        cohort = start(forum, schedule)

        assert cohort.live_sessions.get(slug="module-1").agenda_items.count() == 0
        assert cohort.live_sessions.get(slug="module-2").agenda_items.count() == 5

    def test_in_another_zone_from_a_day_that_was_chosen(self, forum):
        schedule = propose(
            blueprint_of(forum), first=date(2027, 1, 5), start=time(9), time_zone="Pacific/Honolulu"
        )  # fmt: skip

        cohort = start(forum, schedule, time_zone="Pacific/Honolulu")

        first = cohort.live_sessions.order_by("starts_at").first()
        assert first.starts_at == datetime(2027, 1, 5, 19, tzinfo=UTC)
        assert cohort.time_zone == "Pacific/Honolulu"

    def test_its_people_are_reminded_as_the_file_says(self, forum):
        cohort = start(forum)
        first = cohort.live_sessions.order_by("starts_at").first()

        assert plan_due_reminders(now=first.starts_at - timedelta(days=7, minutes=1)) == 0
        assert plan_due_reminders(now=first.starts_at - timedelta(days=7)) == 1


class TestTwice:
    def test_the_same_form_sent_twice_makes_one_cohort(self, forum):
        by = UserFactory()
        first = start(forum, by=by)

        assert start(forum, by=by) == first
        assert Cohort.objects.filter(status="running").count() == 1
        assert LiveSession.objects.filter(cohort=first).count() == 9

    def test_the_address_of_another_cohort_is_refused(self, forum):
        start(forum)

        with pytest.raises(UnableToStartCohort, match="Another cohort has this address") as refusal:
            start(forum)  # by somebody else

        assert refusal.value.field == "slug"

    def test_another_date_is_another_cohort(self, forum):
        by = UserFactory()
        start(forum, by=by)

        with pytest.raises(UnableToStartCohort, match="Another cohort has this address"):
            start(forum, propose(blueprint_of(forum), first=Month(2027, 2)), by=by)


class TestRefusals:
    def test_dates_that_nobody_confirmed(self, racial_equity):
        with pytest.raises(UnableToStartCohort, match="12 dates are only proposed"):
            start(racial_equity)

        assert Cohort.objects.count() == 0

    def test_a_time_that_the_clocks_skip(self, forum):
        schedule = propose(blueprint_of(forum), first=date(2027, 3, 14), start=time(2, 30))

        with pytest.raises(UnableToStartCohort, match=r"2:30 a\.m\. on .* does not exist \(Eastern\)"):
            start(forum, schedule)

    def test_a_program_that_no_file_describes(self):
        with pytest.raises(UnableToStartCohort, match="was not loaded from a file"):
            blueprint_of(ProgramFactory())

    def test_a_file_this_portal_no_longer_reads(self):
        with pytest.raises(UnableToStartCohort, match="can't be read any more"):
            blueprint_of(ProgramFactory(blueprint={"program": {}}))

    def test_a_title_of_the_portals_own_is_no_obstacle(self, forum):
        CohortFactory(title="Forum 2027", slug="elsewhere")

        assert start(forum).slug == "forum-2027"
