"""One run of a program, and its phases."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.enums import GOING_ON, CohortStatus
from cohorts.querysets import CohortQuerySet
from common.fields import LinesField, OneLineField
from common.history import History

WEEK, DAY, HOUR = 7 * 24 * 60, 24 * 60, 60


def default_reminders() -> list[int]:
    """Minutes before a session: a week, a day, an hour."""
    return [WEEK, DAY, HOUR]


def check_zone(value: str) -> None:
    """Refuse a name that isn't in the time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("No time zone is called %(value)s; use a name like America/New_York."), params={"value": value}
        )


def check_reminders(value: object) -> None:
    """Refuse anything but a list of positive whole minutes."""
    if not isinstance(value, list) or not all(isinstance(m, int) and not isinstance(m, bool) and m > 0 for m in value):
        raise ValidationError(_("Reminders are a list of minutes before the session, such as [10080, 1440, 60]."))


def check_reminders_by_kind(value: object) -> None:
    """Refuse anything but lists of minutes, or none, under the two ends of a session, by kinds of session."""
    if not isinstance(value, dict) or not all(
        isinstance(own, dict) and own.keys() <= {"before", "after"} for own in value.values()
    ):
        raise ValidationError(_("Reminders by kind are lists of minutes “before” and “after”, under kinds of session."))
    for own in value.values():
        for minutes in own.values():
            if minutes is not None:
                check_reminders(minutes)


class Cohort(models.Model):
    """One run of a program, with its own dates, time zone, people, teams and boards.

    Nothing of one cohort is visible in another: every query for a person begins with `visible_to(person)`.
    Started from a blueprint by `cop_portal.blueprints`; people come in through `cohorts.operations.enrollment`.
    """

    program = models.ForeignKey("cohorts.Program", on_delete=models.PROTECT, related_name="cohorts")
    slug = models.SlugField(_("address"), max_length=80, unique=True, help_text=_("Part of the page's address."))
    title = OneLineField(_("title"), max_length=160)
    status = models.CharField(_("status"), max_length=10, choices=CohortStatus, default=CohortStatus.RUNNING)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="America/New_York", validators=[check_zone],
        help_text=_("Sessions are entered in it, and keep their hour across daylight-saving changes."),
    )  # fmt: skip
    welcome = models.TextField(_("welcome"), blank=True, help_text=_("The first words on the cohort's page."))
    agreements = LinesField(_("community agreements"), help_text=_("One a line."))
    reminder_minutes = models.JSONField(
        _("reminders"), default=default_reminders, blank=True, validators=[check_reminders],
        help_text=_("Minutes before a session: 10080 is a week, 1440 a day, 60 an hour."),
    )  # fmt: skip
    reminder_minutes_after = models.JSONField(
        _("reminders of what is owed"), default=list, blank=True, validators=[check_reminders],
        help_text=_("Minutes after the end of a session, for those who still owe something of it."),
    )  # fmt: skip
    # Which kinds there are the floor of the sessions knows; it reads and writes this (`sessions.reminder_times`).
    reminders_by_kind = models.JSONField(
        _("reminders by kind of session"), default=dict, blank=True, validators=[check_reminders_by_kind],
        help_text=_("Where they are other than for all sessions."),
    )  # fmt: skip
    team_size_min = models.PositiveSmallIntegerField(_("smallest team"), default=1, validators=[MinValueValidator(1)])
    team_size_max = models.PositiveSmallIntegerField(_("largest team"), default=8, validators=[MinValueValidator(1)])
    staff_see_team_boards = models.BooleanField(
        _("facilitators and coordinators see team boards"),
        default=False,
        help_text=_("Members are told so on the page."),
    )
    takes_requests = models.BooleanField(
        _("people may ask to join"), default=False, help_text=_("Only where the program allows it too.")
    )
    pseudonyms_allowed = models.BooleanField(
        _("people may post without their name"),
        default=False,
        help_text=_("Peers then see a pseudonym; facilitators see who it is, and the form says so."),
    )
    titles_hidden = models.BooleanField(
        _("roles at work stay hidden on boards"),
        default=False,
        help_text=_("Posts then show name and organization only, so that no title weighs more than another."),
    )
    answer_first = models.BooleanField(
        _("people answer before they read the others"),
        default=False,
        help_text=_(
            "Who learns here sees how many have answered a prompt, and the answers once their own stands there."
        ),
    )
    holds_first_posts = models.BooleanField(
        _("first posts are looked at first"),
        default=False,
        help_text=_(
            "What somebody new writes is shown to the others once a facilitator or coordinator has released it."
        ),
    )
    first_posts_held = models.PositiveSmallIntegerField(
        _("how many first posts"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Until so many posts and topics of a person stand on the boards, theirs wait."),
    )  # fmt: skip
    smallest_group = models.PositiveSmallIntegerField(
        _("smallest group that is told of"), default=5, validators=[MinValueValidator(2), MaxValueValidator(50)],
        help_text=_("Numbers of fewer people than this are shown nowhere: they would nearly name somebody."),
    )  # fmt: skip
    accommodation_days = models.PositiveSmallIntegerField(
        _("business days for accommodations"), default=5, validators=[MaxValueValidator(60)],
        help_text=_("What people need to take part is to be arranged this many business days before a session."),
    )  # fmt: skip
    makeup_words = models.PositiveSmallIntegerField(
        _("words that make up for a session"), default=50, validators=[MinValueValidator(1), MaxValueValidator(2000)],
        help_text=_("Who missed a session makes up for it with its recording and a reflection of so many words."),
    )  # fmt: skip
    makeup_days = models.PositiveSmallIntegerField(
        _("days to make up for a session"), default=14, validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("So many days after the session the reflection still counts."),
    )  # fmt: skip
    attendance_minutes = models.PositiveSmallIntegerField(
        _("minutes to have attended"), default=45, validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_(
            "Who is in a session for this many minutes has attended it live. In a session that is not longer, half of it."
        ),
    )  # fmt: skip
    zoom_registration = models.BooleanField(
        _("people are registered at Zoom"),
        default=False,
        help_text=_(
            "Where the portal makes the Zoom meetings: everybody who takes part gets a link of their own, by which Zoom's lists "
            "know them. Zoom learns their names and addresses."
        ),
    )
    recordings_publish_themselves = models.BooleanField(
        _("recordings are published by themselves"),
        default=False,
        help_text=_("Recordings from Zoom, as soon as captions and transcript are there. What was held back stays so."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CohortQuerySet.as_manager()
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=CohortStatus.values), name="cohort_status_known"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(team_size_max__gte=models.F("team_size_min")),
                name="cohort_team_sizes_in_order",
                violation_error_message=_("The largest team is smaller than the smallest."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohort_home", args=[self.slug])

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_open(self) -> bool:
        """Whether people still write and act in it; a completed or archived cohort is read only."""
        return self.status in GOING_ON


class Phase(models.Model):
    """A named stretch of a cohort. A date that isn't known is left empty, not made up."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="phases")
    slug = models.SlugField(_("short name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    title = OneLineField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    expected_participation = models.TextField(_("expected participation"), blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="one_phase_per_name"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="phase_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.cohort})"


class Holiday(models.Model):
    """A day on which the cohort doesn't meet; scheduling a session on it is asked about."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField(_("day"))
    name = OneLineField(_("name"), max_length=80)
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "day"],
                name="one_holiday_per_day",
                violation_error_message=_("This day is in the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.day})"
