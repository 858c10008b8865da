"""The name under which somebody speaks in a cohort without their own."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.enums import SpeaksAs
from cohorts.querysets import PseudonymQuerySet
from common.fields import OneLineField


class Pseudonym(models.Model):
    """A person's other name in one cohort, such as “Cedar, community member”.

    Given by `cohorts.operations.pseudonyms`, from a list, and never changed: what was said under it stays under it, whatever
    the cohort's settings say later. Who it is stands in `person` and is shown to nobody but through `open_pseudonym`, which
    asks for a reason and keeps it. A person has one at a time; of two accounts that became one, one is retired.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="pseudonyms")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="pseudonyms", editable=False
    )
    name = OneLineField(pgettext_lazy("of a pseudonym", "name"), max_length=40)
    speaks_as = models.CharField(_("speaks as"), max_length=12, choices=SpeaksAs, blank=True)
    given_at = models.DateTimeField(_("given"))
    is_retired = models.BooleanField(_("retired"), default=False, help_text=_("Kept for what was said under it."))

    objects = PseudonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        constraints: ClassVar = [
            models.UniqueConstraint("cohort", Lower("name"), name="one_pseudonym_per_name"),
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=models.Q(is_retired=False),
                name="one_pseudonym_per_person_and_cohort",
            ),
        ]

    def __str__(self) -> str:
        return shown_pseudonym(self.name, self.speaks_as)


class PseudonymOpening(models.Model):
    """Somebody at the desk has looked who a pseudonym is: who, when, why. Written by `open_pseudonym`, never changed."""

    pseudonym = models.ForeignKey("cohorts.Pseudonym", on_delete=models.CASCADE, related_name="openings")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"))
    reason = OneLineField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("opening of a pseudonym")
        verbose_name_plural = _("openings of pseudonyms")

    def __str__(self) -> str:
        return f"{self.pseudonym} opened at {self.opened_at:%Y-%m-%d %H:%M} UTC"


def shown_pseudonym(name: str, speaks_as: str | None) -> str:
    """How others read it."""
    return f"{name}, {SpeaksAs(speaks_as).label}" if speaks_as else name
