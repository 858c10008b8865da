"""A session's own meeting at Zoom: what it should be, and how it stands; and people's own links to it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import ZoomState
from sessions.querysets import ZoomMeetingQuerySet


def new_key() -> str:
    """The portal's own name for a meeting, by which it is found again at Zoom: no other portal's is the same."""
    return f"portal-{uuid.uuid4().hex}"


class ZoomMeeting(models.Model):
    """The one meeting of one session, a row per session for which the portal ever wanted one.

    `is_wanted` and `wanted` say what should be (`operations.zoom_meetings` writes them with the session), everything else what
    is: tasks write that (`operations.zoom_work`, `zoom_checks`, `zoom_events`). `revision` counts what should be, so that a
    change that comes while a worker is at it is not overlooked; `claimed_at` is whose turn it is. Of an error its kind and its
    facts are kept (`sessions.zoom.errors`). `join_url` opens the room: it stands in no page, history or log. Without a session
    (it was removed) the row stays until the meeting is gone from Zoom.
    """

    live_session = models.OneToOneField(
        "live_sessions.LiveSession", on_delete=models.SET_NULL, null=True, related_name="zoom_meeting",
        verbose_name=_("session"),
    )  # fmt: skip
    key = models.CharField(_("the portal's name for it"), max_length=64, unique=True, default=new_key)
    is_wanted = models.BooleanField(_("should be at Zoom"), default=True)
    wanted = models.JSONField(_("as it should be"), default=dict)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(_("state"), max_length=10, choices=ZoomState, default=ZoomState.WAITING)
    meeting_id = models.BigIntegerField(_("meeting number"), null=True, blank=True)
    uuid = models.CharField(max_length=255, blank=True)
    made_for = models.CharField(_("host it was asked of"), max_length=254, blank=True)
    join_url = models.CharField(max_length=2000, blank=True)
    found = models.JSONField(_("as it was found"), default=dict)
    # Addresses stand in both: the administration shows neither.
    rooms = models.JSONField(_("rooms as they should be"), default=list)
    rooms_at_zoom = models.JSONField(_("rooms as they were sent"), default=list)
    error_kind = models.CharField(_("last error"), max_length=60, blank=True)
    error_facts = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    retry_at = models.DateTimeField(_("tried again"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("a worker has it since"), null=True, blank=True)
    checked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    started_at = models.DateTimeField(_("began in fact"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended in fact"), null=True, blank=True)

    objects = ZoomMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zoom meeting")
        verbose_name_plural = _("Zoom meetings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting_id"], condition=models.Q(meeting_id__isnull=False), name="one_row_per_zoom_meeting"
            ),
            models.CheckConstraint(condition=models.Q(state__in=ZoomState.values), name="zoom_state_known"),
        ]
        indexes: ClassVar = [
            # What waits, failed or was left behind: asked every minute.
            models.Index(fields=["state", "retry_at"], name="zoom_meetings_by_state"),
        ]

    def __str__(self) -> str:
        return f"Zoom meeting {self.number or self.pk}"

    @property
    def number(self) -> str:
        """As people read it: 852 0000 0001."""
        digits = str(self.meeting_id or "")
        return " ".join(part for part in (digits[:-8], digits[-8:-4], digits[-4:]) if part)


class ZoomRegistrant(models.Model):
    """Somebody registered for a meeting. `join_url` is theirs alone and secret; `registrant_id` names them in Zoom's reports."""

    meeting = models.ForeignKey("live_sessions.ZoomMeeting", on_delete=models.CASCADE, related_name="registrants")
    enrollment = models.ForeignKey(
        "cohorts.Enrollment", on_delete=models.CASCADE, related_name="zoom_registrants", verbose_name=_("person")
    )
    email = models.EmailField(_("registered as"))
    registrant_id = models.CharField(max_length=255, blank=True)
    join_url = models.CharField(max_length=2000, blank=True)
    registered_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("registrant at Zoom")
        verbose_name_plural = _("registrants at Zoom")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_registration_per_person_and_meeting"),
        ]

    def __str__(self) -> str:
        return f"registrant {self.pk}"
