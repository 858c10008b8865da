"""The same session once more, on another date."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from common import times
from sessions.forms.session import SessionDuplicateForm
from sessions.operations.duplication import duplicate_session
from sessions.queries.foresight import Foresight, foresee_addition
from sessions.queries.planning import PlannedRow, Surroundings, next_number
from sessions.views.foresight import ForeseeingForm
from sessions.views.pages import SessionDeskPage

NUMBERED = re.compile(r"(.+) [0-9]{1,3}")


class SessionDuplicateView(SessionDeskPage, ForeseeingForm):
    template_name = "sessions/session_duplicate.html"
    form_class = SessionDuplicateForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"live_session": self.live_session, "label": self._next_label()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            blocks=self.live_session.agenda_items.count(), presenters=self.live_session.presenters.count(), **kwargs
        )

    def doubts(self, form: SessionDuplicateForm) -> list[str]:
        entered = form.cleaned_data
        row = PlannedRow(1, entered["day"], entered["starts_at"], entered["minutes"], self._phase(entered["day"]))
        return self._surroundings.warnings([row])[0]

    def foresee(self, entered: dict[str, Any]) -> Foresight:
        return foresee_addition(self.cohort, [(entered["starts_at"], self.live_session.kind)], self.now)

    def work(self, form: SessionDuplicateForm) -> HttpResponse:
        entered = form.cleaned_data
        new = duplicate_session(
            live_session=self.live_session,
            title=entered["title"],
            label=entered["label"],
            starts_at=entered["starts_at"],
            minutes=entered["minutes"],
            phase=self._phase(entered["day"]),
            by=self.viewer,
            now=self.now,
        )
        self.say(
            _("“%(session)s” is scheduled for %(at)s. Its own link and prompts are still to be added.")
            % {"session": new, "at": times.named_moment(new.starts_at, self.cohort.time_zone, self.now)}
        )
        return redirect("sessions:manage_schedule", self.cohort.slug)

    @property
    def _surroundings(self) -> Surroundings:
        if not hasattr(self, "_read"):
            self._read = Surroundings(self.cohort, self.now)
        return self._read

    def _phase(self, day: Any) -> Any:
        """The phase that holds the day, else the session's own."""
        return self._surroundings.phase_on(day) or self.live_session.phase

    def _next_label(self) -> str:
        """Session 4 is followed by the number after the highest; a label without a number is left open."""
        numbered = NUMBERED.fullmatch(self.live_session.label)
        return f"{numbered[1]} {next_number(self.cohort, numbered[1])}" if numbered else ""
