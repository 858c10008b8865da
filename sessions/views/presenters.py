"""The presenters of a session, at the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common.errors import DomainError
from common.kept_forms import KeepsForm
from sessions.forms.presenters import ROWS, PresenterFormSet, people_of
from sessions.operations.presenters import set_presenters
from sessions.views.pages import SessionDeskPage


class PresentersEditView(KeepsForm, SessionDeskPage, TemplateView):
    template_name = "sessions/presenters_form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(self._rows(self.kept) if self.kept is not None else self._rows())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self._rows(request.POST)
        if not rows.is_valid():
            return self._show(rows)
        try:
            set_presenters(live_session=self.live_session, rows=rows.presenting, by=self.viewer, now=self.now)
        except DomainError as error:
            return self._show(rows, refusal=str(error))
        self.say(_("The presenters are saved."))
        return redirect(self.live_session)

    def _rows(self, data: Any = None) -> Any:
        standing = list(self.live_session.presenters.order_by("position", "pk"))
        initial = [
            {"name": row.name, "role": row.role, "bio": row.bio, "person": row.person_id, "ORDER": place}
            for place, row in enumerate(standing, start=1)
        ]
        # Read once: each row offers the same people.
        people = people_of(self.cohort, [row.person_id for row in standing if row.person_id])
        return PresenterFormSet(data, initial=initial, prefix=ROWS, form_kwargs={"people": people})

    def _show(self, rows: Any, refusal: str = "") -> HttpResponse:
        return self.render_to_response(self.get_context_data(rows=rows, refusal=refusal))
