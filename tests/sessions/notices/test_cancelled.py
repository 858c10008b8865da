from __future__ import annotations

import pytest

from sessions import notices
from tests.factories.cohorts import EnrollmentFactory
from tests.sessions.mailroom import (
    A_WEEK_LATER,
    ANA,
    CANCELLED,
    DAY_BEFORE,
    HOUR_BEFORE,
    MINUTE,
    STARTS_AT,
    WEEK_BEFORE,
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


def test_a_cancelling_is_told_to_those_already_reminded_with_the_reason(live_session, enrollment):
    ring(WEEK_BEFORE)
    cancel(live_session, DAY_BEFORE)

    (mail,) = ring(DAY_BEFORE)

    assert subjects([mail]) == [(ANA, CANCELLED)]
    assert "\nWednesday, September 23, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern\n" in mail.body
    for part in (mail.body, mail.alternatives[0].content):
        assert "The presenter is ill." in part
        assert f"http://localhost:8000/cohorts/{live_session.cohort.slug}/schedule/" in part
        assert "/join/" not in part
    assert ring(HOUR_BEFORE) == []


def test_a_cancelling_stops_reminders_that_wait(live_session, enrollment):
    plan(WEEK_BEFORE)
    cancel(live_session, WEEK_BEFORE)

    assert deliver(WEEK_BEFORE) == []
    assert reasons() == [
        ("live_sessions.reminder", "skipped", "The session was cancelled before the reminder left."),
        ("live_sessions.cancelled", "skipped", "They had not been reminded of it."),
    ]
    assert ledger() == [(10080, "skipped", "The session was cancelled before the reminder left.")]


def test_a_cancelling_names_the_date_the_person_knows(live_session, enrollment):
    ring(WEEK_BEFORE)
    move(live_session, A_WEEK_LATER, WEEK_BEFORE)
    cancel(live_session, WEEK_BEFORE)

    assert subjects(ring(WEEK_BEFORE)) == [(ANA, CANCELLED)]


def test_a_session_cancelled_after_it_began_is_silent(live_session, enrollment):
    ring(HOUR_BEFORE)
    cancel(live_session, STARTS_AT + MINUTE)

    assert ring(STARTS_AT + MINUTE) == []


@pytest.mark.parametrize("people", [1, 3])
def test_queries_of_a_move_and_a_cancelling(live_session, django_assert_num_queries, people):
    EnrollmentFactory.create_batch(people, cohort=live_session.cohort)
    ring(WEEK_BEFORE)
    live_session.sequence += 1

    # Who was told, their mails and the mails' ids; for a move the ledger.
    with django_assert_num_queries(4):
        notices.session_moved(live_session=live_session, old_starts_at=STARTS_AT, by=None, now=WEEK_BEFORE)
    with django_assert_num_queries(3):
        notices.session_cancelled(live_session=live_session, by=None, now=WEEK_BEFORE)
