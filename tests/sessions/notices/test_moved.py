from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from notifications.delivery import claim
from notifications.models import OutboxMail
from sessions import notices
from tests.sessions.mailroom import (
    A_WEEK_LATER,
    ANA,
    DAY_BEFORE,
    HOUR_BEFORE,
    MINUTE,
    MOVED,
    REMINDER,
    STARTS_AT,
    WEEK_BEFORE,
    at,
    cancel,
    deliver,
    ledger,
    move,
    plan,
    reasons,
    ring,
    subjects,
)

pytestmark = pytest.mark.django_db


def test_a_move_is_told_to_those_already_reminded_with_both_dates(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, DAY_BEFORE - MINUTE)

    (mail,) = ring(DAY_BEFORE - MINUTE)

    assert subjects([mail]) == [(ANA, MOVED)]
    assert (
        "A session of Forum 2026 has moved. We wrote to you about this date:\n"
        "Wednesday, September 23, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern\n"
        "\n"
        "The new date:\n"
        "\n"
        "Session 5: Place Matters\n"
        "Wednesday, September 30, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern\n"
    ) in mail.body
    for date in ("September 23", "September 30"):
        assert date in mail.alternatives[0].content


def test_after_a_move_the_reminders_of_the_new_start_follow(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE + MINUTE)
    week = timedelta(days=7)

    assert len(ring(WEEK_BEFORE + MINUTE)) == 1
    assert [len(ring(now)) for now in (DAY_BEFORE, HOUR_BEFORE)] == [0, 0]
    assert [len(ring(now + week)) for now in (WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE)] == [1, 1, 1]


def test_a_move_is_not_told_to_those_who_had_not_been_reminded(live_session, enrollment):
    move(live_session, A_WEEK_LATER, WEEK_BEFORE - MINUTE)

    assert ring(WEEK_BEFORE - MINUTE) == []
    assert reasons() == []


def test_a_reminder_that_waits_while_the_session_moves_does_not_leave(live_session, enrollment):
    plan(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)

    assert deliver(WEEK_BEFORE) == []
    assert reasons() == [
        ("live_sessions.reminder", "skipped", "The session was moved before the reminder left."),
        ("live_sessions.moved", "skipped", "They had not been told of the old date."),
    ]
    assert subjects(ring(A_WEEK_LATER - timedelta(days=7))) == [(ANA, MOVED.removeprefix("New date: "))]


def test_a_move_into_an_offset_says_it_once(live_session, enrollment):
    """Moved to three days from now, the reminder a week before is due at once; the mail about the move says it."""
    ring(WEEK_BEFORE)
    move(live_session, WEEK_BEFORE + timedelta(days=3), WEEK_BEFORE + MINUTE)

    assert [mail.subject.partition(":")[0] for mail in ring(WEEK_BEFORE + MINUTE)] == ["New date"]
    assert [len(ring(WEEK_BEFORE + timedelta(days=2))), len(ring(WEEK_BEFORE + timedelta(days=2)))] == [1, 0]


def test_whoever_leaves_first_tells_of_the_move(live_session, enrollment):
    """The mail about the move rests after a failure; the next reminder brings the news in its place."""
    ring(WEEK_BEFORE)
    now = WEEK_BEFORE + MINUTE
    move(live_session, A_WEEK_LATER, now)
    OutboxMail.objects.filter(kind=notices.MOVED).update(due_at=A_WEEK_LATER - timedelta(hours=1))

    assert subjects(ring(A_WEEK_LATER - timedelta(days=1))) == [
        (ANA, "New date: Tomorrow, 12:00 pm Pacific · Session 5: Place Matters")
    ]
    assert len(ring(A_WEEK_LATER - timedelta(hours=1))) == 1
    assert reasons()[1] == ("live_sessions.moved", "skipped", "They had been told of this date already.")


def test_moved_and_moved_again_is_told_once_when_nothing_left_in_between(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, at("2026-09-28 19:00"), WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)

    assert subjects(ring(WEEK_BEFORE)) == [(ANA, MOVED)]
    assert reasons()[1] == (
        "live_sessions.moved",
        "skipped",
        "The session was moved once more before this mail left.",
    )


def test_moved_and_moved_again_is_told_twice_when_the_first_had_left(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)
    ring(WEEK_BEFORE)
    move(live_session, at("2026-10-07 19:00"), WEEK_BEFORE + MINUTE)

    (mail,) = ring(WEEK_BEFORE + MINUTE)

    assert "about this date:\nWednesday, September 30, 12:00" in mail.body
    assert "\nWednesday, October 7, 12:00" in mail.body


def test_moved_away_and_back_before_anything_left_is_not_told(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)
    move(live_session, STARTS_AT, WEEK_BEFORE)

    assert ring(WEEK_BEFORE) == []
    assert reasons()[1:] == [
        ("live_sessions.moved", "skipped", "The session was moved once more before this mail left."),
        ("live_sessions.moved", "skipped", "They had been told of this date already."),
    ]
    assert len(ring(DAY_BEFORE)) == 1


def test_moved_away_back_and_away_again_is_told_each_time(live_session, enrollment):
    ring(WEEK_BEFORE)
    told = []
    for minute, starts_at in enumerate([A_WEEK_LATER, STARTS_AT, A_WEEK_LATER]):
        move(live_session, starts_at, WEEK_BEFORE + minute * MINUTE)
        told += [mail.subject for mail in ring(WEEK_BEFORE + minute * MINUTE)]

    assert told == [MOVED, f"New date: {REMINDER}", MOVED]


def test_a_move_told_twice_is_one_mail(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)
    notices.session_moved(live_session=live_session, old_starts_at=STARTS_AT, by=None, now=WEEK_BEFORE)

    assert len(ring(WEEK_BEFORE)) == 1


def test_the_withdrawn_hear_of_no_move_and_no_cancelling(live_session, enrollment):
    ring(WEEK_BEFORE)
    enrollment.status = EnrollmentStatus.WITHDRAWN
    enrollment.save()
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)

    assert ring(WEEK_BEFORE) == []
    cancel(live_session, WEEK_BEFORE)
    assert ring(WEEK_BEFORE) == []


def test_a_reminder_in_the_hands_of_another_worker_may_have_told_the_old_date(live_session, enrollment):
    plan(WEEK_BEFORE)
    claim(now=WEEK_BEFORE, limit=10)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE + MINUTE)

    assert subjects(deliver(WEEK_BEFORE + MINUTE)) == [(ANA, MOVED)]


def test_two_workers_with_the_news_and_the_reminder_do_not_both_turn_back(live_session, enrollment):
    """The one with the reminder trusts the other; the one with the news doesn't."""
    ring(WEEK_BEFORE)
    now = WEEK_BEFORE + MINUTE
    move(live_session, WEEK_BEFORE + timedelta(days=3), now)
    (news,) = claim(now=now, limit=10)
    plan(now)

    assert deliver(now + MINUTE) == []
    assert ledger()[-1] == (10080, "planned", "")  # the old start's
    OutboxMail.objects.filter(pk=news.pk).update(state="waiting")
    assert [mail.subject.partition(":")[0] for mail in deliver(now + MINUTE)] == ["New date"]


def test_the_move_trusts_no_reminder_that_may_turn_back(live_session, enrollment):
    ring(WEEK_BEFORE)
    now = WEEK_BEFORE + MINUTE
    move(live_session, WEEK_BEFORE + timedelta(days=3), now)
    plan(now)
    reminder = OutboxMail.objects.get(kind=notices.REMINDER, state="waiting")
    OutboxMail.objects.filter(pk=reminder.pk).update(state="sending", claimed_at=now)

    assert [mail.subject.partition(":")[0] for mail in deliver(now + MINUTE)] == ["New date"]


def test_a_reminder_waits_for_the_news_in_other_hands_which_may_be_skipped(live_session, enrollment):
    """The other worker finds that nobody was told of the old date: trusted blindly, nobody would hear of the session."""
    plan(WEEK_BEFORE)
    now = WEEK_BEFORE + MINUTE
    move(live_session, WEEK_BEFORE + timedelta(days=3), now)
    news = OutboxMail.objects.get(kind=notices.MOVED)
    OutboxMail.objects.filter(pk=news.pk).update(state="sending", claimed_at=now)
    plan(now)

    assert deliver(now + MINUTE) == []
    waiting = OutboxMail.objects.get(kind=notices.REMINDER, state="waiting")
    assert waiting.reason == "Another mail about this session is just leaving."
    OutboxMail.objects.filter(pk=news.pk).update(state="waiting", claimed_at=None)
    (reminder,) = deliver(now + 2 * MINUTE)
    assert reminder.subject.startswith("Saturday, September 19")
    news.refresh_from_db()
    assert news.state == "skipped"
