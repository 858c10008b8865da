"""The video of a session."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.querysets import RecordingQuerySet


class Recording(models.Model):
    """A link to the video of a session, held back until it is published.

    Published with captions and a transcript, or with a stated reason (`sessions.operations.recordings`).
    """

    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="recordings")
    title = OneLineField(_("title"), max_length=200)
    url = models.URLField(_("link to the video"), max_length=500)
    has_captions = models.BooleanField(_("the video has captions"), default=False)
    transcript = models.TextField(_("transcript"), blank=True)
    missing_reason = OneLineField(
        _("why captions or transcript are missing"), max_length=300, blank=True, help_text=_("Shown beside the video.")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"))

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | (models.Q(has_captions=True) & ~models.Q(transcript=""))
                | ~models.Q(missing_reason=""),
                name="published_with_captions_and_transcript_or_a_reason",
                violation_error_message=_("Publish it with captions and a transcript, or say why they are missing."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
