"""What Zoom told by itself: the inbox of its webhook."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import EventState
from sessions.querysets import ZoomEventQuerySet


class ZoomEvent(models.Model):
    """One event, once, however often Zoom sends it (`key`). Its body is kept without what opens a door (`zoom.webhook.keeping`).

    Stored by `sessions.operations.zoom_inbox` while Zoom waits for the answer, applied by a task
    (`sessions.operations.zoom_events`): always all events of a meeting at once, so that their order doesn't matter. After a
    while its body is emptied (`sessions.operations.zoom_forgetting`); the row stays, so that it isn't taken for a new one.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("what"), max_length=80, blank=True)
    meeting_id = models.BigIntegerField(_("meeting number"), null=True, blank=True)
    uuid = models.CharField(_("holding"), max_length=255, blank=True)
    at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"))
    body = models.JSONField(_("what it said"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=EventState, default=EventState.WAITING)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    emptied_at = models.DateTimeField(
        _("emptied"), null=True, blank=True, help_text=_("Since then what it said, with names and addresses, is gone.")
    )

    objects = ZoomEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event from Zoom")
        verbose_name_plural = _("events from Zoom")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=EventState.values), name="zoom_event_state_known"),
        ]
        indexes: ClassVar = [
            # All events of a meeting, to be applied together.
            models.Index(fields=["meeting_id", "state"], name="zoom_events_of_a_meeting"),
            # What still waits: asked every minute. What is old enough to be emptied: asked every night.
            models.Index(fields=["state", "received_at"], name="zoom_events_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind or '?'} {self.pk}"
