"""What is known of who was in a session: signs of presence, the files they came in, and who is meant by a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.fields import OneLineField
from sessions.enums import PresenceSource
from sessions.querysets import AliasQuerySet, PresenceQuerySet, ReportImportQuerySet

LONGEST_NAME, LONGEST_EMAIL, LONGEST_KEY = 200, 254, 64


class ReportImport(models.Model):
    """One report of Zoom that a facilitator brought: when, by whom, read in which time zone. Taking it back deletes its rows."""

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="report_imports", verbose_name=_("session")
    )
    file_name = OneLineField(_("file"), max_length=120)
    time_zone = models.CharField(_("time zone of its times"), max_length=64)
    imported_at = models.DateTimeField(_("imported"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("imported by"),
    )  # fmt: skip

    objects = ReportImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported report")
        verbose_name_plural = _("imported reports")

    def __str__(self) -> str:
        return self.file_name


class Alias(models.Model):
    """Whom a cohort's facilitators have said a name, or an address, means: remembered for the sessions to come.

    `key` is the address in lower case, or the name without case, accents and signs. `live_session` is set where it was said
    for one session only, such as of a shared telephone. Without a person it means nobody of the cohort, such as an
    interpreter. Written by `sessions.operations.attendance_matching` only; forgetting one puts its rows back into the queue.
    """

    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="attendance_aliases", verbose_name=_("cohort")
    )
    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, null=True, blank=True, related_name="attendance_aliases",
        verbose_name=_("for one session only"),
    )  # fmt: skip
    key = models.CharField(_("as it is compared"), max_length=LONGEST_EMAIL)
    told_as = OneLineField(_("as it was written"), max_length=LONGEST_EMAIL)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("said by"),
    )  # fmt: skip
    said_at = models.DateTimeField(_("said"))

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("name in attendance")
        verbose_name_plural = _("names in attendance")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "key"], condition=models.Q(live_session__isnull=True), name="one_alias_per_cohort"
            ),
            models.UniqueConstraint(
                fields=["live_session", "key"],
                condition=models.Q(live_session__isnull=False),
                name="one_alias_per_session",
            ),
        ]

    def __str__(self) -> str:
        return self.told_as


class Presence(models.Model):
    """One sign that somebody was in a session: an interval, minutes alone, or a moment.

    The same thing heard twice is one row (`key`). Without a person it waits in the queue; with an alias and no person it is
    set aside, as nobody of the cohort. It is told as it was heard: what it counts for is asked when it is read
    (`sessions.attendance.signs`). Written by `sessions.operations.attendance…` only.
    """

    live_session = models.ForeignKey(
        "live_sessions.LiveSession", on_delete=models.CASCADE, related_name="presences", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=12, choices=PresenceSource)
    key = models.CharField(_("which one it is at its source"), max_length=LONGEST_KEY)
    # Zoom's name for one time the meeting was held; its rows are brought in step together.
    holding = models.CharField(_("held as"), max_length=120, blank=True)
    joined_at = models.DateTimeField(_("came"), null=True, blank=True)
    left_at = models.DateTimeField(_("went"), null=True, blank=True)
    minutes = models.PositiveIntegerField(
        _("minutes in all"),
        null=True,
        blank=True,
        help_text=_("Where the source tells how long, and not from when to when."),
    )
    name = OneLineField(_("name as told"), max_length=LONGEST_NAME, blank=True)
    email = models.CharField(_("address as told"), max_length=LONGEST_EMAIL, blank=True)
    alias = models.ForeignKey(
        "live_sessions.Alias", on_delete=models.SET_NULL, null=True, blank=True, related_name="presences",
        verbose_name=_("matched by the remembered name"),
    )  # fmt: skip
    report = models.ForeignKey(
        "live_sessions.ReportImport", on_delete=models.CASCADE, null=True, blank=True, related_name="presences",
        verbose_name=_("report"),
    )  # fmt: skip
    noted_at = models.DateTimeField(_("noted"))
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("noted by"),
    )  # fmt: skip

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign of presence")
        verbose_name_plural = _("signs of presence")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["live_session", "key"], name="one_presence_per_source_and_key"),
            models.CheckConstraint(condition=models.Q(source__in=PresenceSource.values), name="presence_source_known"),
            models.CheckConstraint(
                condition=models.Q(left_at__isnull=True) | models.Q(joined_at__isnull=True)
                | models.Q(left_at__gte=models.F("joined_at")),
                name="presence_ends_after_it_begins",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            # One person's attendance over the sessions of a cohort.
            models.Index(fields=["person", "live_session"], name="presences_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.name or self.email or self.person_id}"

    @property
    def identity(self) -> tuple[str, str]:
        """By what the queue takes rows together: what the source called them."""
        return self.name, self.email
