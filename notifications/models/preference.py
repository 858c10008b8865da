"""How a person wants to be told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import Channel


class Preference(models.Model):
    """What a person has chosen for one matter in one place; where there is no row, the matter's default holds.

    Written by `notifications.operations.preferences`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    matter = models.CharField(_("matter"), max_length=60)
    place = models.CharField(_("place"), max_length=40, blank=True, help_text=_("A cohort's number."))
    channel = models.CharField(_("told"), max_length=6, choices=Channel)
    chosen_at = models.DateTimeField(_("chosen"))

    class Meta:
        verbose_name = _("choice of channel")
        verbose_name_plural = _("choices of channels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "matter", "place"], name="one_channel_per_matter_and_place"),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="channel_known"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}, {self.matter} in {self.place}: {self.channel}"
