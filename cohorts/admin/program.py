"""Programs in the administration: what the public page says; the blueprint is only shown."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.enums import OrganizationType
from cohorts.forms.sections import SectionsField
from cohorts.models import Program


class ProgramForm(forms.ModelForm):
    sections = SectionsField()
    eligible_types = forms.MultipleChoiceField(
        label=_("types of organizations"),
        choices=OrganizationType,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of which one can ask to join; none means all."),
    )

    class Meta:
        model = Program
        fields = "__all__"  # noqa: DJ007 - which ones is said by the fieldsets


@admin.register(Program)
class ProgramAdmin(admin.ModelAdmin):
    form = ProgramForm
    list_display = ["short_title", "title", "unit", "is_public", "funder", "how_many_cohorts", "updated_at"]
    list_filter = ["is_public", "unit", "accent"]
    search_fields = ["short_title", "title", "summary", "funder"]
    ordering = ["short_title"]
    prepopulated_fields = {"slug": ["short_title"]}
    readonly_fields = ["blueprint_document", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["short_title", "title", "slug", "accent", "is_public", "unit", "summary"]}),
        (_("What it is about"), {"fields": ["purpose", "guiding_questions", "goals", "topics", "lenses", "outcomes"]}),
        (_("Who holds it"), {"fields": ["hosts", "funder", "funding_note", "forbids_lobbying"]}),
        (_("Taking part"), {"fields": ["who_joins", "ways_to_take_part", "agreements", "sections"]}),
        (_("Asking to join"), {"fields": ["takes_requests", "eligible_types"]}),
        (_("Whom to ask"), {"fields": ["support_contact", "accommodations_contact"]}),
        (_("Blueprint"), {"fields": ["blueprint_document", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        return super().get_queryset(request).annotate(cohort_count=Count("cohorts"))

    @admin.display(description=_("cohorts"), ordering="cohort_count")
    def how_many_cohorts(self, program: Any) -> int:
        return program.cohort_count

    @admin.display(description=_("what new cohorts are started from"))
    def blueprint_document(self, program: Program) -> str:
        if not program.blueprint:
            return gettext("None: this program was not loaded from a blueprint.")
        return format_html("<pre>{}</pre>", json.dumps(program.blueprint, indent=2, ensure_ascii=False))
