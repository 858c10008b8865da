"""What those who run a cohort write to some of its people."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField

LONGEST_SUBJECT = 120
LONGEST_TEXT = 5000


class CohortLetter(models.Model):
    """One letter to several people of a cohort, each of whom gets a mail of their own.

    To whom it went stands in the outbox. Made by `cohorts.operations.letters.write_letter`, and never changed.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="letters")
    subject = OneLineField(_("subject"), max_length=LONGEST_SUBJECT)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes: ClassVar = [
            # Whether a form that arrives is one that has arrived already.
            models.Index(fields=["cohort", "written_at"], name="letters_of_cohort"),
        ]

    def __str__(self) -> str:
        return self.subject
