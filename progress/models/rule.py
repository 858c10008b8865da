"""What a cohort expects of its people, per session."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.history import History


class ParticipationRule(models.Model):
    """The expectation in words (the program's) and in numbers (what the portal counts)."""

    cohort = models.OneToOneField("cohorts.Cohort", on_delete=models.CASCADE, related_name="participation_rule")
    words = models.TextField(_("in words"), help_text=_("As people read it."))
    responses_required = models.PositiveSmallIntegerField(
        _("prompts to answer"), default=1, help_text=_("Of each session; 0 or 1 of its prompts, whichever they choose.")
    )
    replies_required = models.PositiveSmallIntegerField(
        _("peers to reply to"), default=2, help_text=_("Different people; two replies to one person count once.")
    )
    words_required = models.PositiveSmallIntegerField(
        _("words a post needs to count"), default=0, help_text=_("0: every post counts.")
    )
    reply_outside_organization = models.BooleanField(
        _("at least one reply goes to another organization"), default=False
    )
    history = History(app="progress")

    class Meta:
        verbose_name = _("participation rule")
        verbose_name_plural = _("participation rules")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(responses_required__lte=1), name="at_most_one_response_required"),
        ]

    def __str__(self) -> str:
        return f"participation rule of {self.cohort}"
