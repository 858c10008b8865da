"""Reminding those who have not finished their team formation form, each time once."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from cohorts.enums import GOING_ON
from cohorts.formation_notices import REMINDER, WITH_THE_LEADER, tell_leader
from cohorts.models import TeamFormation
from cohorts.querysets import TeamFormationQuerySet
from common.history import sign_change

logger = logging.getLogger(__name__)

# Before the deadline, and then in the morning of its day.
DAYS_BEFORE = (7, 2)
MORNING = time(8)
# Whoever had a mail about the form shortly before needs no other.
REST = timedelta(hours=12)


def remind_unfinished(*, now: datetime) -> int:
    """Reminds the leaders whose day has come. Returns how many. Run twice, or by two workers at once, each hears it once."""
    reminded = 0
    for pk in _unfinished(now).values_list("pk", flat=True):
        try:
            reminded += _remind(pk, now)
        except Exception:
            # What is wrong with one form must not silence the others.
            logger.exception("The leader of form %s could not be reminded.", pk)
    return reminded


def last_reminder(*, due_at: datetime, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The latest time at which the leader was to be reminded; None before the first."""
    morning = datetime.combine(due_at.astimezone(zone).date(), MORNING, tzinfo=zone)
    times = [*(due_at - timedelta(days=days) for days in DAYS_BEFORE), morning]
    return max((at for at in times if at <= now and at < due_at), default=None)


def _unfinished(now: datetime) -> TeamFormationQuerySet:
    return TeamFormation.objects.filter(
        status__in=WITH_THE_LEADER,
        due_at__gt=now,
        due_at__lte=now + timedelta(days=max(DAYS_BEFORE)),
        cohort__status__in=GOING_ON,
    )


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    # A second worker finds the row taken, or reminded.
    rows = _unfinished(now).select_for_update(of=("self",), skip_locked=True).select_related("cohort")
    formation = rows.filter(pk=pk).first()
    if formation is None:
        return 0
    due = last_reminder(due_at=formation.due_at, zone=formation.cohort.zone, now=now)
    heard_of_it = max(formation.opened_at, formation.reminded_at or formation.opened_at)
    if due is None or heard_of_it > due - REST:
        return 0
    formation.reminded_at = now
    sign_change(formation, by=None, reason="Reminded")
    formation.save()
    tell_leader(REMINDER, formation, now)
    return 1
