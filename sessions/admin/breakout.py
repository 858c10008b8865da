"""Plans of breakouts, to look at; they are made at the session's desk."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyAdmin
from sessions.models import (
    BreakoutPair,
    BreakoutPerson,
    BreakoutPlan,
    BreakoutRound,
    BreakoutSeat,
    BreakoutTable,
)


class TableInline(ReadOnlyAdmin, admin.TabularInline):
    model = BreakoutTable
    extra = 0
    fields = ["position", "name", "host", "language", "is_accessible"]
    ordering = ["position"]


class RoundInline(ReadOnlyAdmin, admin.TabularInline):
    model = BreakoutRound
    extra = 0
    fields = ["number", "minutes", "began_at"]
    ordering = ["number"]


@admin.register(BreakoutPlan)
class BreakoutPlanAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["live_session", "number", "rounds", "minutes", "made_at", "made_by", "published_at", "published_by"]
    list_filter = ["live_session__cohort", "made_at"]
    list_select_related = ["live_session", "made_by", "published_by"]
    search_fields = ["live_session__title", "live_session__label", "question"]
    ordering = ["-made_at", "-pk"]
    date_hierarchy = "made_at"
    fields = [
        "live_session", "number", "expected", "rounds", "minutes", "question", "etiquette", "mixed", "fewest_community", "seed",
        "score", "made_at", "made_by", "published_at", "published_by",
    ]  # fmt: skip
    inlines = [TableInline, RoundInline]


class OfAPlan(ReadOnlyAdmin, admin.ModelAdmin):
    """Rows of plans, by their plan."""

    ordering = ["-plan", "pk"]
    list_filter = ["plan__live_session__cohort"]


@admin.register(BreakoutTable)
class BreakoutTableAdmin(OfAPlan):
    list_display = ["plan", "position", "name", "host", "language", "is_accessible"]
    list_select_related = ["plan__live_session", "host"]
    search_fields = ["name", "host__email", "host__name", "plan__live_session__title"]
    fields = ["plan", "position", "name", "host", "language", "is_accessible"]


@admin.register(BreakoutRound)
class BreakoutRoundAdmin(OfAPlan):
    list_display = ["plan", "number", "minutes", "began_at"]
    list_select_related = ["plan__live_session"]
    search_fields = ["plan__live_session__title"]
    fields = ["plan", "number", "minutes", "began_at"]


@admin.register(BreakoutPerson)
class BreakoutPersonAdmin(OfAPlan):
    list_display = ["plan", "person", "part", "language"]
    list_filter = ["part", *OfAPlan.list_filter]
    list_select_related = ["plan__live_session", "person"]
    search_fields = ["person__email", "person__name", "plan__live_session__title"]
    fields = ["plan", "person", "part", "language"]


@admin.register(BreakoutPair)
class BreakoutPairAdmin(OfAPlan):
    list_display = ["plan", "first", "second", "is_together"]
    list_select_related = ["plan__live_session", "first", "second"]
    search_fields = ["first__email", "first__name", "second__email", "second__name"]
    fields = ["plan", "first", "second", "is_together"]


@admin.register(BreakoutSeat)
class BreakoutSeatAdmin(OfAPlan):
    list_display = ["plan", "round", "table", "person", "is_locked"]
    list_select_related = ["plan__live_session", "table", "person"]
    search_fields = ["person__email", "person__name", "plan__live_session__title"]
    fields = ["plan", "round", "table", "person", "is_locked"]
