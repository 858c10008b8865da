"""What people need to take part, to look at: who asked, who answered, when. Answering is the coordinators' work."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import AccommodationMessage, AccommodationRequest, StandingNeed
from sessions.models.accommodation import Need


class NeedAdmin(ReadOnlyAdmin, HistoryAdmin):
    """What both kinds of needs have in common."""

    @admin.display(description=_("kinds"))
    def asked_for(self, need: Need) -> str:
        return ", ".join(need.kind_labels) or "–"


class MessageInline(ReadOnlyAdmin, admin.TabularInline):
    model = AccommodationMessage
    extra = 0
    ordering = ["sent_at", "pk"]
    fields = ["author", "body", "sent_at"]
    readonly_fields = ["author", "body", "sent_at"]


@admin.register(AccommodationRequest)
class AccommodationRequestAdmin(NeedAdmin):
    inlines = [MessageInline]
    list_display = ["person", "cohort", "live_session", "asked_for", "status", "asked_at", "answered_by"]
    list_filter = ["status", "asked_at", "cohort"]
    list_select_related = ["person", "cohort", "live_session", "answered_by"]
    search_fields = ["person__email", "person__name", "live_session__title", "cohort__title"]
    ordering = ["-asked_at", "-pk"]
    fields = [
        "person", "cohort", "live_session", "asked_for", "words", "shows_name", "status", "answer", "asked_at",
        "answered_at", "answered_by",
    ]  # fmt: skip


@admin.register(StandingNeed)
class StandingNeedAdmin(NeedAdmin):
    list_display = ["person", "asked_for", "written_at"]
    list_filter = ["written_at"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name"]
    ordering = ["-written_at", "-pk"]
    fields = ["person", "asked_for", "words", "shows_name", "written_at"]
