"""The words and places of a recording, corrected at the facilitators' desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sessions.forms.transcript import ChaptersForm, CueForm
from sessions.models import TranscriptCue
from sessions.operations.chapters import set_chapters
from sessions.operations.transcripts import correct_cue, reading_of
from sessions.queries.chapters import chapters_of, in_lines
from sessions.views.pages import WorkForm
from sessions.views.recordings import RecordingPage


class CueEditView(RecordingPage, WorkForm):
    """One line: who speaks, and what is said; how it came stands beside."""

    template_name = "sessions/cue_edit.html"
    form_class = CueForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        cues = TranscriptCue.objects.visible_to(self.viewer).filter(recording=self.recording)
        self.cue = get_object_or_404(cues.select_related("corrected_by"), pk=kwargs["cue"])

    def back_url(self) -> str:
        return f"{self.recording.get_absolute_url()}?t={self.cue.seconds}#cue-{self.cue.pk}"

    def get_initial(self) -> dict[str, Any]:
        return {"speaker": self.cue.speaker, "text": self.cue.text, "seen": reading_of(self.cue)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cue=self.cue, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        # Somebody else's line has been said; saving again goes on from it.
        self.cue.refresh_from_db()
        form.see(reading_of(self.cue))
        return super().form_invalid(form)

    def work(self, form: CueForm) -> HttpResponse:
        correct_cue(cue=self.cue, by=self.viewer, now=self.now, **form.cleaned_data)
        self.say(_("The line is corrected; how it came is kept."))
        return redirect(self.back_url())


class ChaptersEditView(RecordingPage, WorkForm):
    """All chapters in one text, one a line."""

    template_name = "sessions/chapters_edit.html"
    form_class = ChaptersForm

    def back_url(self) -> str:
        return f"{self.recording.get_absolute_url()}#chapters"

    @property
    def there(self) -> str:
        """The chapters as they stand now."""
        return in_lines(chapters_of(self.recording, self.live_session).rows)

    def get_initial(self) -> dict[str, Any]:
        there = self.there
        return {"chapters": there, "seen": there}

    def form_invalid(self, form: Any) -> HttpResponse:
        form.see(self.there)
        return super().form_invalid(form)

    def work(self, form: ChaptersForm) -> HttpResponse:
        set_chapters(recording=self.recording, by=self.viewer, now=self.now, **form.cleaned_data)
        self.say(_("The chapters are saved."))
        return redirect(reverse("sessions:recording_detail", kwargs=self.kwargs) + "#chapters")
