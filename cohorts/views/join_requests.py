"""Asking to join a program, and the coordinators' queue."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View
from django.views.generic.base import ContextMixin

from accounts.models import User
from cohorts.enums import JoinRequestStatus
from cohorts.forms.join_request import AskToJoinForm, DeclineRequestForm
from cohorts.models import Cohort, JoinRequest, Program
from cohorts.operations.join_requests import accept_request, ask_to_join, decline_request, open_to_requests
from cohorts.views.pages import PeopleDeskPage
from common.errors import DomainError
from common.kept_forms import KeptFormView


class ProgramPage(ContextMixin, View):
    """A page about a program, for everybody who may know of it."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.program = get_object_or_404(Program.objects.visible_to(request.user), slug=kwargs["program"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"program": self.program, "bar": "programs"}))


@method_decorator(login_not_required, name="dispatch")
class AskToJoinView(ProgramPage, FormView):
    """The form. Whoever sends it gets the same answer, whether the portal knows the address or not."""

    template_name = "cohorts/ask.html"
    form_class = AskToJoinForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.viewer: User | None = request.user if request.user.is_authenticated else None
        cohorts = Cohort.objects.taking_requests().filter(program=self.program).select_related("program")
        self.cohorts = list(cohorts.order_by("starts_on", "title"))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.cohorts:
            return render(request, "cohorts/ask_closed.html", {"program": self.program, "bar": "programs"})
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        facts = {"program": self.program, "cohorts": self.cohorts, "viewer": self.viewer}
        return super().get_form_kwargs() | facts

    def get_form(self, form_class: Any = None) -> AskToJoinForm:
        form = super().get_form(form_class)
        form.cancel_url = self.program.get_absolute_url()
        return form

    def form_valid(self, form: AskToJoinForm) -> HttpResponse:
        asking = form.asking
        # Per network and per mailbox, before anything is looked up.
        paused = ratelimit.consume_or_429(self.request, action="ask_to_join", key=asking.email)
        if paused:
            return paused
        try:
            ask_to_join(cohort=form.chosen_cohort, asking=asking, now=timezone.now())
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        return redirect("cohorts:ask_sent", self.program.slug)


@method_decorator(login_not_required, name="dispatch")
class AskSentView(ProgramPage, TemplateView):
    """The one answer for everybody."""

    template_name = "cohorts/ask_sent.html"


class RequestListView(PeopleDeskPage, TemplateView):
    """The queue: those who wait, the longest first; below, those who have their answer."""

    template_name = "cohorts/request_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = JoinRequest.objects.visible_to(self.viewer).filter(cohort=self.cohort).select_related("decided_by")
        waiting = JoinRequestStatus.WAITING
        return super().get_context_data(
            waiting=rows.filter(status=waiting).order_by("asked_at", "pk"),
            decided=rows.exclude(status=waiting).order_by("-decided_at", "-pk")[:50],
            **kwargs,
        )


class RequestPage(PeopleDeskPage):
    """About one request to this cohort."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = JoinRequest.objects.visible_to(self.viewer).filter(cohort=self.cohort)
        self.join_request = get_object_or_404(rows, pk=kwargs["join_request"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"join_request": self.join_request}))

    def back(self) -> HttpResponse:
        return redirect("cohorts:request_list", self.cohort.slug)


class RequestAcceptView(RequestPage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            accept_request(request=self.join_request, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("Accepted. An invitation is on its way to %(email)s.") % {"email": self.join_request.email}
            messages.success(request, said)
        return self.back()


class RequestDeclineView(RequestPage, KeptFormView):
    template_name = "cohorts/request_decline.html"
    form_class = DeclineRequestForm

    def get_form(self, form_class: Any = None) -> DeclineRequestForm:
        form = super().get_form(form_class)
        form.cancel_url = reverse("cohorts:request_list", args=[self.cohort.slug])
        return form

    def form_valid(self, form: DeclineRequestForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        try:
            decline_request(request=self.join_request, answer=answer, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        said = _("Declined. Your words are on their way to %(email)s.") % {"email": self.join_request.email}
        messages.success(self.request, said)
        return self.back()


class RequestsOpenView(PeopleDeskPage):
    """The button that opens the cohort to requests, or closes it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_open = request.POST.get("open") == "yes"
        open_to_requests(cohort=self.cohort, is_open=is_open, by=self.viewer, now=self.now)
        messages.success(request, _("People may ask to join now.") if is_open else _("Closed to new requests."))
        return redirect("cohorts:request_list", self.cohort.slug)
