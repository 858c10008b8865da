"""What Zoom was last asked about a session's recordings, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import InquiryState


class RecordingInquiry(models.Model):
    """The last question to Zoom what was recorded of a session: one row per session that was ever asked about.

    Written by `sessions.operations.recording_inquiries` only: with the ringing for a task, and by the task. `uuid` names the
    holding that was asked about, "" for the latest. Of an error its kind and its facts are kept (`sessions.zoom.errors`).
    """

    live_session = models.OneToOneField(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="recording_inquiry",
        verbose_name=_("session"),
    )  # fmt: skip
    uuid = models.CharField(_("holding"), max_length=255, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=InquiryState, default=InquiryState.ASKING)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    files_found = models.PositiveIntegerField(_("files at Zoom"), default=0)
    files_coming = models.PositiveIntegerField(_("files that Zoom is still making"), default=0)
    error_kind = models.CharField(_("last error"), max_length=60, blank=True)
    error_facts = models.JSONField(default=dict)
    retry_at = models.DateTimeField(_("asked again"), null=True, blank=True)

    class Meta:
        verbose_name = _("question about recordings")
        verbose_name_plural = _("questions about recordings")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=InquiryState.values), name="inquiry_state_known"),
        ]
        indexes: ClassVar = [
            # Those whose message was lost: looked for every minute.
            models.Index(fields=["state", "asked_at"], name="inquiries_by_state"),
        ]

    def __str__(self) -> str:
        return f"question about recordings {self.pk}"
