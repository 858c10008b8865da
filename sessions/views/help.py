"""Help during a session: asking for it, seeing who asks, taking it on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from sessions.forms.help import HelpForm
from sessions.models import HelpRequest
from sessions.operations.help import ask_for_help, close_help, take_help, take_help_back
from sessions.queries.help import help_at, help_desk
from sessions.views.pages import DeskMixin, SessionDeskPage, SessionPage, WorkForm

BACK, DONE = "no_more", "done"
NOTHING_NEW = 204


class HelpAskView(SessionPage, WorkForm):
    """The call. The session's page has its form; this page is there for whoever has something to correct in it."""

    template_name = "sessions/help_ask.html"
    form_class = HelpForm

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BACK in request.POST:
            take_help_back(live_session=self.live_session, by=self.viewer, now=self.now)
            self.say(_("The facilitators know that you need no help any more."))
            return self._back()
        return super().post(request, *args, **kwargs)

    def work(self, form: HelpForm) -> HttpResponse:
        ask_for_help(live_session=self.live_session, words=form.cleaned_data["words"], by=self.viewer, now=self.now)
        self.say(_("The facilitators have been called."))
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect(f"{self.live_session.get_absolute_url()}#help")


class HelpStateView(SessionPage, View):
    """Asked again and again by the session's page while it goes on; nothing where nothing has changed."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        helping = help_at(self.live_session, self.viewer, self.now)
        if helping is None or request.GET.get("known") == helping.mark:
            return HttpResponse(status=NOTHING_NEW)
        return render(request, "sessions/_help_said.html", self.get_context_data(helping=helping))


class HelpDeskView(DeskMixin, View):
    """The same for the cohort's desk."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        said = help_desk(self.cohort, self.viewer, self.now)
        if request.GET.get("known") == said["mark"]:
            return HttpResponse(status=NOTHING_NEW)
        return render(request, "sessions/_help_desk_said.html", self.get_context_data(**said))


class HelpTakeView(SessionDeskPage, View):
    """Somebody who runs the session sees to it, or says that it is done."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        calls = HelpRequest.objects.visible_to(self.viewer).filter(live_session=self.live_session)
        call = get_object_or_404(calls.select_related("person"), pk=kwargs["call"])
        if DONE in request.POST:
            close_help(call=call, now=self.now)
            self.say(_("The call of %(name)s is closed.") % {"name": call.person.display_name})
            return self._back()
        taken = take_help(call=call, by=self.viewer, now=self.now)
        if taken.answered_by_id == self.viewer.pk:
            self.say(_("%(name)s has been told that you see to it.") % {"name": call.person.display_name})
        else:
            self.say(_("Somebody else sees to it already."))
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect(f"{self.live_session.get_absolute_url()}#help")
