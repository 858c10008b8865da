"""What Zoom was last asked about a session's recordings, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import InquiryState
from sessions.models.inquiry import Inquiry


class RecordingInquiry(Inquiry):
    """The last question to Zoom what was recorded of a session.

    Written by `sessions.operations.recording_inquiries` only: with the ringing for a task, and by the task. `uuid` names the
    holding that was asked about, "" for the latest.
    """

    live_session = models.OneToOneField(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="recording_inquiry",
        verbose_name=_("session"),
    )  # fmt: skip
    uuid = models.CharField(_("holding"), max_length=255, blank=True)
    files_found = models.PositiveIntegerField(_("files at Zoom"), default=0)
    files_coming = models.PositiveIntegerField(_("files that Zoom is still making"), default=0)

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
