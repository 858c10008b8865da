"""Starting a session's meeting as its host."""

from __future__ import annotations

import logging
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.errors import DomainError
from sessions.operations.zoom_starting import account_for_a_click, start_link, where_it_leads
from sessions.views.pages import SessionDeskPage
from sessions.zoom.errors import ZoomError

logger = logging.getLogger(__name__)
SEE_OTHER, SERVICE_UNAVAILABLE = 303, 503


class SessionStartView(SessionDeskPage):
    """Asks Zoom for the host's link and sends there whoever clicked. Asked anew each time; it stands in the redirection alone.

    The only page that waits for Zoom, for a few seconds: the link is good for whoever has it, so it can't be fetched ahead.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with account_for_a_click(self.now) as zoom:
                link = start_link(live_session=self.live_session, by=self.viewer, zoom=zoom, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("sessions:session_edit", self.cohort.slug, self.live_session.slug)
        except ZoomError as error:
            logger.warning("The meeting of session %s could not be started: %s.", self.live_session.pk, error.kind)
            context = self.get_context_data(said=_(error.sentence) % error.facts)
            page = render(request, "sessions/zoom_start.html", context, status=SERVICE_UNAVAILABLE)
            return with_a_way_to_zoom(page, request)
        answer = HttpResponseRedirect(link.reveal())
        answer.status_code = SEE_OTHER
        answer.headers["Cache-Control"] = "no-store, private"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer


def with_a_way_to_zoom(answer: HttpResponseBase, request: HttpRequest) -> HttpResponseBase:
    """A page with the button: browsers hold a form to the page's policy also where its answer sends them elsewhere."""
    return csp_update({"form-action": where_it_leads()})(lambda _request: answer)(request)
