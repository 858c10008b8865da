"""Materials in the administration: their words can be corrected, and they can be taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sessions.models import Material
from sessions.operations.materials import remove_material


@admin.register(Material)
class MaterialAdmin(admin.ModelAdmin):
    list_display = ["title", "live_session", "file_name", "url", "size", "added_by", "added_at"]
    list_filter = ["live_session__cohort", "content_type"]
    list_select_related = ["live_session", "added_by"]
    search_fields = ["title", "description", "file_name", "url", "live_session__title"]
    ordering = ["-added_at", "-pk"]
    date_hierarchy = "added_at"
    readonly_fields = ["live_session", "url", "download", "content_type", "size", "added_by", "added_at"]
    fields = ["title", "description", "position", *readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: files are looked at where they are added, at the session's desk."""
        return False

    @admin.display(description=_("file"))
    def download(self, material: Material) -> SafeString | str:
        """By the portal's own address, which asks the rights."""
        if not material.file:
            return "–"
        return format_html('<a href="{}">{}</a>', material.get_absolute_url(), material.file_name)

    def delete_model(self, request: HttpRequest, obj: Material) -> None:
        """With its file."""
        by: Any = request.user
        remove_material(material=obj, by=by)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Material]) -> None:
        """Each with its file."""
        for material in queryset:
            self.delete_model(request, material)
