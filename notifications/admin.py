"""What was mailed to whom, and why not: to look at, and to try again. What people were told, and how they want to be told."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin import ReadOnlyAdmin
from notifications.kinds import discreet_kinds
from notifications.matters import discreet_matters
from notifications.models import MailHours, Notice, OutboxMail, Preference, Telling
from notifications.operations.outbox import try_again
from notifications.querysets import OutboxMailQuerySet


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["kind", "recipient", "address", "state", "reason", "due_at", "sent_at", "attempts"]
    list_filter = ["state", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__email", "recipient__name", "address", "dedupe_key"]
    search_help_text = _("A name, an address or a key.")
    ordering = ["-pk"]
    show_full_result_count = False
    actions = ["let_try_again"]
    fields = [
        "kind", "recipient", "address", "params", "state", "reason", "attempts",
        "created_at", "due_at", "expires_at", "claimed_at", "sent_at", "message_id", "dedupe_key",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMail]:
        """Without the kinds whose recipients tell what nobody is to know."""
        return super().get_queryset(request).exclude(kind__in=discreet_kinds())

    def has_deliver_permission(self, request: HttpRequest) -> bool:
        """Who may start mail."""
        return request.user.is_active and request.user.is_superuser

    @admin.display(description=_("Message-ID"))
    def message_id(self, mail: OutboxMail) -> str:
        return mail.message_id

    @admin.action(description=_("Try again (those that failed)"), permissions=["deliver"])
    def let_try_again(self, request: HttpRequest, mails: OutboxMailQuerySet) -> None:
        """Puts those that failed, and aren't too late, back into the queue."""
        count = try_again(mails=mails, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        if count:
            said = ngettext("%(count)d mail is tried again.", "%(count)d mails are tried again.", count)
            messages.success(request, said % {"count": count})
        else:
            messages.warning(request, _("Only mails that failed and aren't too late can be tried again."))


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Who was told of what, without the words: those are asked for its reader, at each look."""

    list_display = ["person", "matter", "place", "created_at", "read_at"]
    list_filter = ["matter", "created_at"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name", "dedupe_key"]
    search_help_text = _("A name, an address or a key.")
    ordering = ["-pk"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Without the matters of which being told says what nobody is to know."""
        return super().get_queryset(request).exclude(matter__in=discreet_matters())


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Everybody chooses for themselves."""

    list_display = ["person", "matter", "place", "channel", "chosen_at"]
    list_filter = ["channel", "matter"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name"]
    search_help_text = _("A name or an address.")
    ordering = ["-pk"]


@admin.register(Telling)
class TellingAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["key", "told_at"]
    list_filter = ["told_at"]
    search_fields = ["key"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(MailHours)
class MailHoursAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["person", "digest", "weekday", "hour", "quiet_from", "quiet_until"]
    list_filter = ["digest"]
    list_select_related = ["person"]
    search_fields = ["person__email", "person__name"]
    search_help_text = _("A name or an address.")
    ordering = ["-pk"]
