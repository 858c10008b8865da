"""What every question to Zoom about a session has: when it was asked, how it stands, what went wrong."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import InquiryState


class Inquiry(models.Model):
    """The last question: one row per session that was ever asked about. Of an error its kind and its facts are kept
    (`sessions.zoom.errors`).
    """

    state = models.CharField(_("state"), max_length=10, choices=InquiryState, default=InquiryState.ASKING)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    error_kind = models.CharField(_("last error"), max_length=60, blank=True)
    error_facts = models.JSONField(default=dict)
    retry_at = models.DateTimeField(_("asked again"), null=True, blank=True)

    class Meta:
        abstract = True
