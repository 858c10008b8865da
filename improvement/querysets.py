"""Whose harvests and actions are whose: those who read a cohort's posts read what came out of its tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef

from cohorts.enums import GOING_ON, INSIDE, TALKING_ROLES
from cohorts.models import Enrollment

if TYPE_CHECKING:
    from accounts.models import User
    from improvement.models import Action, Harvest


class HarvestQuerySet(models.QuerySet["Harvest"]):
    def visible_to(self, viewer: User | AnonymousUser) -> HarvestQuerySet:
        """Of sessions of the cohorts whose posts the viewer reads."""
        if not viewer.is_authenticated:
            return self.none()
        return self if viewer.is_site_admin else self.filter(live_session__cohort__in=_read_by(viewer))


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ActionQuerySet:
        """Of the cohorts whose posts the viewer reads."""
        if not viewer.is_authenticated:
            return self.none()
        return self if viewer.is_site_admin else self.filter(cohort__in=_read_by(viewer))

    def to_do(self) -> ActionQuerySet:
        """Not done, and the cohort goes on."""
        return self.filter(done_at__isnull=True, cohort__status__in=GOING_ON)

    def due_by(self, day: date) -> ActionQuerySet:
        """To be done, by this day at the latest, by somebody who takes part now."""
        takes_part = Enrollment.objects.active().filter(cohort=OuterRef("cohort"), person=OuterRef("owner"))
        return self.to_do().filter(Exists(takes_part), due_on__lte=day, owner__is_active=True)


def _read_by(viewer: User) -> models.QuerySet[Any, Any]:
    return viewer.enrollments.filter(status__in=INSIDE, role__in=TALKING_ROLES).values("cohort")
