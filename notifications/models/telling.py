"""That people have been told of a thing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Telling(models.Model):
    """A key of something that the timetable found and told of; it isn't told again.

    Written in the transaction that makes the notices (`notifications.operations.telling`), so that a crash loses neither.
    """

    key = models.CharField(_("key"), max_length=150)
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["key"], name="one_telling_per_key")]
        indexes: ClassVar = [
            # What is old enough to be forgotten.
            models.Index(fields=["told_at"], name="tellings_by_time"),
        ]

    def __str__(self) -> str:
        return self.key
