"""What the timetable and the operations ring for."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from notifications import delivery
from notifications.operations.digests import plan_digests as plan
from notifications.operations.notices import forget_old_notices as forget

logger = logging.getLogger(__name__)


@shared_task(name="notifications.deliver_mail")
def deliver_mail(**kwargs: Any) -> None:
    """Sends what is due in the outbox."""
    ended = delivery.deliver_mail(clock=timezone.now)
    if ended:
        logger.info("Delivered mail: %s", dict(ended))


@shared_task(name="notifications.forget_old_notices")
def forget_old_notices(**kwargs: Any) -> None:
    """Deletes what people were told half a year ago."""
    count = forget(now=timezone.now())
    if count:
        logger.info("Deleted %s old notices.", count)


@shared_task(name="notifications.plan_digests")
def plan_digests(**kwargs: Any) -> None:
    """Puts the digests whose hour has come into the outbox."""
    planned = plan(now=timezone.now())
    if planned:
        logger.info("Planned %s digests.", planned)
