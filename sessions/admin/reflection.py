"""Who has written a reflection, when and how much; never a word of it, also not of what is shared. Of one that was shared
without a name, not who; and where the cohort lets people speak without theirs, of nobody before it was shared with it: an
administrator who had looked the day before would know the next day."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import Reflection

WORDS = ("body", "body_html", "shared_html")
FIELDS = (
    "shown_person", "live_session", "word_count", "created_at", "updated_at", "shared_at", "taken_off_at", "taken_off_by",
    "taken_off_reason",
)  # fmt: skip


@admin.register(Reflection)
class ReflectionAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["shown_person", "live_session", "word_count", "updated_at", "shared_at", "taken_off_at"]
    list_filter = [
        ("shared_at", admin.EmptyFieldListFilter),
        ("taken_off_at", admin.EmptyFieldListFilter),
        "updated_at",
        "live_session__cohort",
    ]
    list_select_related = ["person", "pseudonym", "live_session__cohort"]
    search_fields = ["named_email", "named_name", "live_session__title", "live_session__cohort__title"]
    ordering = ["-updated_at", "-pk"]
    fields = FIELDS
    # Also where a line of the history is looked at: there would be a list of everybody to choose from.
    readonly_fields = FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the words: they aren't even read."""
        is_told = Q(is_named=True) | Q(pseudonym=None, live_session__cohort__pseudonyms_allowed=False)
        name, email = (Case(When(is_told, then=f"person__{field}")) for field in ("name", "email"))
        return super().get_queryset(request).defer(*WORDS).annotate(named_name=name, named_email=email)

    @admin.display(description=_("person"), ordering="named_name")
    def shown_person(self, reflection: Reflection) -> str:
        if reflection.is_named or not (reflection.pseudonym_id or reflection.live_session.cohort.pseudonyms_allowed):
            return str(reflection.person)
        return str(reflection.pseudonym or "–")
