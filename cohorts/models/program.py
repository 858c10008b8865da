"""A community of practice as designed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.enums import Accent, EnrollmentUnit
from cohorts.querysets import ProgramQuerySet
from common.fields import LinesField, OneLineField


class Program(models.Model):
    """A community of practice as designed; it lives on across years, its cohorts come and go.

    `blueprint` is the document a new cohort is started from. It is written by `manage.py load_program` and never
    edited in place: what is edited here, in the other fields, is what the public page says.
    """

    slug = models.SlugField(_("address"), max_length=60, unique=True, help_text=_("Part of the page's address."))
    title = OneLineField(_("title"), max_length=240)
    short_title = OneLineField(_("short title"), max_length=80, help_text=_("For menus and mails."))
    accent = models.CharField(_("color"), max_length=10, choices=Accent, default=Accent.FORUM)
    is_public = models.BooleanField(_("public"), default=True, help_text=_("Its page can be read without signing in."))
    summary = models.TextField(_("summary"), help_text=_("Two or three sentences for those who know nothing of it."))
    purpose = models.TextField(_("purpose"))
    hosts = LinesField(_("hosts"), help_text=_("Organizations that hold it, one a line."))
    funder = OneLineField(_("funder"), max_length=160, blank=True)
    funding_note = models.TextField(
        _("funding note"), blank=True, help_text=_("What must be shown about the use of the money.")
    )
    forbids_lobbying = models.BooleanField(
        _("the money may not be used for lobbying"),
        default=False,
        help_text=_("Who is about to post what reads like a call to lobby is then asked about it; nothing is blocked."),
    )
    guiding_questions = LinesField(_("guiding questions"))
    goals = LinesField(_("goals"))
    topics = LinesField(_("topics"))
    lenses = LinesField(_("lenses"))
    outcomes = LinesField(_("outcomes"), help_text=_("What those who complete it can do, one a line."))
    who_joins = models.TextField(_("who can join"), blank=True)
    ways_to_take_part = LinesField(_("ways to take part"))
    agreements = LinesField(_("community agreements"), help_text=_("One a line; a new cohort begins with them."))
    sections = models.JSONField(
        _("further sections"),
        default=list,
        blank=True,
        help_text=_('[{"title": "…", "body": "…", "points": ["…"]}], shown on the page in this order.'),
    )
    support_contact = OneLineField(_("support contact"), max_length=200, blank=True)
    accommodations_contact = models.TextField(
        _("accommodations contact"), blank=True, help_text=_("Who answers those who need something to take part.")
    )
    unit = models.CharField(_("who enrolls"), max_length=12, choices=EnrollmentUnit, default=EnrollmentUnit.INDIVIDUAL)
    takes_requests = models.BooleanField(
        _("people may ask to join"),
        default=False,
        help_text=_("The page then offers a short form, where a cohort is open to it."),
    )
    eligible_types = models.JSONField(
        _("types of organizations"),
        default=list,
        blank=True,
        help_text=_("Of which one can ask to join; none means all."),
    )
    blueprint = models.JSONField(_("blueprint"), default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(accent__in=Accent.values), name="program_accent_known"),
            models.CheckConstraint(condition=models.Q(unit__in=EnrollmentUnit.values), name="program_unit_known"),
        ]

    def __str__(self) -> str:
        return self.short_title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:program_detail", args=[self.slug])
