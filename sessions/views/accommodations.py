"""What somebody needs to take part: asking, their standing needs, the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from sessions.due_dates import DueDates
from sessions.forms.accommodation import MessageForm, NeedForm
from sessions.models import AccommodationRequest, StandingNeed
from sessions.operations.accommodations import ask_for_session, why_not_ask, withdraw_request, write_message
from sessions.operations.standing_needs import remove_standing_need, write_standing_need
from sessions.queries.accommodations import due_for, request_for, requests_of
from sessions.views.pages import COMPLETED, SchedulePage, SessionPage, WorkForm

if TYPE_CHECKING:
    from accounts.models import User


class AccommodationAskView(SessionPage, WorkForm):
    """Asking for what one needs at this session; asked before, the form holds what was said."""

    template_name = "sessions/accommodation_ask.html"
    form_class = NeedForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.ask_for_accommodation", self.cohort):
            raise PermissionDenied(
                _("What people need is asked for by those who take part now.") if self.cohort.is_open else COMPLETED
            )
        self.earlier = request_for(self.live_session, self.viewer)

    def get_form_kwargs(self) -> dict[str, Any]:
        earlier = self.earlier if self.earlier and not self.earlier.is_withdrawn else None
        return super().get_form_kwargs() | {"need": earlier}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dates = DueDates.of(self.cohort)
        due_on = dates.due_on(self.live_session.starts_at)
        return super().get_context_data(
            refusal=why_not_ask(self.live_session, self.now),
            earlier=self.earlier,
            due_on=due_on,
            is_late=due_on < dates.today(self.now),
            **kwargs,
        )

    def back_url(self) -> str:
        return self.live_session.get_absolute_url()

    def work(self, form: NeedForm) -> HttpResponse:
        request = ask_for_session(live_session=self.live_session, needed=form.needed, by=self.viewer, now=self.now)
        self.say(_("Your request is with the coordinators. You get a mail as soon as there is an answer."))
        return redirect(request)


class RequestPage(SchedulePage):
    """A page of one request: its person's and the coordinators'."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = AccommodationRequest.objects.visible_to(self.viewer).filter(cohort=self.cohort)
        rows = rows.select_related("person", "live_session", "answered_by")
        self.request_of = get_object_or_404(rows, pk=kwargs["accommodation"])
        self.request_of.cohort = self.cohort
        if self.request_of.live_session:
            self.request_of.live_session.cohort = self.cohort

        if not self.is_own:
            self.tab = "manage"

    @property
    def is_own(self) -> bool:
        return self.request_of.person_id == self.viewer.pk

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "accommodation": self.request_of,
            "is_own": self.is_own,
            "may_answer": self.viewer.has_perm("live_sessions.answer_accommodations", self.cohort),
            "sees_all": self.viewer.has_perm("live_sessions.see_accommodations", self.cohort),
        }


class AccommodationDetailView(RequestPage, WorkForm):
    """What is asked for, its answer, and the conversation about it, which goes on here."""

    template_name = "sessions/accommodation_detail.html"
    form_class = MessageForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.request_of.messages.select_related("author").order_by("sent_at", "pk")
        due_on = due_for(self.request_of, self.now) if self.request_of.is_open else None
        return super().get_context_data(lines=rows, due_on=due_on, **kwargs)

    def back_url(self) -> str:
        return ""

    def work(self, form: MessageForm) -> HttpResponse:
        write_message(request=self.request_of, body=form.cleaned_data["body"], by=self.viewer, now=self.now)
        self.say(_("Your message is sent."))
        return redirect(f"{self.request_of.get_absolute_url()}#conversation")


class AccommodationWithdrawView(RequestPage):
    """The person needs it no more."""

    http_method_names = ["post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("live_sessions.withdraw_accommodation", self.request_of):
            raise PermissionDenied(_("A request is withdrawn by the one who made it."))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        withdraw_request(request=self.request_of, by=self.viewer, now=self.now)
        self.say(_("Your request is withdrawn."))
        return redirect(self.request_of)


class StandingNeedsView(WorkForm):
    """What one needs at every session, and what became of all one has asked for."""

    template_name = "sessions/standing_needs.html"
    form_class = NeedForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.viewer, self.now = cast("User", request.user), timezone.now()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"need": self.need}

    @cached_property
    def need(self) -> StandingNeed | None:
        return StandingNeed.objects.visible_to(self.viewer).filter(person=self.viewer).first()

    def get_form(self, form_class: Any = None) -> NeedForm:
        form = super().get_form(form_class)
        form.submit_label = _("Save what I need")
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"need": self.need, "requests": requests_of(self.viewer), "now": self.now, "bar": "me"}
        return super().get_context_data(**kwargs) | own

    def back_url(self) -> str:
        return reverse("accounts:profile")

    def work(self, form: NeedForm) -> HttpResponse:
        write_standing_need(person=self.viewer, needed=form.needed, by=self.viewer, now=self.now)
        messages.success(
            self.request, _("Saved. The coordinators of every cohort you take part in know of it, also of later ones.")
        )
        return redirect("sessions:standing_needs")


class StandingNeedsRemoveView(View):
    """Nothing is needed at every session any more."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        viewer = cast("User", request.user)
        remove_standing_need(person=viewer, by=viewer, now=timezone.now())
        messages.success(request, _("Your standing needs are removed."))
        return redirect("sessions:standing_needs")
