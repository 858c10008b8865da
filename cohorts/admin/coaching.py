"""Coaches of teams in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from cohorts.models import CoachingPair
from common.admin import HistoryAdmin, ReadOnlyAdmin


@admin.register(CoachingPair)
class CoachingPairAdmin(ReadOnlyAdmin, HistoryAdmin):
    """Who accompanied which team when; the coach of now is named on the team's page, or at the cohort's desk."""

    list_display = ["team", "cohort", "coach", "began_at", "ended_at"]
    list_filter = ["team__cohort", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["team__cohort", "coach"]
    search_fields = ["team__name", "team__cohort__title", "coach__name", "coach__email"]
    date_hierarchy = "began_at"
    ordering = ["-pk"]
    fields = ["team", "coach", "began_at", "ended_at"]

    @admin.display(description=gettext_lazy("cohort"), ordering="team__cohort__title")
    def cohort(self, pair: CoachingPair) -> str:
        return pair.team.cohort.title
