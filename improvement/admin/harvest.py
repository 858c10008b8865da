"""Harvests and actions, to look at. Of an open vote, that there are ballots: not whose, nor how many dots they hold."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyAdmin
from improvement.models import Action, Harvest, PlacedNote, Priority, Vote


@admin.register(Harvest)
class HarvestAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["live_session", "dots", "several_on_one", "opened_at", "closed_at"]
    list_filter = ["live_session__cohort", "opened_at", "closed_at"]
    list_select_related = ["live_session"]
    search_fields = ["live_session__title", "live_session__label", "live_session__cohort__title"]
    ordering = ["-pk"]
    fields = ["live_session", "dots", "several_on_one", "opened_at", "closed_at"]


@admin.register(Priority)
class PriorityAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["title", "harvest", "made_at"]
    list_filter = ["harvest__live_session__cohort", "made_at"]
    list_select_related = ["harvest__live_session"]
    search_fields = ["title", "harvest__live_session__title"]
    ordering = ["-made_at", "-pk"]
    fields = ["title", "harvest", "made_at"]


@admin.register(PlacedNote)
class PlacedNoteAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["priority", "note"]
    list_filter = ["priority__harvest__live_session__cohort"]
    list_select_related = ["priority", "note"]
    search_fields = ["priority__title"]
    ordering = ["-pk"]
    fields = ["priority", "note"]


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["priority"]
    list_filter = ["priority__harvest__live_session__cohort"]
    list_select_related = ["priority"]
    search_fields = ["priority__title"]
    ordering = ["priority", "pk"]
    fields = ["priority"]


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["words", "cohort", "owner", "due_on", "done_at"]
    list_filter = ["cohort", ("done_at", admin.EmptyFieldListFilter), "due_on"]
    list_select_related = ["cohort", "owner"]
    search_fields = ["words", "owner__email", "owner__name", "cohort__title"]
    ordering = ["-due_on", "-pk"]
    date_hierarchy = "due_on"
    fields = ["cohort", "priority", "words", "owner", "due_on", "done_at", "made_at", "made_by"]
