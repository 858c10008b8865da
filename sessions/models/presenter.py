"""Who presents at a session."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField

LONGEST_BIO = 1200


class Presenter(models.Model):
    """Somebody who presents, in the order in which they are named; written as a whole by `sessions.operations.presenters`.

    `person` is an enrolled person where it is one of the cohort's own; what is shown are the words of this row.
    """

    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="presenters")
    position = models.PositiveSmallIntegerField(_("position"))
    name = OneLineField(_("name"), max_length=120)
    role = OneLineField(_("role or organization"), max_length=160, blank=True)
    bio = models.TextField(_("about them"), max_length=LONGEST_BIO, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("person of the cohort"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("presenter")
        verbose_name_plural = _("presenters")
        indexes: ClassVar = [models.Index(fields=["live_session", "position"], name="presenters_of_a_session")]

    def __str__(self) -> str:
        return self.name
