from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discussions.enums import BoardKind
from discussions.models import Thread
from notifications.enums import MailState
from notifications.models import OutboxMail
from sessions.enums import ReminderState, SessionFormat, SessionKind, SessionStatus
from sessions.models import LiveSession, Reminder
from sessions.models.prompt import WITHHELD
from sessions.operations.schedule import (
    UnableToCancel,
    UnableToMove,
    UnableToSchedule,
    cancel_session,
    edit_session,
    move_session,
    schedule_session,
)
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, PhaseFactory
from tests.factories.discussions import PostFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory

NOW = datetime(2022, 4, 1, 12, tzinfo=UTC)
START = datetime(2022, 4, 20, 19, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


@pytest.fixture
def facilitator():
    return UserFactory()


def schedule(cohort, by=None, **facts):
    facts = {"title": "Opening session", "label": "Opening", "starts_at": START, "minutes": 90} | facts
    return schedule_session(cohort=cohort, by=by, now=NOW, **facts)


class TestScheduling:
    def test_a_session_comes_with_its_board(self, cohort, facilitator):
        live_session = schedule(cohort, facilitator, kind=SessionKind.OPENING, join_url="https://zoom.example.org/j/1")
        live_session.refresh_from_db()
        assert (live_session.slug, live_session.starts_at, live_session.minutes) == ("opening", START, 90)
        assert live_session.ends_at == START + timedelta(minutes=90)
        board = live_session.board
        assert (board.cohort, board.kind, board.slug, board.name) == (
            cohort, BoardKind.SESSION, "opening", "Opening: Opening session",
        )  # fmt: skip

    def test_its_history_says_who(self, cohort, facilitator):
        live_session = schedule(cohort, facilitator)
        entry = live_session.history.get()
        assert (entry.history_user, entry.history_change_reason) == (facilitator, "Scheduled")

    def test_the_same_form_twice_makes_one(self, cohort):
        assert schedule(cohort) == schedule(cohort)
        assert LiveSession.objects.count() == cohort.boards.count() == 1

    def test_a_name_that_is_taken_gets_another_address(self, cohort):
        schedule(cohort)
        other = schedule(cohort, starts_at=START + timedelta(days=30))
        assert (other.slug, other.board.slug) == ("opening-2", "opening-2")

    def test_the_address_follows_the_wish_then_the_label_then_the_title(self, cohort):
        assert [
            schedule(cohort, slug="Kick off").slug,
            schedule(cohort, title="Bad Sugar", label="").slug,
            schedule(cohort, title="…", label="").slug,
        ] == ["kick-off", "bad-sugar", "session"]

    def test_another_cohort_has_addresses_of_its_own(self, cohort):
        schedule(cohort)
        assert schedule(CohortFactory(program=cohort.program)).slug == "opening"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"title": "  "}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"minutes": 4}, "minutes"),
            ({"minutes": 721}, "minutes"),
            ({"kind": "party"}, "kind"),
            ({"format": "by post"}, "format"),
            ({"starts_at": datetime(1922, 4, 20, 19, tzinfo=UTC)}, "day"),
            ({"starts_at": datetime(2122, 4, 20, 19, tzinfo=UTC)}, "day"),
            ({"join_url": "http://zoom.example.org/j/1"}, "join_url"),
            ({"join_url": "javascript:alert(1)"}, "join_url"),
            ({"join_url": "https://"}, "join_url"),
            ({"join_url": "https://zoom.us@evil.example.org/"}, "join_url"),
            ({"join_url": "https://[::1"}, "join_url"),
            ({"join_url": "zoom"}, "join_url"),
        ],
    )
    def test_facts_that_do_not_fit_are_refused_and_nothing_is_made(self, cohort, facts, field):
        with pytest.raises(UnableToSchedule) as refusal:
            schedule(cohort, **facts)
        assert refusal.value.field == field
        assert LiveSession.objects.count() == cohort.boards.count() == 0

    def test_a_phase_of_another_cohort_is_refused(self, cohort):
        with pytest.raises(UnableToSchedule, match="belongs to another cohort"):
            schedule(cohort, phase=PhaseFactory(cohort=CohortFactory(program=cohort.program)))

    def test_a_time_without_a_zone_is_a_mistake_of_the_caller(self, cohort):
        with pytest.raises(ValueError, match="no time zone"):
            schedule(cohort, starts_at=START.replace(tzinfo=None))


class TestEditing:
    def test_what_is_not_given_stays(self, cohort, facilitator):
        live_session = schedule(cohort, summary="The first.", join_url="https://zoom.example.org/j/1")
        edited = edit_session(
            live_session=live_session, title="A new title", place_name="Library", format=SessionFormat.HYBRID,
            by=facilitator, now=NOW,
        )  # fmt: skip
        edited.refresh_from_db()
        assert (edited.title, edited.summary, edited.join_url) == (
            "A new title", "The first.", "https://zoom.example.org/j/1",
        )  # fmt: skip
        assert (edited.slug, edited.sequence) == ("opening", 1)
        assert edited.board.name == "Opening: A new title"
        assert edited.history.first().history_user == facilitator

    @pytest.mark.parametrize(
        ("facts", "counted"),
        [
            ({"title": "Another"}, 1),
            ({"label": "Session 9"}, 1),
            ({"summary": "More words"}, 1),
            ({"format": SessionFormat.HYBRID}, 1),
            ({"place_name": "Library", "access_information": "Step-free"}, 1),
            ({"join_url": "https://zoom.example.org/j/2"}, 0),
            ({"makes_meeting": False}, 0),
            ({"title": "Opening session"}, 0),
        ],
    )
    def test_calendars_count_what_they_show(self, cohort, facts, counted):
        live_session = schedule(cohort)
        later = NOW + timedelta(hours=1)
        edited = edit_session(live_session=live_session, by=None, now=later, **facts)
        edited.refresh_from_db()
        assert (edited.sequence, edited.calendar_changed_at) == (counted, later if counted else NOW)

    def test_nothing_changed_leaves_no_trace(self, cohort, facilitator):
        live_session = schedule(cohort)
        edit_session(live_session=live_session, title="Opening session ", by=facilitator, now=NOW)
        assert live_session.history.count() == 1

    def test_an_edit_is_checked_as_a_new_session_is(self, cohort):
        live_session = schedule(cohort)
        with pytest.raises(UnableToSchedule):
            edit_session(live_session=live_session, join_url="ftp://zoom.example.org", by=None, now=NOW)


class TestMoving:
    def test_the_prompts_open_at_the_new_end_and_the_calendar_counts_up(self, facilitator):
        prompt = PromptFactory(live_session__starts_at=START)
        later = START + timedelta(days=7)
        moved = move_session(
            live_session=prompt.live_session, starts_at=later, minutes=120, reason="Snow", by=facilitator, now=NOW
        )
        prompt.refresh_from_db()
        assert (moved.starts_at, moved.minutes, moved.sequence) == (later, 120, 1)
        assert prompt.thread.opens_at == later + timedelta(minutes=120)
        entry = moved.history.first()
        assert (entry.history_user, entry.history_change_reason) == (facilitator, "Snow")

    def test_a_prompt_with_its_own_time_keeps_it(self):
        own = START - timedelta(days=3)
        prompt = PromptFactory(live_session__starts_at=START, opens_at=own, thread__opens_at=own)
        move_session(live_session=prompt.live_session, starts_at=START + timedelta(days=7), by=None, now=NOW)
        prompt.thread.refresh_from_db()
        assert prompt.thread.opens_at == own

    def test_an_answered_prompt_is_not_closed_again(self):
        prompt = PromptFactory(live_session__starts_at=START)
        PostFactory(thread=prompt.thread)
        ended = START + timedelta(minutes=90)
        move_session(live_session=prompt.live_session, starts_at=START + timedelta(days=7), by=None, now=ended)
        prompt.thread.refresh_from_db()
        assert prompt.thread.opens_at == ended

    def test_an_open_prompt_nobody_has_answered_closes_again(self):
        prompt = PromptFactory(live_session__starts_at=START)
        later = START + timedelta(days=7)
        move_session(live_session=prompt.live_session, starts_at=later, by=None, now=START + timedelta(minutes=90))
        prompt.thread.refresh_from_db()
        assert prompt.thread.opens_at == later + timedelta(minutes=90)

    def test_moved_to_where_it_is_nothing_happens(self):
        live_session = LiveSessionFactory(starts_at=START)
        move_session(live_session=live_session, starts_at=START, minutes=90, by=None, now=NOW)
        assert (live_session.sequence, live_session.history.count()) == (0, 1)

    def test_those_reminded_of_the_old_date_are_told(self):
        live_session = LiveSessionFactory(starts_at=START)
        reminded = remind(live_session)
        move_session(live_session=live_session, starts_at=START + timedelta(days=1), by=None, now=NOW)
        mail = OutboxMail.objects.get(kind="live_sessions.moved")
        assert mail.recipient == reminded

    def test_a_longer_session_at_the_same_start_tells_nobody(self):
        live_session = LiveSessionFactory(starts_at=START)
        remind(live_session)
        moved = move_session(live_session=live_session, starts_at=START, minutes=100, by=None, now=NOW)
        assert moved.sequence == 1
        assert not OutboxMail.objects.filter(kind="live_sessions.moved").exists()

    def test_a_long_reason_is_cut_to_what_the_history_holds(self):
        moved = move_session(
            live_session=LiveSessionFactory(), starts_at=START, reason="because " * 40, by=None, now=NOW
        )
        assert len(moved.history.first().history_change_reason) == 100

    @pytest.mark.parametrize(("starts_at", "minutes"), [(START, 0), (datetime(1822, 1, 1, tzinfo=UTC), 90)])
    def test_to_nowhere_it_does_not_move(self, starts_at, minutes):
        live_session = LiveSessionFactory()
        with pytest.raises(UnableToMove):
            move_session(live_session=live_session, starts_at=starts_at, minutes=minutes, by=None, now=NOW)
        assert LiveSession.objects.get().starts_at == live_session.starts_at

    def test_a_cancelled_session_stays_where_it_was(self):
        with pytest.raises(UnableToMove, match="was cancelled"):
            move_session(
                live_session=LiveSessionFactory(status=SessionStatus.CANCELLED), starts_at=START, by=None, now=NOW
            )


class TestCancelling:
    def test_it_says_why_and_stays_in_the_calendar(self, facilitator):
        live_session = LiveSessionFactory(starts_at=START)
        cancelled = cancel_session(live_session=live_session, reason=" Snow ", by=facilitator, now=NOW)
        cancelled.refresh_from_db()
        assert (cancelled.is_cancelled, cancelled.cancellation_reason, cancelled.sequence) == (True, "Snow", 1)
        entry = cancelled.history.first()
        assert (entry.history_user, entry.history_change_reason) == (facilitator, "Cancelled: Snow")

    def test_its_prompts_stay_closed(self):
        prompt = PromptFactory(live_session__starts_at=START)
        cancel_session(live_session=prompt.live_session, reason="Snow", by=None, now=NOW)
        assert not Thread.objects.get().is_open_at(START + timedelta(days=365))
        assert Thread.objects.get().opens_at == WITHHELD

    def test_a_prompt_that_was_opened_before_stays_open(self):
        opened = NOW - timedelta(days=1)
        prompt = PromptFactory(live_session__starts_at=START, opens_at=opened, thread__opens_at=opened)
        cancel_session(live_session=prompt.live_session, reason="Snow", by=None, now=NOW)
        assert Thread.objects.get().opens_at == opened

    def test_twice_is_once(self):
        live_session = LiveSessionFactory(starts_at=START)
        remind(live_session)
        for reason in ("Snow", "Storm"):
            cancel_session(live_session=live_session, reason=reason, by=None, now=NOW)
        live_session.refresh_from_db()
        assert (live_session.cancellation_reason, live_session.sequence) == ("Snow", 1)
        assert OutboxMail.objects.filter(kind="live_sessions.cancelled").count() == 1

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
    def test_a_reason_is_asked_for(self, reason):
        with pytest.raises(UnableToCancel):
            cancel_session(live_session=LiveSessionFactory(starts_at=START), reason=reason, by=None, now=NOW)
        assert not LiveSession.objects.get().is_cancelled

    def test_what_has_taken_place_cannot_be_cancelled(self):
        live_session = LiveSessionFactory(starts_at=START)
        with pytest.raises(UnableToCancel, match="is over"):
            cancel_session(live_session=live_session, reason="Snow", by=None, now=live_session.ends_at)


def remind(live_session):
    """An active participant who has been reminded of the session."""
    person = EnrollmentFactory(cohort=live_session.cohort).person
    mail = OutboxMail.objects.create(
        kind="live_sessions.reminder",
        recipient=person,
        dedupe_key=f"reminded-{person.pk}",
        state=MailState.SENT,
        created_at=NOW,
        due_at=NOW,
    )
    Reminder.objects.create(
        person=person, live_session=live_session, starts_at=live_session.starts_at, minutes_before=60,
        state=ReminderState.PLANNED, mail=mail, created_at=NOW,
    )  # fmt: skip
    return person
