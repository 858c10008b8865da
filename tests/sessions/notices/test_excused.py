"""Who has said that they can't come is not reminded, and the ledger says why."""

from __future__ import annotations

import pytest

from sessions.enums import ReminderState
from sessions.models import Reminder
from sessions.operations.apologies import apologize, excuse, withdraw_apology
from tests.sessions.mailroom import ANA, DAY_BEFORE, HOUR_BEFORE, MINUTE, WEEK_BEFORE, move, ring, subjects

pytestmark = pytest.mark.django_db
EXCUSED = "They are excused from this session."


def told():
    return list(Reminder.objects.order_by("pk").values_list("minutes_before", "state", "reason"))


def test_they_are_not_reminded_and_the_ledger_says_why(live_session, enrollment):
    apologize(live_session=live_session, word="", by=enrollment.person, now=WEEK_BEFORE)
    assert subjects(ring(DAY_BEFORE)) == []
    assert told() == [(1440, ReminderState.SKIPPED, EXCUSED)]


def test_one_who_is_excused_at_the_desk_neither(live_session, enrollment):
    excuse(live_session=live_session, person=enrollment.person, by=enrollment.person, now=WEEK_BEFORE)
    assert (subjects(ring(DAY_BEFORE)), told()[0][2]) == ([], EXCUSED)


def test_who_can_come_after_all_is_reminded_again(live_session, enrollment):
    apology = apologize(live_session=live_session, word="", by=enrollment.person, now=WEEK_BEFORE)
    ring(DAY_BEFORE)
    withdraw_apology(apology=apology, now=DAY_BEFORE + MINUTE)
    assert [who for who, _subject in subjects(ring(HOUR_BEFORE))] == [ANA]


def test_of_another_date_they_are_told(live_session, enrollment):
    apologize(live_session=live_session, word="", by=enrollment.person, now=WEEK_BEFORE)
    later = move(live_session, live_session.starts_at + 60 * MINUTE, now=WEEK_BEFORE + MINUTE)
    assert later is None or later.starts_at > live_session.starts_at
    assert [who for who, _subject in subjects(ring(DAY_BEFORE + 60 * MINUTE))] == [ANA]
