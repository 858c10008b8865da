"""Team formation forms and requests to join in the administration: read; they are worked on at the cohort's desk."""

from __future__ import annotations

from django.contrib import admin

from cohorts.models import JoinRequest, ProposedMember, TeamFormation
from common.admin import HistoryAdmin, ReadOnlyAdmin


class ProposedMemberInline(ReadOnlyAdmin, admin.TabularInline):
    model = ProposedMember
    extra = 0
    ordering = ["position"]
    fields = ["name", "email", "level", "availability", "is_lead"]


@admin.register(TeamFormation)
class TeamFormationAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["organization", "cohort", "status", "leader_email", "due_at", "handed_in_at"]
    list_filter = ["status", "cohort"]
    list_select_related = ["organization", "cohort"]
    search_fields = ["organization__name", "leader_name", "leader_email", "members__name", "members__email"]
    date_hierarchy = "due_at"
    ordering = ["-opened_at"]
    inlines = [ProposedMemberInline]
    fields = [
        "cohort", "organization", "leader_name", "leader_email", "status", "due_at", "note", "question", "team",
        "opened_by", "opened_at", "saved_at", "handed_in_at", "decided_at", "reminded_at",
    ]  # fmt: skip


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["name", "email", "cohort", "organization_name", "status", "asked_at", "decided_by"]
    list_filter = ["status", "organization_type", "cohort"]
    list_select_related = ["cohort", "decided_by"]
    search_fields = ["name", "email", "organization_name"]
    date_hierarchy = "asked_at"
    ordering = ["-asked_at"]
    fields = [
        "cohort", "name", "email", "organization_name", "organization_type", "level", "hopes", "language", "time_zone",
        "status", "asked_at", "decided_at", "decided_by", "answer",
    ]  # fmt: skip
