"""What the pages of sessions have in common: whose they are, and what every one of them knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.views.pages import CohortPage
from common.errors import DomainError
from common.kept_forms import KeptFormView
from sessions.forms.when import SEEN
from sessions.models import LiveSession

if TYPE_CHECKING:
    from accounts.models import User

NOT_AT_THE_DESK = _("Sessions are planned by this cohort's facilitators and coordinators.")
COMPLETED = _("This cohort has been completed; its sessions stay as they were.")


class SchedulePage(CohortPage):
    """A page about the cohort's sessions."""

    tab = "schedule"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Nobody comes here signed out: LoginRequiredMiddleware has asked before.
        self.viewer = cast("User", request.user)
        super().setup(request, *args, **kwargs)

    @property
    def may_run(self) -> bool:
        return self.viewer.has_perm("cohorts.run_sessions", self.cohort)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_run": self.may_run}

    def say(self, sentence: str) -> None:
        """What has been done, on the next page."""
        messages.success(self.request, sentence)


class SessionPage(SchedulePage):
    """A page of one session."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        sessions = LiveSession.objects.visible_to(self.viewer).select_related("phase")
        self.live_session = get_object_or_404(sessions, cohort=self.cohort, slug=kwargs["session"])
        # The same object, with its program: whatever asks the session for its cohort costs nothing.
        self.live_session.cohort = self.cohort

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"live_session": self.live_session}


class DeskMixin(SchedulePage):
    """For those who run the cohort's sessions; other insiders are told so."""

    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.may_run:
            raise PermissionDenied(NOT_AT_THE_DESK if self.cohort.is_open else COMPLETED)


class DeskPage(DeskMixin):
    """A page of the cohort's desk."""


class SessionDeskPage(DeskMixin, SessionPage):
    """A page of the desk about one session."""


class WorkForm(KeptFormView):
    """A form that asks for one piece of work; a refusal of the work stands at its field, with everything as typed."""

    def back_url(self) -> str:
        """Where those go who leave the form."""
        return reverse("sessions:manage_schedule", args=[self.kwargs["cohort"]])

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.cancel_url = self.back_url()
        return form

    def work(self, form: Any) -> HttpResponse:
        """The one call into the work, and the way to the next page. May raise `DomainError`."""
        raise NotImplementedError

    def doubts(self, form: Any) -> list[str]:
        """What may not be meant: it is said once, and sending the same again goes on."""
        return []

    def form_valid(self, form: Any) -> HttpResponse:
        doubts = self.doubts(form)
        meant = " ".join([str(form.cleaned_data.get("starts_at")), *doubts])
        if doubts and form.cleaned_data.get(SEEN) != meant:
            form.data = form.data.copy()
            form.data[SEEN] = meant
            return self.render_to_response(self.get_context_data(form=form, doubts=doubts))
        try:
            return self.work(form)
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
