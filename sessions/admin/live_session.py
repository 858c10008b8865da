"""Sessions and their agenda in the administration: saved by the operations, so that what hangs on a date moves along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import times
from common.admin import HistoryAdmin, ReadOnlyAdmin, RefusalsOnThePage
from sessions.forms.administration import AdministeredSessionForm, AgendaBlockForm
from sessions.models import AgendaItem, LiveSession, Material, Prompt
from sessions.operations.agenda import AgendaBlock, set_agenda
from sessions.operations.schedule import edit_session, move_session, schedule_session

LAST = 1000


class AgendaInline(admin.TabularInline):
    model = AgendaItem
    form = AgendaBlockForm
    extra = 0
    ordering = ["position"]
    fields = ["position", "title", "kind", "presenters", "minutes"]


class PromptInline(ReadOnlyAdmin, admin.TabularInline):
    model = Prompt
    extra = 0
    ordering = ["position"]
    fields = ["position", "thread", "opens_at"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prompt]:
        return super().get_queryset(request).select_related("thread")


class MaterialInline(ReadOnlyAdmin, admin.TabularInline):
    model = Material
    extra = 0
    ordering = ["position"]
    fields = ["title", "url", "file_name", "size", "added_at"]
    readonly_fields = ["title", "url", "file_name", "size", "added_at"]
    show_change_link = True


@admin.register(LiveSession)
class LiveSessionAdmin(RefusalsOnThePage, HistoryAdmin):
    form = AdministeredSessionForm
    list_display = ["__str__", "cohort", "begins", "minutes", "format", "status", "phase"]
    list_filter = ["status", "format", "kind", "cohort__program", "cohort"]
    list_select_related = ["cohort", "phase"]
    search_fields = ["title", "label", "featured_resource", "place_name", "cohort__title"]
    ordering = ["-starts_at", "pk"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["cohort"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})}}

    def get_inlines(self, request: HttpRequest, obj: LiveSession | None) -> list[Any]:
        return [AgendaInline, PromptInline, MaterialInline] if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: LiveSession | None = None) -> Any:
        """A new one needs a cohort; one that stands moves with a reason."""
        when = ["day", "wall_time", "minutes"]
        what = ["title", "label", "kind", "summary", "featured_resource"]
        return [
            (None, {"fields": ["cohort", "phase", *what] if obj is None else ["cohort", "state", "phase", *what]}),
            (_("When"), {"fields": [tuple(when)] if obj is None else [tuple(when), "reason", "begins"]}),
            (
                _("Where"),
                {
                    "fields": [
                        "format", "new_join_url", ("makes_meeting", "zoom_host"), ("place_name", "place_kind"),
                        "place_address", "access_information",
                    ]
                },
            ),
        ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: LiveSession | None = None) -> list[str]:
        return ["cohort", "state", "begins"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: LiveSession | None = None) -> bool:
        """Nobody: a session is cancelled, and stays in the schedule and in people's calendars as cancelled."""
        return False

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, live_session: LiveSession) -> str:
        return times.named_moment(live_session.starts_at, live_session.cohort.time_zone, timezone.now())

    @admin.display(description=_("status"))
    def state(self, live_session: LiveSession) -> SafeString | str:
        """Whether it takes place, and where it is cancelled."""
        if live_session.is_cancelled:
            return gettext("cancelled: %(reason)s") % {"reason": live_session.cancellation_reason}
        if live_session.starts_at + timedelta(minutes=live_session.minutes) <= timezone.now():
            return gettext("over")
        address = reverse("sessions:session_cancel", args=[live_session.cohort.slug, live_session.slug])
        return format_html('{} (<a href="{}">{}</a>)', gettext("scheduled"), address, gettext("cancel it"))

    def save_model(self, request: HttpRequest, obj: LiveSession, form: Any, change: bool) -> None:
        """Schedules, or edits and moves, through the operations; `obj` takes over what was stored."""
        by: Any = request.user
        now = timezone.now()
        entered = form.cleaned_data
        when = {"starts_at": entered["starts_at"], "minutes": entered["minutes"]}
        if change:
            edit_session(live_session=obj, title=entered["title"], by=by, now=now, **form.facts)
            move_session(live_session=obj, reason=entered["reason"], by=by, now=now, **when)
        else:
            obj.pk = schedule_session(
                cohort=entered["cohort"], title=entered["title"], by=by, now=now, **when, **form.facts
            ).pk
        obj.refresh_from_db()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The agenda as a whole, in the order of the positions; the other inlines are only read."""
        formset.save(commit=False)  # stores nothing: it notes for the log what was changed
        if formset.model is not AgendaItem or not formset.has_changed():
            return
        by: Any = request.user
        rows = [row.cleaned_data for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        rows.sort(key=lambda row: row["position"] or LAST)
        names = ("title", "kind", "presenters", "minutes")
        blocks = [AgendaBlock(**{name: row[name] for name in names}) for row in rows]
        set_agenda(live_session=form.instance, items=blocks, by=by, now=timezone.now())
