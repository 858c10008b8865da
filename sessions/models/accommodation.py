"""What somebody needs to take part: for one session, or standing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.fields import LinesField
from common.history import History
from sessions.enums import AccommodationKind, AccommodationStatus
from sessions.querysets import AccommodationRequestQuerySet, StandingNeedQuerySet

LONGEST_NEED, LONGEST_MESSAGE = 2000, 4000


class Need(models.Model):
    """The words of a need. `shows_name`: it can't be met without facilitators knowing who it is, and the person agrees."""

    kinds = LinesField(_("kinds"))
    words = models.TextField(_("in their own words"), blank=True, max_length=LONGEST_NEED)
    shows_name = models.BooleanField(_("facilitators see the name too"), default=False)

    class Meta:
        abstract = True

    @property
    def kind_labels(self) -> list[str]:
        """The kinds as people read them; one that the list doesn't hold any more is left out."""
        return [str(AccommodationKind(kind).label) for kind in self.kinds if kind in AccommodationKind.values]


class StandingNeed(Need):
    """What a person needs at every session, written once in their profile.

    It reaches every cohort in which they are active, also one they join later: there `AccommodationRequest` without a
    session keeps the coordinators' answer, and is made when somebody touches it. Changed by
    `sessions.operations.standing_needs` only.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standing_need", verbose_name=_("person")
    )
    written_at = models.DateTimeField(_("written"))

    objects = StandingNeedQuerySet.as_manager()
    history = History(app="live_sessions")

    class Meta:
        verbose_name = _("standing need")
        verbose_name_plural = _("standing needs")

    def __str__(self) -> str:
        return f"standing need of person {self.person_id}"


class AccommodationRequest(Need):
    """A person's request to a cohort's coordinators, for one session, or for all of the cohort's where there is none.

    One row per person and session: asked anew it is the same row, open again. Whether it waits for an answer is asked of
    the clock too (`AccommodationRequest.objects.waiting`), and its due date of the session's start
    (`sessions.due_dates`): a moved session moves it. Changed by `sessions.operations.accommodations` only.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accommodation_requests",
        verbose_name=_("person"),
    )  # fmt: skip
    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="accommodation_requests", verbose_name=_("cohort")
    )
    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, null=True, blank=True,
        related_name="accommodation_requests", verbose_name=_("session"),
    )  # fmt: skip
    status = models.CharField(_("status"), max_length=10, choices=AccommodationStatus, default=AccommodationStatus.OPEN)
    answer = models.TextField(_("answer"), blank=True, max_length=LONGEST_NEED, help_text=_("The person reads it."))
    asked_at = models.DateTimeField(_("asked"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("answered by"),
    )  # fmt: skip

    objects = AccommodationRequestQuerySet.as_manager()
    history = History(app="live_sessions")

    class Meta:
        verbose_name = _("accommodation request")
        verbose_name_plural = _("accommodation requests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "live_session"], name="one_request_per_person_and_session"),
            models.UniqueConstraint(
                fields=["person", "cohort"],
                condition=models.Q(live_session__isnull=True),
                name="one_standing_request_per_person_and_cohort",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=AccommodationStatus.values), name="accommodation_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=AccommodationStatus.NOT_MET, answer=""),
                name="accommodation_no_with_a_reason",
            ),
        ]
        indexes: ClassVar = [
            # The coordinators' list, and whether a session is ready.
            models.Index(fields=["cohort", "status"], name="accommodations_of_a_cohort"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} of person {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:accommodation_detail", args=[self.cohort.slug, self.pk])

    @property
    def is_standing(self) -> bool:
        """Whether it is for all sessions of the cohort, while the person's standing need stands."""
        return self.live_session_id is None

    @property
    def is_withdrawn(self) -> bool:
        return self.status == AccommodationStatus.WITHDRAWN

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered; for which session it matters, `waiting` knows."""
        return self.status == AccommodationStatus.OPEN


class AccommodationMessage(models.Model):
    """A line of the conversation between the person and the coordinators about one request; plain text."""

    request = models.ForeignKey("live_sessions.AccommodationRequest", on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("author")
    )
    body = models.TextField(_("message"), max_length=LONGEST_MESSAGE)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message about an accommodation")
        verbose_name_plural = _("messages about accommodations")

    def __str__(self) -> str:
        return f"message {self.pk} about request {self.request_id}"
