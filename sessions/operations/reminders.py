"""Finding the reminders that are due, and promising each once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from cohorts.enums import GOING_ON
from cohorts.models import Enrollment
from cohorts.querysets import EnrollmentQuerySet
from notifications.operations.notices import tell
from notifications.operations.outbox import Posting, post_mails
from sessions.models import LiveSession, Reminder
from sessions.notices import REMINDER
from sessions.session_matters import SOON

logger = logging.getLogger(__name__)

# So many people are written down in one transaction: short locks, flat memory.
CHUNK = 500


def plan_due_reminders(*, now: datetime) -> int:
    """Writes the ledger row and the mail of every reminder that has become due. Returns how many.

    Only the nearest offset of a session: a clock that stood still for a week makes one mail, not three. Run twice, or by two
    workers at once, it finds nothing more to write.
    """
    to_come = LiveSession.objects.scheduled().filter(starts_at__gt=now).filter(cohort__status__in=GOING_ON)
    planned = 0
    for pk, starts_at, offsets in to_come.values_list("pk", "starts_at", "cohort__reminder_minutes"):
        try:
            minutes_before = nearest_due(starts_at=starts_at, offsets=offsets, now=now)
            if minutes_before is not None:
                planned += _plan_session(pk, starts_at, minutes_before, now)
        except Exception:
            # What is wrong with one session must not silence the others.
            logger.exception("The reminders of session %s could not be planned.", pk)
    return planned


def nearest_due(*, starts_at: datetime, offsets: Iterable[int], now: datetime) -> int | None:
    """The offset, in minutes before the start, whose time came last; None before the first."""
    left = starts_at - now
    return min((minutes for minutes in offsets if left <= timedelta(minutes=minutes)), default=None)


def _plan_session(pk: int, starts_at: datetime, minutes_before: int, now: datetime) -> int:
    planned = 0
    # Asked without a lock first: nearly always everybody has been reminded.
    while _without_reminder(pk, starts_at, minutes_before).exists():
        count = _plan_chunk(pk, starts_at, minutes_before, now)
        planned += count
        if count < CHUNK:
            break
    return planned


def _without_reminder(pk: int, starts_at: datetime, minutes_before: int) -> EnrollmentQuerySet:
    """The active people of the session's cohort who have no such row in the ledger yet."""
    row = Reminder.objects.filter(
        live_session=pk, starts_at=starts_at, minutes_before=minutes_before, person=OuterRef("person")
    )
    return Enrollment.objects.active().filter(~Exists(row), cohort__live_sessions=pk, person__is_active=True)


@transaction.atomic
def _plan_chunk(pk: int, starts_at: datetime, minutes_before: int, now: datetime) -> int:
    # Whoever moves or cancels the session waits, and so does a second planner; then it finds the rows.
    still = LiveSession.objects.scheduled().select_for_update().filter(pk=pk, starts_at=starts_at)
    cohort_pk = next(iter(still.values_list("cohort", flat=True)), None)
    if cohort_pk is None:
        return 0
    people = _without_reminder(pk, starts_at, minutes_before).order_by("person_id")
    keys = {
        person_id: f"{REMINDER}:{pk}:{starts_at.timestamp():.0f}:{minutes_before}:{person_id}"
        for person_id in people.values_list("person_id", flat=True)[:CHUNK]
    }
    mail_ids = post_mails(
        kind=REMINDER,
        postings=[
            Posting(recipient_id=person_id, dedupe_key=key, params={"live_session": pk})
            for person_id, key in keys.items()
        ],
        expires_at=starts_at,
        now=now,
    )
    Reminder.objects.bulk_create(
        [
            Reminder(
                person_id=person_id,
                live_session_id=pk,
                starts_at=starts_at,
                minutes_before=minutes_before,
                mail_id=mail_ids[key],
                created_at=now,
            )
            for person_id, key in keys.items()
        ],
        ignore_conflicts=True,
    )
    # Under Notifications a session stands once, however often it is reminded of.
    tell(
        matter=SOON,
        place=str(cohort_pk),
        key=f"soon:{pk}:{starts_at.timestamp():.0f}",
        params={"live_session": pk, "starts_at": int(starts_at.timestamp())},
        people=keys,
        by_mail=False,
        now=now,
    )
    return len(keys)
