"""Checking in at a session's place: the page behind the code on the wall, the code, the sheet to sign."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.qr import qr_code
from common.errors import DomainError
from sessions.enums import Stage
from sessions.operations.arrivals import arrive
from sessions.queries.arrivals import arrival_of, sheet_of
from sessions.views.pages import SessionDeskPage, SessionPage


@method_decorator(login_not_required, name="dispatch")
class HereView(SessionPage, View):
    """One button, and as little else as can be: it is opened at the door, by many at once, on a weak line.

    The answer to the button is the page itself, so that one exchange is enough; sent twice, it is the same arrival. Those
    who aren't signed in are told the same whether there is such a session or not.
    """

    http_method_names = ["get", "head", "post", "options"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if request.user.is_authenticated:
            super().setup(request, *args, **kwargs)
        else:
            View.setup(self, request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, "sessions/here_signed_out.html", {"back": request.path})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._answer()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            arrive(live_session=self.live_session, by=self.viewer, now=self.now)
        except DomainError as error:
            return self._answer(refusal=str(error))
        return self._answer()

    def _answer(self, refusal: str = "") -> HttpResponse:
        context = {
            "live_session": self.live_session,
            "cohort": self.cohort,
            "now": self.now,
            "refusal": refusal,
            "arrival": arrival_of(self.live_session, self.viewer),
            "stage": self.live_session.stage_at(self.now),
            "is_open": self.live_session.stage_at(self.now) in {Stage.DOORS_OPEN, Stage.UNDER_WAY}
            and self.cohort.is_open,
        }
        return render(self.request, "sessions/here.html", context)


class ArrivalDesk(SessionDeskPage, TemplateView):
    """A page at the desk with the code of the page above."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = reverse("sessions:here", args=[self.cohort.slug, self.live_session.slug])
        url = self.request.build_absolute_uri(address)
        return super().get_context_data(here_url=url, qr=qr_code(url), **kwargs)


class HereCodeView(ArrivalDesk):
    """The code, large, to be put on the wall or the screen."""

    template_name = "sessions/here_code.html"


class SignInSheetView(ArrivalDesk):
    """A sheet to print: names in order, a column to sign in, empty rows for guests."""

    template_name = "sessions/sign_in_sheet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(people=sheet_of(self.cohort), guests=range(12), **kwargs)
