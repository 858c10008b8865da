"""What people say of attendance themselves: an apology of one's own, a correction at the desk."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from sessions.enums import Attended
from sessions.querysets import ApologyQuerySet, CorrectionQuerySet

LONGEST_REASON, LONGEST_WORD = 300, 1000


class Correction(models.Model):
    """What somebody at the desk says a person's state is, whatever the signs say; it stands until it is lifted.

    Later imports don't touch it. One per person and session; its earlier states, reasons and names are its history. Changed by
    `sessions.operations.attendance_by_hand` only.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="corrections", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    state = models.CharField(_("state"), max_length=8, choices=Attended)
    reason = OneLineField(_("reason"), max_length=LONGEST_REASON)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()
    history = History(app="live_sessions")

    class Meta:
        verbose_name = _("correction of attendance")
        verbose_name_plural = _("corrections of attendance")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["live_session", "person"], name="one_correction_per_person_and_session"),
            models.CheckConstraint(condition=models.Q(state__in=Attended.values), name="correction_state_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.reason}"


class Apology(models.Model):
    """That a person can't come to a session, perhaps with a word that those who run the sessions read.

    Said before the start it excuses, for that start: a moved session is another date, for which they may be able to come. Said
    later it excuses once somebody at the desk accepts it, as it does where somebody is excused there on their word. One per
    person and session. Changed by `sessions.operations.apologies` only.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="apologies", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    word = models.TextField(_("a word to the facilitators"), blank=True, max_length=LONGEST_WORD)
    for_start = models.DateTimeField(_("start it was about"))
    said_at = models.DateTimeField(_("said"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("accepted by"),
    )  # fmt: skip

    objects = ApologyQuerySet.as_manager()

    class Meta:
        verbose_name = _("apology")
        verbose_name_plural = _("apologies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["live_session", "person"], name="one_apology_per_person_and_session"),
        ]

    def __str__(self) -> str:
        return f"apology of person {self.person_id} for session {self.live_session_id}"
