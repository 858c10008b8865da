"""Resources of the libraries in the administration: their words can be corrected, and they can be taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from common.admin import ReadOnlyAdmin
from sessions.models import Resource, ResourceTopic
from sessions.operations.resources import remove_resource


class TopicInline(ReadOnlyAdmin, admin.TabularInline):
    model = ResourceTopic
    extra = 0
    ordering = ["key"]
    fields = ["name"]
    readonly_fields = ["name"]


@admin.register(Resource)
class ResourceAdmin(admin.ModelAdmin):
    inlines = [TopicInline]
    list_display = ["title", "program", "cohort", "url", "file_name", "size", "added_by", "added_at"]
    list_filter = ["program", "cohort", ("file", admin.EmptyFieldListFilter)]
    list_select_related = ["program", "cohort", "added_by"]
    search_fields = ["title", "description", "url", "file_name", "topics__name"]
    ordering = ["-added_at", "-pk"]
    date_hierarchy = "added_at"
    readonly_fields = ["program", "cohort", "url", "file_name", "content_type", "size", "added_by", "added_at"]
    fields = ["title", "description", *readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: files are looked at where they are added, in a cohort's library."""
        return False

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        """With its file."""
        by: Any = request.user
        remove_resource(resource=obj, by=by)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        """Each with its file."""
        for resource in queryset:
            self.delete_model(request, resource)
