"""Telling those who run a cohort what waits for them: once a day, in one notice that takes the place of the last."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.desk_queue import QUEUE, waiting_for
from cohorts.enums import DESK_ROLES, GOING_ON
from cohorts.models import Cohort
from cohorts.places import place_of
from notifications.operations.notices import last_notice, not_told, take_back, tell, tell_once

logger = logging.getLogger(__name__)

# By the cohort's clock. What still waits is said again on Mondays, though nothing has come.
MORNING, MONDAY = 8, 0


def tell_of_queues(*, now: datetime) -> int:
    """Tells each cohort's desk whose morning has come. Returns how many people. Run twice, or by two workers at once, once."""
    told = 0
    mornings = {}
    for cohort in Cohort.objects.filter(status__in=GOING_ON).defer("welcome", "agreements").order_by("pk"):
        local = now.astimezone(cohort.zone)
        if local.hour >= MORNING:
            mornings[f"{QUEUE}:{cohort.pk}:{local.date()}"] = cohort
    for key in sorted(not_told(mornings)) if mornings else ():
        try:
            told += _tell(mornings[key], key, now)
        except Exception:
            # What is wrong in one cohort must not silence the others.
            logger.exception("The desk of cohort %s could not be told what waits.", mornings[key].pk)
    return told


@transaction.atomic
def _tell(cohort: Cohort, key: str, now: datetime) -> int:
    if not tell_once(key=key, now=now):
        return 0
    is_monday = now.astimezone(cohort.zone).weekday() == MONDAY
    desk = cohort.enrollments.active().filter(role__in=DESK_ROLES, person__is_active=True)
    told = 0
    for person in User.objects.filter(pk__in=desk.values("person")).order_by("pk"):
        waiting = waiting_for(person, [cohort.pk], now)[cohort.pk]
        newest = {queue.name: rows.newest for queue, rows in waiting}
        last = last_notice(matter=QUEUE, place=place_of(cohort), person=person)
        known = last.params["newest"] if last else {}
        if not waiting or not (is_monday or any(number > known.get(name, 0) for name, number in newest.items())):
            continue
        take_back(matter=QUEUE, place=place_of(cohort), person=person)
        tell(matter=QUEUE, place=place_of(cohort), key=key, params={"newest": newest}, people=[person.pk], now=now)
        told += 1
    return told
