"""Recordings from Zoom that somebody took away at the desk."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField


class RecordingTakenAway(models.Model):
    """That a recording from Zoom was taken away, so that Zoom, which tells of it late and again, does not bring it back.

    One row for a holding (`zoom_uuid`) and a beginning; `zoom_keys` are the files that were known of it. Once somebody asked for
    it again (`wanted_again_at`) it may come, and stays held back. Written by `sessions.operations.recordings_taken_away` only;
    who took it away stands in the recording's history.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="recordings_taken_away",
        verbose_name=_("session"),
    )  # fmt: skip
    title = OneLineField(_("title"), max_length=200)
    zoom_uuid = models.CharField(_("meeting at Zoom"), max_length=120)
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True)
    zoom_keys = models.JSONField(_("files at Zoom"), default=list)
    taken_away_at = models.DateTimeField(_("taken away"))
    wanted_again_at = models.DateTimeField(_("asked for again"), null=True, blank=True)

    class Meta:
        verbose_name = _("recording taken away")
        verbose_name_plural = _("recordings taken away")
        constraints: ClassVar = [
            # Also serves the recordings of one holding, each time Zoom tells of it.
            models.UniqueConstraint(
                fields=["live_session", "zoom_uuid", "begins_at"], name="taken_away_once_for_a_beginning"
            ),
        ]

    def __str__(self) -> str:
        return self.title
