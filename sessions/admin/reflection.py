"""Who has written a reflection, when and how much; never a word of it, also not of what is shared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import Reflection

WORDS = ("body", "body_html", "shared_html")
FIELDS = ("person", "live_session", "word_count", "created_at", "updated_at", "shown_shared_at", "shown_taken_off")


@admin.register(Reflection)
class ReflectionAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["person", "live_session", "word_count", "updated_at", "shown_shared_at"]
    list_filter = ["updated_at", "live_session__cohort"]
    list_select_related = ["person", "live_session"]
    search_fields = ["person__email", "person__name", "live_session__title", "live_session__cohort__title"]
    ordering = ["-updated_at", "-pk"]
    fields = FIELDS
    # Also where a line of the history is looked at: there would be a list of everybody to choose from.
    readonly_fields = FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the words: they aren't even read."""
        return super().get_queryset(request).defer(*WORDS)

    @admin.display(description=gettext_lazy("shared with the name"))
    def shown_shared_at(self, reflection: Reflection) -> datetime | str:
        """What was shared without the name is told of nobody: the wall says when."""
        return reflection.shared_at if reflection.shared_at and reflection.pseudonym_id is None else "–"

    @admin.display(description=gettext_lazy("taken off the wall"))
    def shown_taken_off(self, reflection: Reflection) -> str:
        if reflection.taken_off_at is None or reflection.pseudonym_id is not None:
            return "–"
        return f"{reflection.taken_off_at:%Y-%m-%d %H:%M} UTC, {reflection.taken_off_by}: {reflection.taken_off_reason}"
