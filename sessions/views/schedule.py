"""The cohort's schedule, to read and to work on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.rules import standing
from sessions.forms.session import SessionCreateForm
from sessions.operations.schedule import schedule_session
from sessions.queries.foresight import Foresight, foresee_addition
from sessions.queries.help import help_desk, is_any_on
from sessions.queries.planning import PlannedRow, Surroundings
from sessions.queries.schedule import desk_of, put_own_attendance, schedule_of
from sessions.views.foresight import ForeseeingForm
from sessions.views.pages import NOT_AT_THE_DESK, DeskPage, SchedulePage


class ScheduleView(SchedulePage, TemplateView):
    template_name = "sessions/schedule.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = schedule_of(self.cohort, self.viewer, self.now)
        if enrollment := standing(self.viewer, self.cohort):
            put_own_attendance(groups, self.viewer, self.now, since=enrollment.activated_at)
        return super().get_context_data(groups=groups, **kwargs)


class ManageScheduleView(SchedulePage, TemplateView):
    """The desk's first page; of a completed cohort it is still read by those who ran it."""

    template_name = "sessions/manage_schedule.html"
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.viewer.has_perm("cohorts.see_participation", self.cohort):
            raise PermissionDenied(NOT_AT_THE_DESK)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = desk_of(self.cohort, self.viewer, self.now)
        if self.may_run and is_any_on([row.live_session for row in rows], self.now):
            kwargs |= help_desk(self.cohort, self.viewer, self.now)
        return super().get_context_data(rows=rows, **kwargs)


class SessionCreateView(DeskPage, ForeseeingForm):
    template_name = "sessions/session_form.html"
    form_class = SessionCreateForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    def doubts(self, form: SessionCreateForm) -> list[str]:
        entered = form.cleaned_data
        row = PlannedRow(1, entered["day"], entered["starts_at"], entered["minutes"], entered.get("phase"))
        return Surroundings(self.cohort, self.now).warnings([row])[0]

    def foresee(self, entered: dict[str, Any]) -> Foresight:
        return foresee_addition(self.cohort, [(entered["starts_at"], entered.get("kind", ""))], self.now)

    def work(self, form: SessionCreateForm) -> HttpResponse:
        live_session = schedule_session(
            cohort=self.cohort,
            title=form.cleaned_data["title"],
            starts_at=form.cleaned_data["starts_at"],
            minutes=form.cleaned_data["minutes"],
            by=self.viewer,
            now=self.now,
            **form.facts,
        )
        self.say(_("“%(session)s” is scheduled.") % {"session": live_session.title})
        return redirect("sessions:manage_schedule", self.cohort.slug)
