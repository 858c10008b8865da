"""What Zoom was last asked about who was in a session, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import InquiryState
from sessions.models.inquiry import Inquiry


class AttendanceInquiry(Inquiry):
    """The last question to Zoom who was in a session.

    Written by `sessions.operations.attendance_inquiries` only: with the ringing for a task, and by the task. `stays_found` are
    comings of people, of whom one may have come several times.
    """

    live_session = models.OneToOneField(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="attendance_inquiry",
        verbose_name=_("session"),
    )  # fmt: skip
    stays_found = models.PositiveIntegerField(_("comings at Zoom"), default=0)

    class Meta:
        verbose_name = _("question about attendance")
        verbose_name_plural = _("questions about attendance")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=InquiryState.values), name="attendance_inquiry_state_known"
            ),
        ]
        indexes: ClassVar = [
            # Those whose message was lost: looked for every hour.
            models.Index(fields=["state", "asked_at"], name="attendance_inquiries_by_state"),
        ]

    def __str__(self) -> str:
        return f"question about attendance {self.pk}"
