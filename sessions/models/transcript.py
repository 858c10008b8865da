"""What was said, line by line."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.querysets import TranscriptCueQuerySet
from sessions.transcripts.clock import clock


class TranscriptCue(models.Model):
    """A line of a transcript with its time, in milliseconds from the beginning of the recording.

    What it read before a facilitator first corrected it stays in `original_…`. Written by `sessions.operations.transcripts`
    only, which keeps `Recording.transcript` in step.
    """

    recording = models.ForeignKey("live_sessions.Recording", on_delete=models.CASCADE, related_name="cues")
    position = models.PositiveIntegerField(_("position"))
    starts = models.PositiveIntegerField(_("from (ms)"))
    ends = models.PositiveIntegerField(_("to (ms)"))
    speaker = OneLineField(_("who speaks"), max_length=120, blank=True)
    text = models.TextField(_("what is said"))
    original_speaker = models.CharField(_("who spoke, as it came"), max_length=120, blank=True)
    original_text = models.TextField(_("as it came"), blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("corrected by"),
    )  # fmt: skip
    corrected_at = models.DateTimeField(_("corrected"), null=True, blank=True)

    objects = TranscriptCueQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a transcript")
        verbose_name_plural = _("lines of transcripts")
        constraints: ClassVar = [
            # Also serves the lines of a recording in their order.
            models.UniqueConstraint(fields=["recording", "position"], name="one_cue_per_position"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.text[:80]}"

    @property
    def seconds(self) -> int:
        """The whole second it begins in: where a player goes to."""
        return self.starts // 1000

    @property
    def clock(self) -> str:
        """The same as people read it: 12:34."""
        return clock(self.seconds)

    @property
    def is_corrected(self) -> bool:
        return self.corrected_at is not None
