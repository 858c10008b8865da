"""What the timetable rings for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from improvement.operations.actions import remind_of_actions as remind_owners

logger = logging.getLogger(__name__)


@shared_task(name="improvement.remind_of_actions")
def remind_of_actions(**kwargs: Any) -> None:
    """Tells owners of actions that are nearly due."""
    told = remind_owners(now=timezone.now())
    if told:
        logger.info("Told of %s actions.", told)
