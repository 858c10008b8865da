"""A program's rubric: domains by levels, each with a descriptor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rubric(models.Model):
    """What a team's readiness is judged by. Loaded with its program by `improvement.operations.rubrics`."""

    program = models.OneToOneField("cohorts.Program", on_delete=models.CASCADE, related_name="rubric")
    title = models.CharField(_("title"), max_length=160)
    note = models.TextField(_("note"), blank=True, help_text=_("Where it comes from; shown with it."))

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")

    def __str__(self) -> str:
        return self.title


class RubricDomain(models.Model):
    """One thing the rubric looks at."""

    rubric = models.ForeignKey("improvement.Rubric", on_delete=models.CASCADE, related_name="domains")
    slug = models.SlugField(_("short name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = _("rubric domain")
        verbose_name_plural = _("rubric domains")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rubric", "slug"], name="one_rubric_domain_per_name"),
        ]

    def __str__(self) -> str:
        return self.title


class RubricLevel(models.Model):
    """How it looks at one level of one domain; 1 is the first."""

    domain = models.ForeignKey("improvement.RubricDomain", on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("level"))
    title = models.CharField(_("title"), max_length=60)
    descriptor = models.TextField(_("descriptor"))

    class Meta:
        verbose_name = _("rubric level")
        verbose_name_plural = _("rubric levels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain", "number"], name="one_rubric_level_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
