"""What belongs to recordings, to look at: files and where they are, lines and their corrections, who has opened what."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin import ReadOnlyAdmin
from sessions.models import RecordingFile, RecordingOpening, RecordingTakenAway, TranscriptCue


@admin.register(RecordingFile)
class RecordingFileAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["recording", "kind", "state", "file_name", "zoom_view", "size", "added_at"]
    list_filter = ["state", "kind", "recording__live_session__cohort"]
    list_select_related = ["recording"]
    search_fields = ["recording__title", "file_name", "zoom_view"]
    ordering = ["-added_at", "-pk"]
    date_hierarchy = "added_at"
    fields = [
        "recording", "kind", "state", "failure_sentence", "claimed_at", "file_name", "zoom_view", "content_type", "size",
        "added_at",
    ]  # fmt: skip


@admin.register(TranscriptCue)
class TranscriptCueAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["recording", "at", "speaker", "text", "corrected_by", "corrected_at"]
    list_filter = [("corrected_at", admin.EmptyFieldListFilter), "recording__live_session__cohort"]
    list_select_related = ["recording", "corrected_by"]
    search_fields = ["recording__title", "speaker", "text", "original_text"]
    ordering = ["recording", "position"]
    show_full_result_count = False
    fields = [
        "recording", "at", "speaker", "text", "original_speaker", "original_text", "corrected_by", "corrected_at",
    ]  # fmt: skip

    @admin.display(description=_("place in the recording"), ordering="starts")
    def at(self, cue: TranscriptCue) -> str:
        return cue.clock


@admin.register(RecordingOpening)
class RecordingOpeningAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["person", "recording", "first_opened_at", "last_opened_at"]
    list_filter = ["first_opened_at", "recording__live_session__cohort"]
    list_select_related = ["person", "recording"]
    search_fields = ["person__email", "person__name", "recording__title"]
    ordering = ["-first_opened_at", "-pk"]
    date_hierarchy = "first_opened_at"
    fields = ["person", "recording", "first_opened_at", "last_opened_at"]


@admin.register(RecordingTakenAway)
class RecordingTakenAwayAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["title", "live_session", "begins_at", "taken_away_at", "wanted_again_at"]
    list_filter = ["taken_away_at", "live_session__cohort"]
    list_select_related = ["live_session"]
    search_fields = ["title", "live_session__title", "live_session__label", "zoom_uuid"]
    ordering = ["-taken_away_at", "-pk"]
    date_hierarchy = "taken_away_at"
    fields = ["title", "live_session", "zoom_uuid", "begins_at", "zoom_keys", "taken_away_at", "wanted_again_at"]
