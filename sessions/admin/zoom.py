"""Meetings at Zoom, those registered for them, and what Zoom told: to look at, and to try again. No link opens from here."""

from __future__ import annotations

import json

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnlyAdmin
from common.errors import DomainError
from sessions.models import AttendanceInquiry, RecordingInquiry, ZoomEvent, ZoomMeeting, ZoomRegistrant
from sessions.operations.zoom_desk import bring_along_again
from sessions.operations.zoom_events import apply_again
from sessions.queries.room import sentence_about


class RunsThePortal(ReadOnlyAdmin):
    """Looked at by administrators; the actions are theirs alone."""

    def has_work_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser


@admin.register(ZoomMeeting)
class ZoomMeetingAdmin(RunsThePortal, admin.ModelAdmin):
    list_display = ["live_session", "number", "state", "what_is_wrong", "tries", "retry_at", "checked_at"]
    list_filter = ["state", "is_wanted", "live_session__cohort"]
    list_select_related = ["live_session"]
    search_fields = ["live_session__title", "live_session__label", "meeting_id", "made_for"]
    ordering = ["-pk"]
    actions = ["try_again"]
    fields = [
        "live_session", "state", "what_is_wrong", "number", "is_wanted", "wanted", "found", "made_for", "key", "tries",
        "retry_at", "claimed_at", "checked_at", "started_at", "ended_at",
    ]  # fmt: skip

    @admin.display(description=_("meeting number"), ordering="meeting_id")
    def number(self, meeting: ZoomMeeting) -> str:
        return meeting.number or "–"

    @admin.display(description=_("what went wrong"))
    def what_is_wrong(self, meeting: ZoomMeeting) -> str:
        return sentence_about(meeting) or "–"

    @admin.action(description=_("Try again, put back, make anew"), permissions=["work"])
    def try_again(self, request: HttpRequest, meetings: QuerySet[ZoomMeeting]) -> None:
        """As the button at the session's desk."""
        count = 0
        for meeting in meetings.select_related("live_session").exclude(live_session=None):
            try:
                bring_along_again(live_session=meeting.live_session, now=timezone.now())  # type: ignore[arg-type]
            except DomainError as refusal:
                messages.warning(request, f"{meeting.live_session}: {refusal}")
            else:
                count += 1
        if count:
            said = ngettext("%(count)d meeting is brought along.", "%(count)d meetings are brought along.", count)
            messages.success(request, said % {"count": count})


@admin.register(RecordingInquiry)
class RecordingInquiryAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["live_session", "state", "what_is_wrong", "asked_at", "answered_at", "files_found", "files_coming"]
    list_filter = ["state", "asked_at", "live_session__cohort"]
    list_select_related = ["live_session"]
    search_fields = ["live_session__title", "live_session__label", "uuid"]
    ordering = ["-asked_at", "-pk"]
    date_hierarchy = "asked_at"
    fields = [
        "live_session", "state", "what_is_wrong", "uuid", "asked_at", "answered_at", "files_found", "files_coming",
        "retry_at",
    ]  # fmt: skip

    @admin.display(description=_("what went wrong"))
    def what_is_wrong(self, inquiry: RecordingInquiry) -> str:
        return sentence_about(inquiry) or "–"


@admin.register(AttendanceInquiry)
class AttendanceInquiryAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["live_session", "state", "what_is_wrong", "asked_at", "answered_at", "stays_found"]
    list_filter = ["state", "asked_at", "live_session__cohort"]
    list_select_related = ["live_session"]
    search_fields = ["live_session__title", "live_session__label"]
    ordering = ["-asked_at", "-pk"]
    date_hierarchy = "asked_at"
    fields = ["live_session", "state", "what_is_wrong", "asked_at", "answered_at", "stays_found", "retry_at"]

    @admin.display(description=_("what went wrong"))
    def what_is_wrong(self, inquiry: AttendanceInquiry) -> str:
        return sentence_about(inquiry) or "–"


@admin.register(ZoomRegistrant)
class ZoomRegistrantAdmin(RunsThePortal, admin.ModelAdmin):
    list_display = ["enrollment", "live_session", "email", "registered_at"]
    list_filter = ["registered_at", "meeting__live_session__cohort"]
    list_select_related = ["enrollment__person", "enrollment__cohort", "meeting__live_session"]
    search_fields = ["email", "enrollment__person__name", "enrollment__person__email", "meeting__live_session__title"]
    ordering = ["-pk"]
    fields = ["enrollment", "live_session", "email", "registrant_id", "registered_at"]

    @admin.display(description=_("session"), ordering="meeting__live_session__title")
    def live_session(self, registrant: ZoomRegistrant) -> str:
        return str(registrant.meeting.live_session or "–")


@admin.register(ZoomEvent)
class ZoomEventAdmin(RunsThePortal, admin.ModelAdmin):
    list_display = ["kind", "meeting_id", "at", "received_at", "state", "why"]
    list_filter = ["state", "kind", "received_at"]
    search_fields = ["meeting_id", "uuid", "kind", "key", "reason"]
    ordering = ["-pk"]
    actions = ["let_apply_again"]
    fields = ["kind", "meeting_id", "uuid", "at", "received_at", "state", "why", "emptied_at", "what_it_said", "key"]

    @admin.display(description=_("why"), ordering="reason")
    def why(self, event: ZoomEvent) -> str:
        return gettext(event.reason) if event.reason else "–"

    @admin.display(description=_("what it said"))
    def what_it_said(self, event: ZoomEvent) -> SafeString:
        """As it was kept: passcodes, tokens and links' queries are not in it."""
        return format_html("<pre>{}</pre>", json.dumps(event.body, indent=2, ensure_ascii=False))

    @admin.action(description=_("Apply again"), permissions=["work"])
    def let_apply_again(self, request: HttpRequest, events: QuerySet[ZoomEvent]) -> None:
        """Whatever became of them; what has been applied is applied to no effect."""
        count = apply_again(events=events)
        if count:
            said = ngettext("%(count)d event is applied again.", "%(count)d events are applied again.", count)
            messages.success(request, said % {"count": count})
        else:
            messages.warning(request, _("These wait already, or speak of no meeting."))
