"""Files of posts: sent to those who may read the post, and taken from the script while somebody writes."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.errors import DomainError
from common.uploads import send_download
from discussions.models import Attachment
from discussions.operations.attachments import add_file
from discussions.operations.checks import NotYours, TooMuchAtOnce
from discussions.views.places import TalkView, ThreadView, number_in

logger = logging.getLogger(__name__)

# A person's.
UPLOADS = {"attach": "60/10m/user"}


class FileView(TalkView):
    """A picture to be shown, any other file as a download. The rights are the post's, asked at every request."""

    http_method_names = ["get", "head", "options"]
    file: Attachment

    def load(self, **kwargs: Any) -> None:
        self.file = get_object_or_404(Attachment.objects.visible_to(self.viewer, self.now), pk=kwargs["file"])

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        try:
            return send_download(self.file.file, name=self.file.file_name, shows_pictures=True)
        except FileNotFoundError as error:
            logger.error("The file of attachment %s is not in the storage.", self.file.pk)  # noqa: TRY400 - says it all
            raise Http404 from error


class FileAddView(ThreadView):
    """A file that was pasted, dropped or chosen. The line of the form for it comes back, or a sentence."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        upload = request.FILES.get("file")
        if upload is None:
            return HttpResponse(status=400)
        try:
            refuse_where_too_many(request)
            file = add_file(
                thread=self.thread, by=self.viewer, upload=upload, now=self.now,
                parent=number_in(request.POST.get("parent")),
            )  # fmt: skip
        except NotYours:
            raise
        except DomainError as refusal:
            return HttpResponse(str(refusal), status=422, content_type="text/plain; charset=utf-8")
        return render(request, "discussions/_file_rows.html", {"files": [file]})


def refuse_where_too_many(request: HttpRequest) -> None:
    """Raises `TooMuchAtOnce`."""
    if not consume(request, app="discussions", action="attach", config=UPLOADS):
        raise TooMuchAtOnce
