"""Those who can be mentioned, while somebody types."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.ratelimit import consume
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from discussions.queries.mentions import offered
from discussions.views.places import BoardView

# A person's: a few for each name they type.
ASKED = {"mentionable": "600/10m/user"}
# Of what stands behind the @.
LONGEST = 80


class MentionableView(BoardView):
    """`?q=` is what somebody has typed behind an @; answers with those it may mean, for static/js/talk.js."""

    http_method_names = ["get", "head", "options"]

    def load(self, **kwargs: Any) -> None:
        super().load(**kwargs)
        if not self.viewer.has_perm("discussions.start_topic", self.board):
            raise PermissionDenied(_("You can read here, but you don't take part in this cohort now."))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not consume(request, app="discussions", action="mentionable", config=ASKED, limit_get=True):
            return JsonResponse({"found": []}, status=429)
        typed = request.GET.get("q", "")[:LONGEST]
        rows = offered(typed, board=self.board, viewer=self.viewer, now=self.now)
        return JsonResponse({"found": [{"put": row.written, "name": row.name, "about": row.about} for row in rows]})
