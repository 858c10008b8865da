"""What changes while somebody waits at a session's door."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from sessions.queries.joining import door_state
from sessions.queries.room import has_room
from sessions.views.pages import SessionPage

# htmx asks no more after this answer.
THAT_IS_ALL = 286
NOTHING_NEW = 204


class DoorView(SessionPage, View):
    """Asked again and again by the page for the early: nothing while nothing has changed, then the way in, or to the page.

    It sends nobody into the room: a page left open in the background is nobody who came.
    """

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.viewer.has_perm("live_sessions.join", self.live_session):
            raise PermissionDenied(_("Sessions are joined by those who take part in the cohort now."))
        state = door_state(self.live_session, self.now)
        if request.GET.get("known") == state:
            return HttpResponse(status=NOTHING_NEW)
        context = self.get_context_data(
            stage=self.live_session.stage_at(self.now), has_room=has_room(self.live_session)
        )
        return render(request, "sessions/_door.html", context, status=THAT_IS_ALL)
