"""A question posed with a session."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.querysets import PromptQuerySet

# The opening of a prompt whose session was cancelled: later than any clock will show, and still a time in every zone.
WITHHELD = datetime(9999, 1, 1, tzinfo=UTC)


class Prompt(models.Model):
    """A question posed with a session; its thread is where people answer it.

    It opens when the session ends, or at `opens_at` if a facilitator said so. The thread's own `opens_at` is kept in
    step by `sessions.operations.prompts`, also when the session moves.
    """

    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="prompts")
    thread = models.OneToOneField("discussions.Thread", on_delete=models.PROTECT, related_name="prompt")
    position = models.PositiveSmallIntegerField(_("position"))
    opens_at = models.DateTimeField(
        _("opens at another time"), null=True, blank=True, help_text=_("Empty: when the session ends.")
    )

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        indexes: ClassVar = [models.Index(fields=["live_session", "position"], name="prompts_of_a_session")]

    def __str__(self) -> str:
        return f"prompt {self.position} of {self.live_session}"
