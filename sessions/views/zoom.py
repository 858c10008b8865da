"""A session's meeting at Zoom, at the desk; and the address at which Zoom tells what happens."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from common.errors import DomainError
from sessions.operations.zoom_desk import bring_along_again, take_over_time
from sessions.operations.zoom_inbox import receive
from sessions.views.pages import SessionDeskPage
from sessions.zoom.webhook.events import NotAnEvent
from sessions.zoom.webhook.signature import SIGNATURE, TIMESTAMP, NotFromZoom

logger = logging.getLogger(__name__)


class SessionZoomView(SessionDeskPage):
    """What facilitators do about the meeting: `act` is `again` or `take_over`. Zoom itself is asked by a task."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            match request.POST.get("act"):
                case "again":
                    bring_along_again(live_session=self.live_session, now=self.now)
                    self.say(_("The portal asks Zoom now. Load this page again in a moment."))
                case "take_over":
                    take_over_time(live_session=self.live_session, by=self.viewer, now=self.now)
                    self.say(_("The session takes place when the meeting does."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("sessions:session_edit", self.cohort.slug, self.live_session.slug)


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class ZoomWebhookView(View):
    """Zoom's events. Signed by Zoom or without effect; answered before anything is done about them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        headers = request.headers
        try:
            answer = receive(
                body=request.body,
                timestamp=headers.get(TIMESTAMP),
                signature=headers.get(SIGNATURE),
                now=timezone.now(),
            )
        except NotFromZoom as refusal:
            logger.warning("A request to the webhook for Zoom was refused: %s", refusal)
            return HttpResponse(status=401)
        except NotAnEvent as refusal:
            logger.warning("A question to the webhook for Zoom was not answered: %s", refusal)
            return HttpResponse(status=400)
        return HttpResponse(status=204) if answer is None else JsonResponse(answer)
