"""Sessions in people's own calendars: the page with the address, the feed behind it, one session as a file."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.models import User
from sessions.calendar_feed import entry_of, one_date
from sessions.calendar_links import links_to_feed
from sessions.models import CalendarFeed
from sessions.operations.calendar_feeds import close_feed, open_feed, renew_feed, secret_of
from sessions.queries.calendar import calendar_of, cohorts_in, feed_with_secret
from sessions.views.pages import SessionPage

# A calendar asks once an hour or less; Google and Microsoft ask for many people from one network.
ASKING = {"calendar": "600/m/ip,60/10m/key"}
CALENDAR = "text/calendar; charset=utf-8"


class CalendarView(TemplateView):
    """One's own address, on which it is made with one button; asked for again it is the same."""

    template_name = "sessions/calendar.html"
    http_method_names = ["get", "head", "options", "post"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        viewer = cast("User", self.request.user)
        feed = CalendarFeed.objects.visible_to(viewer).first()
        secret = secret_of(feed) if feed else None
        cohorts = list(cohorts_in(viewer))
        own: dict[str, Any] = {"feed": feed, "cohorts": cohorts, "bar": "me"}
        if secret is not None:
            own["links"] = links_to_feed(secret, name=_("My sessions"))
            own["of_cohorts"] = [
                (cohort, links_to_feed(secret, name=cohort.title, cohort=cohort.slug)) for cohort in cohorts
            ]
        return super().get_context_data(**kwargs) | own

    def post(self, request: HttpRequest) -> HttpResponse:
        viewer = cast("User", request.user)
        open_feed(person=viewer, by=viewer, now=timezone.now())
        return redirect("sessions:calendar")


@method_decorator(reauthentication_required, name="dispatch")
class CalendarRenewView(TemplateView):
    """Another address, after one has shown that one is still oneself: whoever finds a browser open takes no address along."""

    template_name = "sessions/calendar_renew.html"
    http_method_names = ["get", "head", "options", "post"]
    extra_context = {"bar": "me"}

    def post(self, request: HttpRequest) -> HttpResponse:
        viewer = cast("User", request.user)
        renew_feed(person=viewer, by=viewer, now=timezone.now())
        messages.success(request, _("You have a new address. Calendars that read the old one get nothing any more."))
        return redirect("sessions:calendar")


class CalendarCloseView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        viewer = cast("User", request.user)
        close_feed(person=viewer, by=viewer)
        messages.success(request, _("The address is closed. Calendars that read it get nothing any more."))
        return redirect("sessions:calendar")


@method_decorator(login_not_required, name="dispatch")
class CalendarFeedView(View):
    """The feed, for whoever has its address: calendars can't sign in.

    A wrong address, one that was closed or renewed, a closed account, a person who is in no cohort any more: the answer is the
    same in each case, to the byte.
    """

    http_method_names = ["get", "head"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        # The address goes to nobody, whatever a browser makes of the answer.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    def get(self, request: HttpRequest, secret: str, cohort: str | None = None) -> HttpResponse:
        if not consume(request, app="sessions", action="calendar", config=ASKING, key=secret, limit_get=True):
            return _plain("Too many requests. Ask again later.", status=429, headers={"Retry-After": "600"})
        feed = feed_with_secret(secret)
        calendar = calendar_of(feed, cohort=cohort) if feed else None
        if calendar is None:
            return _plain("There is no calendar at this address.", status=404)
        response = HttpResponse(calendar.body, content_type=CALENDAR)
        response.headers["ETag"] = calendar.etag
        response.headers["Last-Modified"] = http_date(calendar.changed_at.timestamp())
        response.headers["Content-Disposition"] = 'attachment; filename="sessions.ics"'
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        # Kept by the person's own calendar alone, which asks each time whether it still holds.
        response.headers["Cache-Control"] = "private, no-cache"
        modified = int(calendar.changed_at.timestamp())
        answer = get_conditional_response(request, etag=calendar.etag, last_modified=modified, response=response)
        return answer or response


class SessionCalendarView(SessionPage):
    """One session as a file that any calendar opens; a cancelled one says so."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(one_date(entry_of(self.live_session)), content_type=CALENDAR)
        response.headers["Content-Disposition"] = f'attachment; filename="{self.live_session.slug}.ics"'
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


def _plain(words: str, *, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """For machines: one language, no page around it."""
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
