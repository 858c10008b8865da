from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from notifications.enums import MailState
from notifications.models import OutboxMail
from sessions.enums import SessionStatus
from sessions.models import LiveSession
from sessions.operations.schedule import cancel_session, edit_session, move_session
from sessions.queries.joining import at_the_door, door_state, earlier_start
from tests.factories.sessions import LiveSessionFactory, PromptFactory, RecordingFactory, ReminderFactory

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
NEW = START + timedelta(days=7)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session(cast):
    with time_machine.travel(START - 30 * DAY, tick=False):
        return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def move(live_session, to, at):
    with time_machine.travel(at, tick=False):
        moved = move_session(live_session=live_session, starts_at=to, by=None, now=at)
    return LiveSession.objects.select_related("cohort").get(pk=moved.pk)


def told(live_session, person, starts_at, at):
    mail = OutboxMail.objects.create(
        kind="live_sessions.reminder", recipient=person, dedupe_key=f"{starts_at}-{person.pk}", state=MailState.SENT,
        created_at=at, due_at=at, sent_at=at,
    )  # fmt: skip
    ReminderFactory(person=person, live_session=live_session, starts_at=starts_at, mail=mail)


class TestTheEarlierStart:
    def test_of_one_that_never_moved_there_is_none(self, cast, live_session):
        edit_session(live_session=live_session, title="Another name", by=None, now=START - DAY)
        assert earlier_start(live_session, cast["participant"], START) is None

    def test_a_move_of_the_last_days_is_known_to_everybody(self, cast, live_session):
        moved = move(live_session, NEW, START - 2 * DAY)
        assert earlier_start(moved, cast["participant"], START) == START
        assert earlier_start(moved, cast["participant"], START + 12 * DAY) == START
        assert earlier_start(moved, cast["participant"], START + 13 * DAY) is None

    def test_changes_after_the_move_do_not_hide_it(self, cast, live_session):
        moved = move(live_session, NEW, START - 2 * DAY)
        with time_machine.travel(START - DAY, tick=False):
            edit_session(live_session=moved, title="Another name", by=None, now=START - DAY)
        assert earlier_start(moved, cast["participant"], START) == START

    def test_the_one_a_person_was_told_counts_before_the_last(self, cast, live_session):
        told(live_session, cast["participant"], START, START - 3 * DAY)
        between = START + DAY
        moved = move(move(live_session, between, START - 2 * DAY), NEW, START - DAY)
        assert earlier_start(moved, cast["participant"], START) == START
        assert earlier_start(moved, cast["coach"], START) == between


class TestAtTheDoor:
    @pytest.mark.parametrize(
        ("at", "is_moved_away"),
        [
            (START - 75 * MINUTE, True), (START - 76 * MINUTE, False), (START, True),
            (START + 149 * MINUTE, True), (START + 150 * MINUTE, False),
        ],
    )  # fmt: skip
    def test_who_comes_at_the_old_time_has_it_in_mind(self, cast, live_session, at, is_moved_away):
        door = at_the_door(move(live_session, NEW, START - 2 * DAY), cast["participant"], at)
        assert (door.moved_from, door.is_moved_away) == (START, is_moved_away)

    def test_also_where_it_was_brought_forward_and_is_over(self, cast, live_session):
        door = at_the_door(move(live_session, START - DAY, START - 2 * DAY), cast["participant"], START)
        assert (door.moved_from, door.is_moved_away) == (START, True)

    def test_what_there_is_of_one_that_is_over(self, cast, live_session):
        over = START + DAY
        RecordingFactory(live_session=live_session, published_at=None)
        door = at_the_door(live_session, cast["participant"], over)
        assert (door.has_recording, door.has_prompts) == (False, False)
        RecordingFactory(live_session=live_session)
        PromptFactory(live_session=live_session)
        door = at_the_door(live_session, cast["participant"], over)
        assert (door.has_recording, door.has_prompts) == (True, True)
        assert not at_the_door(live_session, cast["observer"], over).has_prompts

    def test_of_a_cancelled_one_the_next_session_is_named(self, cast, live_session):
        LiveSessionFactory(cohort=cast.cohort, starts_at=NEW + DAY)
        coming = LiveSessionFactory(cohort=cast.cohort, starts_at=NEW)
        LiveSessionFactory(cohort=cast.cohort, starts_at=START + DAY, status=SessionStatus.CANCELLED)
        LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START + DAY)
        cancelled = cancel_session(live_session=live_session, reason="Snow", by=None, now=START - DAY)
        assert at_the_door(cancelled, cast["participant"], START).next_session == coming
        assert at_the_door(coming, cast["participant"], START).next_session is None


def test_the_state_changes_with_the_door_the_start_and_the_link(live_session):
    before = door_state(live_session, START - DAY)
    assert before == door_state(live_session, START - 16 * MINUTE)
    assert before != door_state(live_session, START - 15 * MINUTE)
    live_session.join_url = ""
    assert before != door_state(live_session, START - DAY)
    assert "zoom" not in before
