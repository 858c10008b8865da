"""Who has written a reflection, when and how much; never a word of it, also not of what is shared."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import Reflection

WORDS = ("body", "body_html", "shared_html")


@admin.register(Reflection)
class ReflectionAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["person", "live_session", "word_count", "updated_at", "shared_at", "taken_off_at"]
    list_filter = [
        ("shared_at", admin.EmptyFieldListFilter),
        ("taken_off_at", admin.EmptyFieldListFilter),
        "updated_at",
        "live_session__cohort",
    ]
    list_select_related = ["person", "live_session"]
    search_fields = ["person__email", "person__name", "live_session__title", "live_session__cohort__title"]
    ordering = ["-updated_at", "-pk"]
    # The form of a line of the history takes no column that can’t be edited.
    readonly_fields = ["word_count"]
    fields = [
        "person", "live_session", "word_count", "created_at", "updated_at", "shared_at", "taken_off_at", "taken_off_by",
        "taken_off_reason",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the words: they aren't even read."""
        return super().get_queryset(request).defer(*WORDS)
