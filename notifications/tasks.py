"""What the timetable and the operations ring for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from notifications import delivery

logger = logging.getLogger(__name__)


@shared_task(name="notifications.deliver_mail")
def deliver_mail(**kwargs: Any) -> None:
    """Sends what is due in the outbox."""
    ended = delivery.deliver_mail(clock=timezone.now)
    if ended:
        logger.info("Delivered mail: %s", dict(ended))
