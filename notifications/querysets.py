"""Mails by what is to be done with them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from notifications.enums import MailState

if TYPE_CHECKING:
    from notifications.models import OutboxMail

# A worker that claimed a mail and hasn't finished it in this time is taken for dead.
LEASE = timedelta(minutes=5)


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def to_send(self, now: datetime) -> OutboxMailQuerySet:
        """Due and waiting, or claimed by a worker that died."""
        return self.filter(
            Q(state=MailState.WAITING, due_at__lte=now) | Q(state=MailState.SENDING, claimed_at__lt=now - LEASE)
        )

    def claimed(self, at: datetime | None) -> OutboxMailQuerySet:
        """Still in the hands of the worker that claimed them at this moment; nobody has taken them over."""
        return self.filter(state=MailState.SENDING, claimed_at=at)

    def still_of_use(self, now: datetime) -> OutboxMailQuerySet:
        """Not too late to be read."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
