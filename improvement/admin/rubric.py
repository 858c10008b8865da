"""Rubrics in the administration: a rubric with its domains, a domain with its levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from improvement.models import Rubric, RubricDomain, RubricLevel

SMALL: dict[Any, Any] = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 36})}}


class DomainInline(admin.TabularInline):
    model = RubricDomain
    extra = 0
    ordering = ["position"]
    fields = ["position", "title", "slug", "summary"]
    formfield_overrides = SMALL
    show_change_link = True


class LevelInline(admin.TabularInline):
    model = RubricLevel
    extra = 0
    ordering = ["number"]
    fields = ["number", "title", "descriptor"]
    formfield_overrides = SMALL


@admin.register(Rubric)
class RubricAdmin(admin.ModelAdmin):
    inlines = [DomainInline]
    list_display = ["title", "program", "how_many_domains"]
    list_filter = ["program"]
    list_select_related = ["program"]
    search_fields = ["title", "note", "program__title", "program__short_title"]
    ordering = ["title"]
    autocomplete_fields = ["program"]
    fields = ["program", "title", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rubric]:
        return super().get_queryset(request).annotate(domain_count=Count("domains"))

    @admin.display(description=_("domains"), ordering="domain_count")
    def how_many_domains(self, rubric: Any) -> int:
        return rubric.domain_count


@admin.register(RubricDomain)
class RubricDomainAdmin(admin.ModelAdmin):
    inlines = [LevelInline]
    list_display = ["title", "rubric", "position", "how_many_levels"]
    list_filter = ["rubric"]
    list_select_related = ["rubric"]
    search_fields = ["title", "summary", "rubric__title"]
    ordering = ["rubric", "position"]
    autocomplete_fields = ["rubric"]
    fields = ["rubric", "position", "title", "slug", "summary"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RubricDomain]:
        return super().get_queryset(request).annotate(level_count=Count("levels"))

    @admin.display(description=_("levels"), ordering="level_count")
    def how_many_levels(self, domain: Any) -> int:
        return domain.level_count


@admin.register(RubricLevel)
class RubricLevelAdmin(admin.ModelAdmin):
    list_display = ["title", "domain", "number", "descriptor"]
    list_filter = ["domain__rubric", "number"]
    list_select_related = ["domain"]
    search_fields = ["title", "descriptor", "domain__title"]
    ordering = ["domain", "number"]
    autocomplete_fields = ["domain"]
