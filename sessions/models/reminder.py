"""The ledger of reminders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.enums import ReminderState

# In place of minutes before the start: the mail that told the person of the move to this start.
TOLD_OF_MOVE = 0


class Reminder(models.Model):
    """One row per person, session start and kind: the promise that a reminder goes out once.

    The kind is an offset: so many minutes before the start, or, below zero, after the end.

    Written by `sessions.operations.reminders` when the reminder is due; the database refuses a second one. A session moved to
    another start has other rows; a session renamed has the same. `sessions.notices` writes the row of a mail about a move:
    together they say which start each person was last told. What became of the mail stands in the outbox.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="reminders")
    starts_at = models.DateTimeField(_("start it was about"))
    minutes_before = models.IntegerField(_("minutes before"))
    state = models.CharField(_("state"), max_length=8, choices=ReminderState, default=ReminderState.PLANNED)
    reason = models.CharField(_("why not"), max_length=200, blank=True)
    mail = models.OneToOneField(
        "notifications.OutboxMail", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("noted"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["live_session", "starts_at", "minutes_before", "person"],
                name="one_reminder_per_person_start_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_before} min before {self.live_session_id} for {self.person_id}"

    @property
    def due_at(self) -> datetime:
        """When its time came, of one before the start."""
        return self.starts_at - timedelta(minutes=self.minutes_before)

    @property
    def is_of_move(self) -> bool:
        """Whether it isn't a reminder proper but the mail about the move to this start."""
        return self.minutes_before == TOLD_OF_MOVE
