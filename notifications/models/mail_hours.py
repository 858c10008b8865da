"""When a person reads mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import DigestEvery, Weekday


class MailHours(models.Model):
    """How often and when somebody wants the digest, and when no mail that can wait; in their own time zone.

    Without a row the digest comes on Monday at 8, and no hours are quiet.

    Written by `notifications.operations.preferences`.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_hours", verbose_name=_("person")
    )
    digest = models.CharField(_("digest"), max_length=6, choices=DigestEvery, default=DigestEvery.WEEK)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("time of mails")
        verbose_name_plural = _("times of mails")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(hour__lt=24, weekday__lt=7), name="mail_hours_exist"),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False, quiet_from__lt=24, quiet_until__lt=24)
                & ~models.Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_exist",
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}: {self.digest}"
