"""Mails by what is to be done with them, notices by whose they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from notifications.enums import MailState

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from notifications.models import Notice, OutboxMail

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


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: User | AnonymousUser) -> NoticeQuerySet:
        """One's own. Whether what they are about may be seen is asked of their matters (`notifications.queries`)."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(person=viewer)

    def unread(self) -> NoticeQuerySet:
        """Neither opened nor marked as read."""
        return self.filter(read_at=None)
