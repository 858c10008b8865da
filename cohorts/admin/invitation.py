"""Invitations in the administration: when one was sent, and what became of it. The link itself is shown to nobody."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.models import Invitation
from cohorts.operations.invitations import revoke
from common.admin import ReadOnlyAdmin


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["person", "cohort", "created_at", "expires_at", "accepted_at", "revoked_at", "invited_by"]
    list_filter = [
        ("accepted_at", admin.EmptyFieldListFilter),
        ("revoked_at", admin.EmptyFieldListFilter),
        "expires_at",
        "enrollment__cohort",
    ]
    list_select_related = ["enrollment__person", "enrollment__cohort", "invited_by"]
    search_fields = ["enrollment__person__email", "enrollment__person__name", "enrollment__cohort__title"]
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
    actions = ["take_back"]
    fields = ["enrollment", "created_at", "expires_at", "accepted_at", "revoked_at", "invited_by"]

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("cohorts.change_invitation")

    @admin.display(description=_("person"), ordering="enrollment__person__email")
    def person(self, invitation: Invitation) -> str:
        return str(invitation.enrollment.person)

    @admin.display(description=_("cohort"), ordering="enrollment__cohort__title")
    def cohort(self, invitation: Invitation) -> str:
        return str(invitation.enrollment.cohort)

    @admin.action(description=_("Take back selected invitations"), permissions=["manage"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        now = timezone.now()
        chosen = list(queryset.filter(accepted_at__isnull=True, revoked_at__isnull=True))
        for invitation in chosen:
            revoke(invitation=invitation, by=request.user, now=now)  # type: ignore[arg-type]
        text = ngettext(
            "%(count)d invitation was taken back; its link opens nothing any more.",
            "%(count)d invitations were taken back; their links open nothing any more.",
            len(chosen),
        )
        messages.success(request, text % {"count": len(chosen)})
