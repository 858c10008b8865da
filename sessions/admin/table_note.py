"""What tables wrote: where, when, and whether it was hidden. Neither the words, read on their page, nor who wrote them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import TableNote

FIELDS = ("live_session", "round", "table", "created_at", "updated_at", "hidden_at", "hidden_by", "hidden_reason")


@admin.register(TableNote)
class TableNoteAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["live_session", "round", "table", "updated_at", "hidden_at", "hidden_by"]
    list_filter = [("hidden_at", admin.EmptyFieldListFilter), "updated_at", "live_session__cohort"]
    list_select_related = ["live_session", "hidden_by"]
    search_fields = ["hidden_reason", "live_session__title", "live_session__cohort__title"]
    ordering = ["-updated_at", "-pk"]
    fields = FIELDS
    readonly_fields = FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the words: they aren't even read."""
        return super().get_queryset(request).defer("body", "body_html")
