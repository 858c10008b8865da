"""Somebody who can't go on during a session, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.querysets import HelpRequestQuerySet

if TYPE_CHECKING:
    from sessions.models.breakout import BreakoutSeat


class HelpRequest(models.Model):
    """One call for help during a session: it waits, somebody sees to it, it is closed; the session's end closes it too.

    Seen by the person and by those who run the session, nobody else. Changed by `sessions.operations.help` only.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="help_requests", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    words = OneLineField(_("what it is about"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("taken on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("taken on by"),
    )  # fmt: skip

    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    # Where the person sits, once `sessions.queries.help.say_where` has looked.
    seat_now: BreakoutSeat | None = None

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for help")
        verbose_name_plural = _("calls for help")
        constraints: ClassVar = [
            # The button pressed twice is one call.
            models.UniqueConstraint(
                fields=["live_session", "person"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_call_per_person_and_session",
            ),
        ]
        indexes: ClassVar = [
            # The person's own last call; those of a session.
            models.Index(fields=["live_session", "person", "asked_at"], name="calls_for_help_of_a_session"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} of person {self.person_id}"

    @property
    def is_open(self) -> bool:
        """Whether nobody has said that it is done; whether the session is still going on, the clock knows."""
        return self.closed_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody sees to it yet."""
        return self.is_open and self.answered_at is None

    @property
    def was_taken_back(self) -> bool:
        """Whether the person needed nobody after all."""
        return self.closed_at is not None and self.answered_by_id in {None, self.person_id}
