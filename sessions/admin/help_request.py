"""Calls for help during sessions, to look at: who called, who took it on, how long it took."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyAdmin
from sessions.models import HelpRequest


@admin.register(HelpRequest)
class HelpRequestAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["person", "live_session", "words", "asked_at", "answered_at", "answered_by", "closed_at"]
    list_filter = ["live_session__cohort", "asked_at"]
    list_select_related = ["person", "live_session", "answered_by"]
    search_fields = ["person__email", "person__name", "words", "live_session__title"]
    ordering = ["-asked_at", "-pk"]
    date_hierarchy = "asked_at"
    fields = ["person", "live_session", "words", "asked_at", "answered_at", "answered_by", "closed_at"]
