"""Affinity groups: focused circles inside a cohort that people join themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.enums import GroupStatus
from cohorts.querysets import AffinityGroupQuerySet, GroupMembershipQuerySet
from common.fields import OneLineField
from common.history import History

LONGEST_MEETING = 480


class AffinityGroup(models.Model):
    """A circle of people of one cohort around a question of theirs; it has a board of its own once it is open.

    Proposed by anyone inside, opened or declined by a coordinator. Changed by `cohorts.operations.groups` only.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="groups")
    name = OneLineField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80)
    purpose = models.TextField(_("what it is about"), max_length=2000)
    status = models.CharField(_("status"), max_length=10, choices=GroupStatus, default=GroupStatus.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_groups"
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_at = models.DateTimeField(_("opened or declined"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=1000, help_text=_("Goes to who proposed it."))

    objects = AffinityGroupQuerySet.as_manager()
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("affinity group")
        verbose_name_plural = _("affinity groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cohort", "slug"], name="one_group_per_address"),
            models.CheckConstraint(condition=models.Q(status__in=GroupStatus.values), name="group_status_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:group_detail", args=[self.cohort.slug, self.slug])


class GroupMembership(models.Model):
    """A person in a group, one row whatever happens: who left may come back, who was removed is kept out."""

    group = models.ForeignKey("cohorts.AffinityGroup", on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_memberships")
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removal_reason = OneLineField(_("reason"), max_length=300, blank=True)

    objects = GroupMembershipQuerySet.as_manager()
    history = History(app="cohorts")

    class Meta:
        verbose_name = _("group membership")
        verbose_name_plural = _("group memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "person"], name="one_membership_per_person_and_group"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"


class GroupMeeting(models.Model):
    """A date of a group's own; the cohort's sessions stand elsewhere."""

    group = models.ForeignKey("cohorts.AffinityGroup", on_delete=models.CASCADE, related_name="meetings")
    title = OneLineField(_("title"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(15), MaxValueValidator(LONGEST_MEETING)]
    )
    place = OneLineField(
        _("where"), max_length=300, blank=True, help_text=_("A room, or a link to a meeting; members see it.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(_("canceled"), null=True, blank=True)
    # What calendars hear: how often the date has changed, and when last.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("group meeting")
        verbose_name_plural = _("group meetings")
        indexes: ClassVar = [models.Index(fields=["group", "starts_at"], name="meetings_of_a_group")]

    def __str__(self) -> str:
        return f"{self.title or self.group} ({self.starts_at:%Y-%m-%d})"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)
