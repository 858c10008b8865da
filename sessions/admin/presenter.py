"""Presenters, to look at; they are written at the session's desk."""

from __future__ import annotations

from django.contrib import admin

from common.admin import ReadOnlyAdmin
from sessions.models import Presenter


@admin.register(Presenter)
class PresenterAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["name", "role", "live_session", "person"]
    list_filter = ["live_session__cohort"]
    list_select_related = ["live_session", "person"]
    search_fields = ["name", "role", "person__email", "person__name", "live_session__title"]
    ordering = ["-live_session__starts_at", "position", "pk"]
    fields = ["live_session", "position", "name", "role", "bio", "person"]
