"""What the timetable rings for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from cohorts.operations.desk_queue import tell_of_queues as tell_desks
from cohorts.operations.formation_reminders import remind_unfinished

logger = logging.getLogger(__name__)


@shared_task(name="cohorts.remind_unfinished_formations")
def remind_unfinished_formations(**kwargs: Any) -> None:
    """Puts reminders to those who have not finished their team formation form into the outbox."""
    reminded = remind_unfinished(now=timezone.now())
    if reminded:
        logger.info("Reminded %s leaders of their team formation form.", reminded)


@shared_task(name="cohorts.tell_of_queues")
def tell_of_queues(**kwargs: Any) -> None:
    """Tells those who run cohorts what waits for them."""
    told = tell_desks(now=timezone.now())
    if told:
        logger.info("Told %s people what waits for them.", told)
