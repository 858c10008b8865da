"""What the timetable rings for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from discussions.operations.attachments import forget_waiting_files
from discussions.operations.drafts import forget_old_drafts
from discussions.operations.telling import tell_of_talk as tell_everybody

logger = logging.getLogger(__name__)


@shared_task(name="discussions.tell_of_talk")
def tell_of_talk(**kwargs: Any) -> None:
    """Tells of posts and topics that were written since."""
    told = tell_everybody(now=timezone.now())
    if told:
        logger.info("Told of %s posts and topics.", told)


@shared_task(name="discussions.clear_what_lies_about")
def clear_what_lies_about(**kwargs: Any) -> None:
    """Drafts that nobody has touched for half a year, and files that were added a day ago and never posted."""
    now = timezone.now()
    drafts, files = forget_old_drafts(now=now), forget_waiting_files(now=now)
    if drafts or files:
        logger.info("Deleted %s old drafts and %s files that were never posted.", drafts, files)
