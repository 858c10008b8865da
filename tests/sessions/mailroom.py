"""The two rings of the timetable at a time of the test's choosing, and what came of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import mail as mailboxes

from notifications.delivery import deliver_mail
from notifications.models import OutboxMail
from sessions.models import Reminder
from sessions.operations import schedule
from sessions.operations.reminders import plan_due_reminders


def at(text):
    """`"2022-11-09 15:00"`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


STARTS_AT = at("2026-09-23 19:00")
A_WEEK_LATER = at("2026-09-30 19:00")
WEEK_BEFORE, DAY_BEFORE, HOUR_BEFORE = at("2026-09-16 19:00"), at("2026-09-22 19:00"), at("2026-09-23 18:00")
MINUTE = timedelta(minutes=1)
ANA, BEN = "ana@example.org", "ben@example.org"

# The subjects of the mails to somebody on Pacific time.
REMINDER = "Wednesday, September 23, 12:00 pm Pacific · Session 5: Place Matters"
MOVED = "New date: Wednesday, September 30, 12:00 pm Pacific · Session 5: Place Matters"
CANCELLED = "Cancelled: Wednesday, September 23 · Session 5: Place Matters"


def plan(now):
    return plan_due_reminders(now=now)


def deliver(now):
    """Sends what is due. Returns the mails that left, in the order of their addresses."""
    before = len(mailboxes.outbox)
    deliver_mail(clock=lambda: now)
    return sorted(mailboxes.outbox[before:], key=lambda mail: mail.to)


def ring(now):
    """A minute of the timetable: what becomes due is planned, what is planned is sent."""
    plan(now)
    return deliver(now)


def subjects(mails):
    return [(mail.to[0], mail.subject) for mail in mails]


def move(live_session, starts_at, now):
    schedule.move_session(live_session=live_session, starts_at=starts_at, by=None, now=now)


def cancel(live_session, now):
    schedule.cancel_session(live_session=live_session, reason="The presenter is ill.", by=None, now=now)


def ledger():
    """What became of every row, by offset; a mail about a move has the offset 0."""
    rows = Reminder.objects.order_by("starts_at", "-minutes_before", "person__email")
    return [(row.minutes_before, row.state, row.reason) for row in rows]


def reasons():
    """What became of every mail."""
    return list(OutboxMail.objects.order_by("pk").values_list("kind", "state", "reason"))
