"""How closely the viewer follows a thread."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from discussions.enums import FollowLevel
from discussions.operations.following import follow_thread
from discussions.views.places import WholeThreadView

# What the button sends that takes back what was said of a thread.
AS_BOARD = "as_board"


def level_in(request: HttpRequest) -> FollowLevel | None:
    """The level that a button sends."""
    level = request.POST.get("level", "")
    return FollowLevel(level) if level in FollowLevel else None


class ThreadFollowView(WholeThreadView):
    """Watching, normal, muted, or as the board."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        level = level_in(request)
        if level is None and request.POST.get("level") != AS_BOARD:
            raise BadRequest("level")
        follow_thread(thread=self.thread, level=level, by=self.viewer, now=self.now)
        return redirect(f"{self.base}#follow")
