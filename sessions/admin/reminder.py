"""The ledger of reminders, to look at: who was told what of which start, and why not."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import times
from common.admin import ReadOnlyAdmin
from sessions.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["person", "live_session", "starts_at", "told", "state", "reason", "mail_state"]
    list_filter = ["state", "starts_at", "live_session__cohort"]
    list_select_related = ["person", "live_session", "mail"]
    search_fields = ["person__email", "person__name", "live_session__title", "live_session__label"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["person", "live_session", "starts_at", "told", "state", "reason", "mail_state", "created_at"]

    @admin.display(description=_("what"), ordering="minutes_before")
    def told(self, reminder: Reminder) -> str:
        if reminder.is_of_move:
            return gettext("the move to this start")
        if reminder.minutes_before < 0:
            return gettext("%(length)s after the end") % {"length": times.length(-reminder.minutes_before)}
        return gettext("%(length)s before") % {"length": times.length(reminder.minutes_before)}

    @admin.display(description=_("its mail"))
    def mail_state(self, reminder: Reminder) -> SafeString | str:
        """What became of the mail, and the way to it."""
        if reminder.mail is None:
            return "–"
        address = reverse("admin:notifications_outboxmail_change", args=[reminder.mail_id])
        return format_html('<a href="{}">{}</a>', address, reminder.mail.get_state_display())
