"""Recordings in the administration: added, corrected, published and held back through their operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.admin import HistoryAdmin, ReadOnlyAdmin, RefusalsOnThePage
from common.errors import DomainError
from sessions.models import Chapter, Recording, RecordingFile
from sessions.operations.recordings import (
    add_recording,
    edit_recording,
    publish_recording,
    remove_recording,
    unpublish_recording,
)

FACTS = ("title", "url", "has_captions", "transcript", "missing_reason")
FILE_FACTS = ("kind", "state", "failure_sentence", "file_name", "zoom_view", "content_type", "size", "added_at")


class RecordingForm(forms.ModelForm):
    url = forms.URLField(label=gettext_lazy("link to the video"), max_length=500, assume_scheme="https", required=False)

    def validate_constraints(self) -> None:
        """The operation says what is missing, in its own words."""


class FileInline(ReadOnlyAdmin, admin.TabularInline):
    model = RecordingFile
    extra = 0
    ordering = ["pk"]
    fields = FILE_FACTS
    readonly_fields = FILE_FACTS


class ChapterInline(ReadOnlyAdmin, admin.TabularInline):
    model = Chapter
    extra = 0
    ordering = ["seconds"]
    fields = ["seconds", "title"]
    readonly_fields = ["seconds", "title"]


@admin.register(Recording)
class RecordingAdmin(RefusalsOnThePage, HistoryAdmin):
    form = RecordingForm
    inlines = [FileInline, ChapterInline]
    list_display = ["title", "live_session", "is_published", "has_captions", "has_transcript", "missing_reason"]
    list_filter = [
        "has_captions",
        ("published_at", admin.EmptyFieldListFilter),
        ("transcript", admin.EmptyFieldListFilter),
        "transcript_from",
        "live_session__cohort",
    ]
    list_select_related = ["live_session"]
    search_fields = ["title", "transcript", "live_session__title", "live_session__label"]
    ordering = ["-added_at", "-pk"]
    date_hierarchy = "added_at"
    autocomplete_fields = ["live_session"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 12})}}
    fields = ["live_session", *FACTS, "transcript_from", "published_at", "stays_held_back", "added_by", "added_at"]
    actions = ["publish", "hold_back"]

    def get_readonly_fields(self, request: HttpRequest, obj: Recording | None = None) -> list[str]:
        kept = ["transcript_from", "published_at", "stays_held_back", "added_by", "added_at"]
        if obj is None:
            return kept
        # A transcript with times is corrected line by line, on the recording's page.
        return ["live_session", *kept, *(["transcript"] if obj.transcript_from else [])]

    @admin.display(description=gettext_lazy("published"), boolean=True, ordering="published_at")
    def is_published(self, recording: Recording) -> bool:
        return recording.published_at is not None

    @admin.display(description=gettext_lazy("transcript"), boolean=True)
    def has_transcript(self, recording: Recording) -> bool:
        return bool(recording.transcript)

    def save_model(self, request: HttpRequest, obj: Recording, form: Any, change: bool) -> None:
        """Adds or corrects it; publishing is an act of its own."""
        by: Any = request.user
        facts: dict[str, Any] = {name: form.cleaned_data[name] for name in FACTS if name in form.cleaned_data}
        if change:
            edit_recording(recording=obj, by=by, now=timezone.now(), **facts)
        else:
            obj.pk = add_recording(live_session=obj.live_session, by=by, now=timezone.now(), **facts).pk
        obj.refresh_from_db()

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Files, lines, chapters and openings are looked at only; with their recording they go."""
        going, counts, _not_allowed, kept = super().get_deleted_objects(objs, request)
        return going, counts, set(), kept

    def delete_model(self, request: HttpRequest, obj: Recording) -> None:
        """With its files."""
        by: Any = request.user
        remove_recording(recording=obj, by=by, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Recording]) -> None:
        """Each with its files."""
        for recording in queryset:
            self.delete_model(request, recording)

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Recording]) -> None:
        """Those that have what they need; the others are named with what they lack."""
        now, by = timezone.now(), request.user
        done = self._each(request, queryset, lambda row: publish_recording(recording=row, by=by, now=now))  # type: ignore[arg-type]
        said = ngettext("%(count)d recording is published.", "%(count)d recordings are published.", done)
        self.message_user(request, said % {"count": done})

    @admin.action(description=gettext_lazy("Hold back"), permissions=["change"])
    def hold_back(self, request: HttpRequest, queryset: QuerySet[Recording]) -> None:
        """Out of people's sight again."""
        by = request.user
        done = self._each(request, queryset, lambda row: unpublish_recording(recording=row, by=by))  # type: ignore[arg-type]
        said = ngettext("%(count)d recording is held back.", "%(count)d recordings are held back.", done)
        self.message_user(request, said % {"count": done})

    def _each(self, request: HttpRequest, queryset: QuerySet[Recording], act: Callable[[Recording], object]) -> int:
        done = 0
        for recording in queryset:
            try:
                act(recording)
                done += 1
            except DomainError as error:
                said = _("“%(recording)s”: %(reason)s") % {"recording": recording, "reason": error}
                self.message_user(request, said, level=messages.WARNING)
        return done
