"""What waits to be looked at, in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from common.admin import HistoryAdmin, ReadOnlyAdmin
from discussions.admin.talk import Nameless
from discussions.models import HeldPost


@admin.register(HeldPost)
class HeldPostAdmin(Nameless, ReadOnlyAdmin, HistoryAdmin):
    """First posts that wait, and what became of them; they are released at the cohort's desk."""

    list_display = ["place", "shown_author", "written_at", "outcome", "decided_by", "decided_at"]
    list_filter = ["outcome", "written_at"]
    list_select_related = ["thread", "board", "author", "pseudonym", "decided_by"]
    search_fields = ["title", "body", "reason", "thread__title", "board__name", "named_author", "named_email"]
    date_hierarchy = "written_at"
    ordering = ["-pk"]
    fields = [
        "thread", "board", "shown_author", "title", "body", "written_at", "outcome", "decided_by", "decided_at", "reason",
    ]  # fmt: skip
    readonly_fields = ["shown_author"]

    @admin.display(description=gettext_lazy("place"))
    def place(self, held: HeldPost) -> str:
        return str(held.thread or held.board)
