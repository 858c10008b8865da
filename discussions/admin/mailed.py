"""Answers that came by mail, in the administration: what became of them, and why. No word of any."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from common.admin import ReadOnlyAdmin
from discussions.enums import MailedWhy
from discussions.models import MailedReply


@admin.register(MailedReply)
class MailedReplyAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["came_at", "state", "why", "person", "post"]
    list_filter = ["state", "came_at"]
    list_select_related = ["person", "post"]
    search_fields = ["person__name", "person__email", "reason"]
    search_help_text = gettext_lazy("A name or an address.")
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["came_at", "state", "why", "person", "post"]
    readonly_fields = ["why"]

    @admin.display(description=gettext_lazy("why"), ordering="reason")
    def why(self, reply: MailedReply) -> str:
        """The sentence its writer was sent; of what nobody was told, a word for those who look after the portal."""
        known = reply.reason in MailedWhy.values
        return str(MailedWhy(reply.reason).label) if known else reply.reason
