"""Attendance, to look at: what was heard from whom, whom a name means, what was said by hand. Noting it is the desk's work."""

from __future__ import annotations

from django.contrib import admin

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import Alias, Apology, Correction, Presence, ReportImport


@admin.register(Presence)
class PresenceAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["live_session", "person", "name", "email", "source", "joined_at", "left_at", "minutes", "alias"]
    list_filter = ["source", "noted_at", "live_session__cohort"]
    list_select_related = ["live_session", "person", "alias"]
    search_fields = ["person__email", "person__name", "name", "email", "live_session__title"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = [
        "live_session", "person", "source", "joined_at", "left_at", "minutes", "name", "email", "alias", "report",
        "noted_at", "noted_by",
    ]  # fmt: skip


@admin.register(ReportImport)
class ReportImportAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["file_name", "live_session", "time_zone", "imported_at", "imported_by"]
    list_filter = ["imported_at", "live_session__cohort"]
    list_select_related = ["live_session", "imported_by"]
    search_fields = ["file_name", "live_session__title", "imported_by__email"]
    ordering = ["-imported_at", "-pk"]
    fields = ["live_session", "file_name", "time_zone", "imported_at", "imported_by"]


@admin.register(Alias)
class AliasAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["told_as", "person", "cohort", "live_session", "by", "said_at"]
    list_filter = ["said_at", "cohort"]
    list_select_related = ["person", "cohort", "live_session", "by"]
    search_fields = ["told_as", "person__email", "person__name"]
    ordering = ["-said_at", "-pk"]
    fields = ["told_as", "person", "cohort", "live_session", "by", "said_at"]


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["person", "live_session", "state", "reason", "by", "at", "lifted_at"]
    list_filter = ["state", "at", "live_session__cohort"]
    list_select_related = ["person", "live_session", "by"]
    search_fields = ["person__email", "person__name", "live_session__title", "reason"]
    ordering = ["-at", "-pk"]
    fields = ["person", "live_session", "state", "reason", "by", "at", "lifted_at"]


@admin.register(Apology)
class ApologyAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["person", "live_session", "for_start", "said_at", "withdrawn_at", "accepted_at", "accepted_by"]
    list_filter = ["said_at", "accepted_at", "live_session__cohort"]
    list_select_related = ["person", "live_session", "accepted_by"]
    search_fields = ["person__email", "person__name", "live_session__title"]
    ordering = ["-said_at", "-pk"]
    fields = [
        "person", "live_session", "word", "for_start", "said_at", "withdrawn_at", "accepted_at", "accepted_by",
    ]  # fmt: skip
