"""What people are writing, and the files they posted, in the administration."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from common.admin import ReadOnlyAdmin
from discussions.models import Attachment, PostDraft


@admin.register(PostDraft)
class PostDraftAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """That something is being written, and where: neither the words nor whose they are, for it may be without a name."""

    list_display = ["place", "cohort", "characters", "updated_at"]
    list_filter = ["thread__board__cohort", "updated_at"]
    list_select_related = [
        "thread__board__cohort", "board__cohort", "topic__board__cohort", "post__thread__board__cohort",
    ]  # fmt: skip
    search_fields = [
        "thread__title",
        "thread__board__cohort__title",
        "board__name",
        "topic__title",
        "post__thread__title",
    ]
    ordering = ["-updated_at"]
    fields = ["place", "characters", "updated_at"]
    readonly_fields = ["place", "characters"]

    @admin.display(description=gettext_lazy("place"))
    def place(self, draft: PostDraft) -> str:
        # Not the title of a topic that isn't there yet.
        thread = draft.stands_in
        return thread.title if thread is not None else draft.home.name

    @admin.display(description=gettext_lazy("cohort"))
    def cohort(self, draft: PostDraft) -> str:
        return draft.home.cohort.title

    @admin.display(description=gettext_lazy("characters"))
    def characters(self, draft: PostDraft) -> int:
        return len(draft.body)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """Files that were posted. What waits to be posted isn't shown: its name may say whose it is."""

    list_display = ["file_name", "thread", "content_type", "size", "alt", "added_at"]
    list_filter = ["content_type", "post__thread__board__cohort", "added_at"]
    list_select_related = ["post__thread", "topic"]
    search_fields = ["file_name", "alt", "post__thread__title", "topic__title"]
    ordering = ["-pk"]
    fields = [
        "post",
        "topic",
        "file_name",
        "content_type",
        "size",
        "width",
        "height",
        "alt",
        "is_decorative",
        "added_at",
    ]

    @admin.display(description=gettext_lazy("thread"), ordering="post__thread__title")
    def thread(self, file: Attachment) -> str:
        said = file.post.thread if file.post else file.topic
        return said.title if said else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        return super().get_queryset(request).exclude(post=None, topic=None)
