"""Affinity groups in the administration: read; they are opened, joined and left on their own pages."""

from __future__ import annotations

from django.contrib import admin

from cohorts.models import AffinityGroup, GroupMeeting, GroupMembership
from common.admin import HistoryAdmin, ReadOnlyAdmin


class GroupMembershipInline(ReadOnlyAdmin, admin.TabularInline):
    model = GroupMembership
    extra = 0
    ordering = ["joined_at"]
    fields = ["person", "joined_at", "left_at", "removed_at", "removal_reason"]


class GroupMeetingInline(ReadOnlyAdmin, admin.TabularInline):
    model = GroupMeeting
    extra = 0
    ordering = ["starts_at"]
    fields = ["title", "starts_at", "minutes", "place", "cancelled_at"]


@admin.register(AffinityGroup)
class AffinityGroupAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["name", "cohort", "status", "proposed_by", "proposed_at"]
    list_filter = ["status", "cohort"]
    list_select_related = ["cohort", "proposed_by"]
    search_fields = ["name", "purpose"]
    ordering = ["cohort", "name"]
    inlines = [GroupMembershipInline, GroupMeetingInline]
    fields = ["cohort", "name", "slug", "purpose", "status", "proposed_by", "proposed_at", "decided_at", "answer"]


@admin.register(GroupMembership)
class GroupMembershipAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ["person", "group", "joined_at", "left_at", "removed_at"]
    list_filter = [("removed_at", admin.EmptyFieldListFilter), "group__cohort"]
    list_select_related = ["person", "group"]
    search_fields = ["person__name", "person__email", "group__name"]
    ordering = ["-joined_at"]
    fields = ["group", "person", "joined_at", "left_at", "removed_at", "removal_reason"]


@admin.register(GroupMeeting)
class GroupMeetingAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["__str__", "group", "starts_at", "minutes", "cancelled_at"]
    list_filter = ["group__cohort"]
    list_select_related = ["group"]
    search_fields = ["title", "group__name"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]
    fields = ["group", "title", "starts_at", "minutes", "place", "added_by", "cancelled_at"]
