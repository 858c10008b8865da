"""A dated meeting of a cohort, and its agenda."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from common.history import History
from sessions.enums import AgendaKind, PlaceKind, SessionFormat, SessionKind, SessionStatus, Stage
from sessions.querysets import LiveSessionQuerySet

# The portal's join address opens this long before the start.
DOORS_OPEN = timedelta(minutes=15)


class LiveSession(models.Model):
    """A dated meeting: virtual, in person or hybrid.

    Scheduled, moved and cancelled through `sessions.operations.schedule`, which re-plans what hangs on the date: prompts,
    reminders, Zoom, and what calendars hear (`sequence`, `calendar_changed_at`). `join_url` is a link that was pasted: it stands
    in no page, mail or feed, the join view sends people there. A meeting that the portal makes is a `ZoomMeeting`; a pasted link
    goes before it.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="live_sessions")
    phase = models.ForeignKey(
        "cohorts.Phase", on_delete=models.SET_NULL, null=True, blank=True, related_name="live_sessions"
    )
    board = models.OneToOneField("discussions.Board", on_delete=models.PROTECT, related_name="live_session")
    slug = models.SlugField(_("address"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=SessionKind, default=SessionKind.MODULE)
    label = OneLineField(_("label"), max_length=40, blank=True, help_text=_("Such as “Session 4” or “Opening”."))
    title = OneLineField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    featured_resource = OneLineField(
        _("featured resource"),
        max_length=200,
        blank=True,
        help_text=_("An episode or text the session is built around."),
    )
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(5), MaxValueValidator(720)]
    )
    format = models.CharField(_("format"), max_length=10, choices=SessionFormat, default=SessionFormat.VIRTUAL)
    place_name = OneLineField(_("place"), max_length=160, blank=True)
    place_kind = models.CharField(_("kind of place"), max_length=14, choices=PlaceKind, blank=True)
    place_address = models.TextField(_("address and directions"), blank=True)
    access_information = models.TextField(
        _("access information"), blank=True, help_text=_("Step-free entrance, parking, transit, quiet room …")
    )
    join_url = models.URLField(
        _("Zoom link"),
        max_length=500,
        blank=True,
        help_text=_("Never shown: people use the portal's own join address."),
    )
    makes_meeting = models.BooleanField(
        _("the portal makes the Zoom meeting"),
        default=True,
        help_text=_("Where no link is pasted, and the portal has keys for Zoom."),
    )
    zoom_host = models.EmailField(
        _("host at Zoom"),
        blank=True,
        help_text=_("The address of a licensed user of the portal’s Zoom account. Empty: the portal’s own host."),
    )
    status = models.CharField(_("status"), max_length=10, choices=SessionStatus, default=SessionStatus.SCHEDULED)
    cancellation_reason = OneLineField(_("why cancelled"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    calendar_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LiveSessionQuerySet.as_manager()
    # Zoom's link would stand in the history in clear; when a calendar's words changed, its own lines say.
    history = History(app="live_sessions", excluded_fields=["join_url", "calendar_changed_at"])

    class Meta:
        verbose_name = _("live session")
        verbose_name_plural = _("live sessions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="one_live_session_per_address"),
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=720), name="live_session_length"),
        ]
        indexes: ClassVar = [
            # A cohort's schedule, the next session.
            models.Index(fields=["cohort", "starts_at"], name="schedule_of_a_cohort"),
            # Which sessions are due for a reminder, over all cohorts.
            models.Index(fields=["starts_at"], name="live_sessions_by_start"),
        ]

    def __str__(self) -> str:
        # A session that has no name but its label is called so once.
        return f"{self.label}: {self.title}" if self.label and self.label != self.title else self.title

    def get_absolute_url(self) -> str:
        return reverse("sessions:session_detail", args=[self.cohort.slug, self.slug])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def doors_open_at(self) -> datetime:
        """When the portal's join address begins to let people in."""
        return self.starts_at - DOORS_OPEN

    @property
    def is_cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

    @property
    def has_online_room(self) -> bool:
        """Whether there is something to join from afar; a session in person has a place only."""
        return self.format != SessionFormat.IN_PERSON

    @property
    def has_place(self) -> bool:
        return self.format != SessionFormat.VIRTUAL

    def stage_at(self, now: datetime) -> Stage:
        """Where it stands at this moment; nothing has to run for it to change."""
        if self.is_cancelled:
            return Stage.CANCELLED
        if self.ends_at <= now:
            return Stage.OVER
        if self.starts_at <= now:
            return Stage.UNDER_WAY
        return Stage.DOORS_OPEN if self.doors_open_at <= now else Stage.AHEAD


class AgendaItem(models.Model):
    """One timed block; the minutes of a session's blocks add up to its length (`operations.agenda` refuses otherwise)."""

    live_session = models.ForeignKey("live_sessions.LiveSession", on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=AgendaKind, default=AgendaKind.OTHER)
    title = OneLineField(_("title"), max_length=200)
    presenters = OneLineField(_("presenters"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1), MaxValueValidator(720)])

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def __str__(self) -> str:
        return f"{self.title} ({self.minutes} min)"
