"""What the timetable rings for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from sessions.operations.accommodation_reminders import remind_of_open_requests
from sessions.operations.reminders import plan_due_reminders
from sessions.operations.standing_needs import take_up_all

logger = logging.getLogger(__name__)


@shared_task(name="live_sessions.send_due_reminders")
def send_due_reminders(**kwargs: Any) -> None:
    """Puts the reminders that have become due into the outbox; `notifications.deliver_mail` sends them."""
    planned = plan_due_reminders(now=timezone.now())
    if planned:
        logger.info("Planned %s reminders.", planned)


@shared_task(name="live_sessions.take_up_standing_needs")
def take_up_standing_needs(**kwargs: Any) -> None:
    """Tells coordinators of the standing needs of those who came in since."""
    count = take_up_all(now=timezone.now())
    if count:
        logger.info("Took up %s standing needs.", count)


@shared_task(name="live_sessions.remind_of_accommodations")
def remind_of_accommodations(**kwargs: Any) -> None:
    """Reminds coordinators of accommodations that are still open and nearly due."""
    count = remind_of_open_requests(now=timezone.now())
    if count:
        logger.info("It is time for %s open accommodations.", count)
