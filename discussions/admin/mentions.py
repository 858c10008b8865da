"""Mentions in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from common.admin import ReadOnlyAdmin
from discussions.models import Mention


@admin.register(Mention)
class MentionAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Who is mentioned where, under the name that stands there: a pseudonym is a pseudonym here, too."""

    list_display = ["whom", "post", "thread", "made_at"]
    list_filter = ["made_at", "post__thread__board__cohort"]
    list_select_related = ["person", "pseudonym", "post", "thread"]
    search_fields = [
        "person__name",
        "person__email",
        "pseudonym__name",
        "post__thread__title",
        "thread__title",
    ]
    ordering = ["-pk"]
    fields = ["whom", "post", "thread", "made_at"]
    readonly_fields = ["whom"]

    @admin.display(description=gettext_lazy("who is mentioned"))
    def whom(self, mention: Mention) -> str:
        return str(mention.pseudonym or (mention.person and mention.person.display_name) or "")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mention]:
        # Whose the pseudonym is isn't even loaded.
        return super().get_queryset(request).defer("pseudonym__person")
