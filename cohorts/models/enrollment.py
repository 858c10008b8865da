"""Who is in a cohort, as what, with whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.enums import EnrollmentStatus, Role, RoleLevel
from cohorts.querysets import EnrollmentQuerySet, TeamQuerySet
from common.fields import LinesField, OneLineField
from common.history import History


class Team(models.Model):
    """People of one organization in one cohort; its size limits come from the cohort.

    Members join and leave through `cohorts.operations.enrollment`, which locks the team and counts.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="teams")
    organization = models.ForeignKey("cohorts.Organization", on_delete=models.PROTECT, related_name="teams")
    name = OneLineField(_("name"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80)
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="coached_teams"
    )
    formed_at = models.DateTimeField(
        _("formed"),
        null=True,
        blank=True,
        help_text=_("Since when enough people have accepted; empty while too few have."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="one_team_per_address"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:team_detail", args=[self.cohort.slug, self.slug])


class Enrollment(models.Model):
    """A person in a cohort, with one role; the only door to the cohort's content.

    State changes go through `cohorts.operations.enrollment`: they keep the history, the invitation and the team in step.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="enrollments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrollments")
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.PARTICIPANT)
    status = models.CharField(_("status"), max_length=10, choices=EnrollmentStatus, default=EnrollmentStatus.INVITED)
    organization = models.ForeignKey(
        "cohorts.Organization", on_delete=models.PROTECT, null=True, blank=True, related_name="enrollments"
    )
    team = models.ForeignKey(
        "cohorts.Team", on_delete=models.SET_NULL, null=True, blank=True, related_name="enrollments"
    )
    level = models.CharField(
        _("role level"), max_length=12, choices=RoleLevel, blank=True, help_text=_("Coordinators see it; peers don't.")
    )
    in_directory = models.BooleanField(
        _("listed in the directory"), default=False, help_text=_("Only the person decides it.")
    )
    agreed_to = LinesField(_("agreements accepted"), editable=False, help_text=_("As they stood then, one a line."))
    agreed_at = models.DateTimeField(_("accepted the agreements"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(_("became active"), null=True, blank=True)
    ended_at = models.DateTimeField(_("completed or withdrew"), null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                name="one_enrollment_per_person_and_cohort",
                violation_error_message=_("This person is in this cohort already."),
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="enrollment_role_known"),
            models.CheckConstraint(
                condition=models.Q(status__in=EnrollmentStatus.values), name="enrollment_status_known"
            ),
        ]
        indexes: ClassVar = [
            # Everything a person may see begins with their enrollments.
            models.Index(fields=["person", "status"], name="enrollment_of_person"),
            # Rosters, reminders, the mix of roles.
            models.Index(fields=["cohort", "status", "role"], name="enrollment_of_cohort"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.cohort} as {self.get_role_display()}"
