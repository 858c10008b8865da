"""The recording of a session: what plays, and when people may see it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from sessions.enums import TranscriptSource
from sessions.querysets import RecordingOpeningQuerySet, RecordingQuerySet


class Recording(models.Model):
    """A link to a video, or files of the portal's own (`RecordingFile`), held back until it is published.

    Published with captions and a transcript, or with a stated reason (`sessions.operations.recordings`). Where there are
    lines with times (`TranscriptCue`), `transcript` is their text, kept in step by the operations: it is what is searched,
    and what is left without the lines.
    """

    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="recordings")
    title = OneLineField(_("title"), max_length=200)
    url = models.URLField(_("link to the video"), max_length=500, blank=True)
    has_captions = models.BooleanField(_("the video has captions"), default=False)
    transcript = models.TextField(_("transcript"), blank=True)
    transcript_from = models.CharField(
        _("transcript from"), max_length=10, choices=TranscriptSource, blank=True,
        help_text=_("Nothing where it was typed, without times."),
    )  # fmt: skip
    missing_reason = OneLineField(
        _("why captions or transcript are missing"), max_length=300, blank=True, help_text=_("Shown beside the video.")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    stays_held_back = models.BooleanField(
        _("stays held back"),
        default=False,
        editable=False,
        help_text=_("Somebody has held it back, so it is never published by itself."),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"))
    # One holding of the meeting at Zoom; one that was paused has several recordings, each with its own beginning.
    zoom_uuid = models.CharField(_("meeting at Zoom"), max_length=120, blank=True, editable=False)
    begins_at = models.DateTimeField(_("begins"), null=True, blank=True, editable=False)

    objects = RecordingQuerySet.as_manager()
    # A link may open a door, and what was said is long; neither is told twice.
    history = History(app="live_sessions", excluded_fields=["url", "transcript"])

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

    def get_absolute_url(self) -> str:
        session = self.live_session
        return reverse("sessions:recording_detail", args=[session.cohort.slug, session.slug, self.pk])

    @property
    def reason_shown(self) -> str:
        """Why captions or transcript are missing, while one of them is."""
        return "" if self.has_captions and self.transcript else self.missing_reason


class Chapter(models.Model):
    """A place in a recording with a name. Where nobody has set any, the agenda proposes them (`queries.chapters`)."""

    recording = models.ForeignKey("live_sessions.Recording", on_delete=models.CASCADE, related_name="chapters")
    seconds = models.PositiveIntegerField(_("begins after seconds"))
    title = OneLineField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        constraints: ClassVar = [
            # Also serves the chapters of a recording in their order.
            models.UniqueConstraint(fields=["recording", "seconds"], name="one_chapter_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.title


class RecordingOpening(models.Model):
    """That a person has opened a published recording's page, first and last: half of make-up attendance.

    Noted by `sessions.operations.recording_openings` only, never by looking at an address.
    """

    recording = models.ForeignKey("live_sessions.Recording", on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recording_openings", verbose_name=_("person")
    )
    first_opened_at = models.DateTimeField(_("first opened"))
    last_opened_at = models.DateTimeField(_("last opened"))

    objects = RecordingOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a recording")
        verbose_name_plural = _("openings of recordings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recording", "person"], name="one_opening_per_person"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} opened recording {self.recording_id}"
