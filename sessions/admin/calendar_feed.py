"""Who has an address for their calendar, and since when; never the address. It can be closed for them here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin import HistoryAdmin, ReadOnlyAdmin
from sessions.models import CalendarFeed
from sessions.operations.calendar_feeds import close_feed


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["person", "made_at"]
    list_filter = ["made_at", "person__is_active"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name"]
    ordering = ["-made_at", "-pk"]
    fields = ["person", "made_at"]
    readonly_fields = ["person", "made_at"]
    actions = ["close"]

    @admin.action(description=_("Close the chosen addresses"))
    def close(self, request: HttpRequest, feeds: QuerySet[CalendarFeed]) -> None:
        by: Any = request.user
        closed = sum(close_feed(person=feed.person, by=by) for feed in feeds.select_related("person"))
        said = ngettext("%(count)d address is closed.", "%(count)d addresses are closed.", closed)
        self.message_user(request, said % {"count": closed}, messages.SUCCESS)
