"""Finding the reminders that are due, and promising each once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from cohorts.enums import GOING_ON
from cohorts.models import Enrollment
from cohorts.places import place_of
from cohorts.querysets import EnrollmentQuerySet
from notifications.operations.notices import tell
from notifications.operations.outbox import Posting, post_mails
from sessions.models import LiveSession, Reminder
from sessions.notices import OWED_REMINDER, REMINDER
from sessions.owing import people_owing
from sessions.reminder_times import STILL_NEWS, Offsets, latest_after, nearest_due
from sessions.session_matters import OWED, SOON

logger = logging.getLogger(__name__)

# So many people are written down in one transaction: short locks, flat memory.
CHUNK = 500
# Sessions that began longer ago are asked no more: the farthest reminder after an end, the longest session, and some room.
REACHES_BACK = timedelta(days=62)


def plan_due_reminders(*, now: datetime) -> int:
    """Writes the ledger row and the mail of every reminder that has become due. Returns how many.

    Only the nearest offset of a session: a clock that stood still for a week makes one mail, not three. Run twice, or by two
    workers at once, it finds nothing more to write.
    """
    sessions = LiveSession.objects.scheduled().filter(starts_at__gt=now - REACHES_BACK)
    rows = sessions.filter(cohort__status__in=GOING_ON).values_list(
        "pk", "starts_at", "minutes", "kind",
        "cohort__reminder_minutes", "cohort__reminder_minutes_after", "cohort__reminders_by_kind",
    )  # fmt: skip
    planned = 0
    for pk, starts_at, minutes, kind, before, after, by_kind in rows:
        try:
            offsets = Offsets.said(before, after, by_kind, kind)
            due = _due(starts_at, starts_at + timedelta(minutes=minutes), offsets, now)
            if due is not None:
                planned += _plan_session(pk, due, now)
        except Exception:
            # What is wrong with one session must not silence the others.
            logger.exception("The reminders of session %s could not be planned.", pk)
    return planned


@dataclass(frozen=True)
class Due:
    """A reminder whose time has come: of which start, how many minutes before it or, below zero, after the end; until when."""

    starts_at: datetime
    minutes_before: int
    expires_at: datetime

    @property
    def is_after(self) -> bool:
        return self.minutes_before < 0


def _due(starts_at: datetime, ends_at: datetime, offsets: Offsets, now: datetime) -> Due | None:
    if starts_at > now:
        minutes = nearest_due(starts_at=starts_at, offsets=offsets.before, now=now)
        return None if minutes is None else Due(starts_at, minutes, starts_at)
    minutes = latest_after(ends_at=ends_at, offsets=offsets.after, now=now)
    if minutes is None:
        return None
    return Due(starts_at, -minutes, ends_at + timedelta(minutes=minutes) + STILL_NEWS)


def _plan_session(pk: int, due: Due, now: datetime) -> int:
    planned = 0
    # Asked without a lock first: nearly always everybody has been reminded.
    while _without_reminder(pk, due).exists():
        count = _plan_chunk(pk, due, now)
        planned += count
        if count < CHUNK:
            break
    return planned


def _without_reminder(pk: int, due: Due) -> EnrollmentQuerySet:
    """The active people of the session's cohort who have no such row in the ledger yet; after the end, those who learn."""
    row = Reminder.objects.filter(
        live_session=pk, starts_at=due.starts_at, minutes_before=due.minutes_before, person=OuterRef("person")
    )
    people = Enrollment.objects.active().filter(~Exists(row), cohort__live_sessions=pk, person__is_active=True)
    return people.learning() if due.is_after else people


@transaction.atomic
def _plan_chunk(pk: int, due: Due, now: datetime) -> int:
    # Whoever moves or cancels the session waits, and so does a second planner; then it finds the rows.
    still = LiveSession.objects.scheduled().select_for_update(of=("self",)).filter(pk=pk, starts_at=due.starts_at)
    live_session = still.select_related("cohort").first()
    if live_session is None:
        return 0
    start = f"{due.starts_at.timestamp():.0f}"
    kind = OWED_REMINDER if due.is_after else REMINDER
    people = _without_reminder(pk, due).order_by("person_id")
    keys = {
        person_id: f"{kind}:{pk}:{start}:{abs(due.minutes_before)}:{person_id}"
        for person_id in people.values_list("person_id", flat=True)[:CHUNK]
    }
    mail_ids = post_mails(
        kind=kind,
        postings=[
            Posting(recipient_id=person_id, dedupe_key=key, params={"live_session": pk})
            for person_id, key in keys.items()
        ],
        expires_at=due.expires_at,
        now=now,
    )
    Reminder.objects.bulk_create(
        [
            Reminder(
                person_id=person_id,
                live_session_id=pk,
                starts_at=due.starts_at,
                minutes_before=due.minutes_before,
                mail_id=mail_ids[key],
                created_at=now,
            )
            for person_id, key in keys.items()
        ],
        ignore_conflicts=True,
    )
    # Under Notifications a session stands once, however often it is reminded of.
    tell(
        matter=OWED if due.is_after else SOON,
        place=place_of(live_session.cohort),
        key=f"{'owed' if due.is_after else 'soon'}:{pk}:{start}",
        params={"live_session": pk, "starts_at": int(due.starts_at.timestamp())},
        # The mail says it in the ledger where somebody owes nothing; a notice would only count.
        people=keys.keys() & people_owing(live_session, now) if due.is_after else keys,
        by_mail=False,
        now=now,
    )
    return len(keys)
