"""A health center, health system, partner: where people come from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cohorts.enums import ExperienceLevel, OrganizationType
from cohorts.querysets import OrganizationQuerySet
from common.fields import OneLineField


class Organization(models.Model):
    """An organization; it stands beside all cohorts, its teams and people stand in them."""

    name = OneLineField(_("name"), max_length=160)
    kind = models.CharField(_("type"), max_length=20, choices=OrganizationType)
    place = OneLineField(_("place"), max_length=120, blank=True, help_text=_("Town and state."))
    experience = models.CharField(
        _("experience"), max_length=10, choices=ExperienceLevel, blank=True, help_text=_("With the program's subject.")
    )
    website = models.URLField(_("website"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="one_organization_per_name",
                violation_error_message=_("There is an organization of this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganizationType.values), name="organization_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
