"""A recording as people watch it: its page, its file in parts, its captions, and that somebody has opened it."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from common.ranges import send_in_ranges
from sessions.models import Recording, RecordingFile
from sessions.operations.recording_openings import note_opening
from sessions.queries.recording_page import recording_page
from sessions.transcripts.clock import seconds_of
from sessions.transcripts.cues import Cue
from sessions.transcripts.writing import to_webvtt
from sessions.views.pages import SessionPage

logger = logging.getLogger(__name__)
LONGEST_QUERY = 100


class OneRecording(SessionPage):
    """A page about a recording the viewer may see; asked at every request, so that one that is hidden is gone at once."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        recordings = Recording.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        self.recording = get_object_or_404(recordings, pk=kwargs["recording"])
        self.recording.live_session = self.live_session

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"recording": self.recording}


class RecordingDetailView(OneRecording, TemplateView):
    """`?q=` looks for words in the transcript, `?t=` (754 or 12:34) goes to a place, `?part=` to a part of a long one."""

    template_name = "sessions/recording_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
        at = seconds_of(self.request.GET.get("t", ""))
        part = self.request.GET.get("part", "")
        page = recording_page(self.recording, self.live_session, query=query, at=at, part=part)
        return super().get_context_data(page=page, query=query, at=at, **kwargs)


class RecordingFileView(OneRecording):
    """The file, or a part of it, for the player."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | StreamingHttpResponse:
        files = RecordingFile.objects.visible_to(self.viewer).playing().filter(recording=self.recording)
        file = get_object_or_404(files, pk=kwargs["file"])
        try:
            return send_in_ranges(request, file.file)
        except FileNotFoundError as error:
            logger.error("The file %s of a recording is not in the storage.", file.pk)  # noqa: TRY400 - says it all
            raise Http404 from error


class RecordingCaptionsView(OneRecording):
    """The lines of the transcript as captions, made anew of what they read now."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = list(self.recording.cues.order_by("position").values_list("starts", "ends", "text", "speaker"))
        if not rows:
            raise Http404
        response = HttpResponse(to_webvtt(Cue(*row) for row in rows), content_type="text/vtt; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
        return response


class RecordingOpenedView(OneRecording):
    """Told by the page once its player is on the screen, or by its button where no script runs."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        note_opening(recording=self.recording, person=self.viewer, now=self.now)
        return redirect(self.recording) if request.POST.get("by") == "hand" else HttpResponse(status=204)
