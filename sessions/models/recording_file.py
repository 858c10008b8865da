"""The files of a recording, uploaded or from Zoom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.enums import FileKind, FileState
from sessions.querysets import RecordingFileQuerySet


class RecordingFile(models.Model):
    """One file: a view of the video, the sound alone, or what Zoom wrote down.

    `zoom_key` tells files of Zoom apart for good; empty for an upload. Its address at Zoom opens with a token only and is
    asked for anew (`sessions.operations.zoom_recordings`). A transcript's lines go to `TranscriptCue`, so it has no `file`.
    """

    recording = models.ForeignKey("live_sessions.Recording", on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind)
    state = models.CharField(_("state"), max_length=10, choices=FileState, default=FileState.WAITING)
    failure = models.JSONField(_("why it failed"), default=dict, blank=True)
    claimed_at = models.DateTimeField(_("being fetched since"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to="recordings/%Y/%m/", blank=True, max_length=300)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    content_type = models.CharField(_("type"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    zoom_key = models.CharField(_("key at Zoom"), max_length=300, blank=True, editable=False)
    zoom_view = models.CharField(_("view at Zoom"), max_length=80, blank=True, editable=False)
    added_at = models.DateTimeField(_("added"))

    objects = RecordingFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a recording")
        verbose_name_plural = _("files of recordings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recording", "zoom_key"], condition=~models.Q(zoom_key=""), name="one_file_per_zoom_key"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=FileState.HERE) | models.Q(kind=FileKind.TRANSCRIPT) | ~models.Q(file=""),
                name="file_that_is_here_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name or self.zoom_view or self.get_kind_display()

    def get_absolute_url(self) -> str:
        session = self.recording.live_session
        return reverse("sessions:recording_file", args=[session.cohort.slug, session.slug, self.recording_id, self.pk])

    @property
    def is_played(self) -> bool:
        """Whether it is here and plays."""
        return self.state == FileState.HERE and self.kind != FileKind.TRANSCRIPT

    @property
    def may_be_fetched_by_hand(self) -> bool:
        """Whether it did not come, or was left at Zoom."""
        return self.state in {FileState.FAILED, FileState.LEFT} or bool(
            self.state == FileState.WAITING and self.failure
        )

    @property
    def failure_sentence(self) -> str:
        """Why it could not be fetched, in the reader's language."""
        if not self.failure:
            return ""
        return gettext(self.failure["sentence"]) % self.failure["facts"]
