"""A series in one act: the rule, then every date in place, then all are saved.

All steps are posts to one address and carry what was typed along; nothing is kept between them.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic.base import TemplateResponseMixin

from common import times
from common.errors import DomainError
from common.kept_forms import KeepsForm
from sessions.forms.series import (
    ROWS,
    SHARED,
    SeriesFormSet,
    SeriesRowForm,
    SeriesRuleForm,
    SharedForm,
    as_posted,
    with_one_more,
)
from sessions.operations.schedule import SessionFacts
from sessions.operations.series import UnableToScheduleSeries, propose_days, schedule_series
from sessions.queries.foresight import Foresight, foresee_addition
from sessions.queries.planning import PlannedRow, Surroundings, next_number
from sessions.views.pages import DeskPage


class SeriesCreateView(KeepsForm, DeskPage, TemplateResponseMixin):
    """Rule, preview, save."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kept is None:
            number = next_number(self.cohort, _("Session"))
            return self._show_rule(SeriesRuleForm(cohort=self.cohort, initial={"first_number": number}))
        if f"{ROWS}-TOTAL_FORMS" in self.kept:
            return self._show_rows(*self._forms(self.kept))
        return self._show_rule(SeriesRuleForm(self.kept, cohort=self.cohort))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "propose")
        if step == "save":
            return self._save()
        if step in {"check", "add"}:
            data = with_one_more(request.POST) if step == "add" else request.POST
            return self._show_rows(*self._forms(data))
        return self._propose()

    def _propose(self) -> HttpResponse:
        form = SeriesRuleForm(self.request.POST, cohort=self.cohort)
        if not form.is_valid():
            return self._show_rule(form)
        try:
            days = propose_days(form.rule)
        except DomainError as error:
            form.refuse(error)
            return self._show_rule(form)
        shared, rows = self._forms(as_posted(form, days))
        for row in rows.forms:
            # Nobody has been asked for titles in place of labels yet.
            row.errors.pop("title", None)
        return self._show_rows(shared, rows)

    def _save(self) -> HttpResponse:
        shared, rows = self._forms(self.request.POST)
        if not (shared.is_valid() and rows.is_valid()):
            return self._show_rows(shared, rows)
        kept = rows.kept
        try:
            scheduled = schedule_series(
                cohort=self.cohort,
                rows=[form.row(self._facts(shared, form)) for form in kept],
                by=self.viewer,
                now=self.now,
            )
        except UnableToScheduleSeries as error:
            for place, refusal in error.by_row.items():
                form = kept[place]
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self._show_rows(shared, rows, refusal=error)
        self.say(
            ngettext("%(count)d session is scheduled.", "%(count)d sessions are scheduled.", len(scheduled))
            % {"count": len(scheduled)}
        )
        return redirect("sessions:manage_schedule", self.cohort.slug)

    def _forms(self, data: Any) -> tuple[SharedForm, Any]:
        shared = SharedForm(data, cohort=self.cohort, prefix=SHARED)
        usual = shared.usual if shared.is_valid() else {}
        return shared, SeriesFormSet(data, prefix=ROWS, form_kwargs={"cohort": self.cohort, "usual": usual})

    def _facts(self, shared: SharedForm, form: SeriesRowForm) -> SessionFacts:
        phase = shared.cleaned_data.get("phase") or self.surroundings.phase_on(form.cleaned_data["day"])
        return SessionFacts(**shared.facts, phase=phase)

    @property
    def surroundings(self) -> Surroundings:
        if not hasattr(self, "_surroundings"):
            self._surroundings = Surroundings(self.cohort, self.now)
        return self._surroundings

    def _show_rule(self, form: SeriesRuleForm) -> HttpResponse:
        form.cancel_url = reverse("sessions:manage_schedule", args=[self.cohort.slug])
        self.template_name = "sessions/series_rule.html"
        return self.render_to_response(self.get_context_data(form=form))

    def _show_rows(self, shared: SharedForm, rows: Any, refusal: DomainError | None = None) -> HttpResponse:
        phase = shared.cleaned_data.get("phase") if shared.is_valid() else None
        planned = [
            (form, PlannedRow(number, form.planned_day, form.starts_at, form.length, phase))
            for number, form in enumerate(rows.forms, start=1)
            if form.planned_day is not None and not form.is_left_out
        ]
        said = self.surroundings.warnings([row for _form, row in planned])
        for (form, _row), warnings in zip(planned, said, strict=True):
            form.warnings = warnings
        self.template_name = "sessions/series_rows.html"
        wrong = sum(bool(form.errors) and not form.is_left_out for form in rows.forms)
        return self.render_to_response(
            self.get_context_data(
                shared=shared,
                rows=rows,
                wrong=wrong,
                refusal=refusal and str(refusal),
                zone_name=times.zone_name(self.cohort.time_zone),
                foresight=self._foresight(planned),
            )
        )

    def _foresight(self, planned: list[tuple[SeriesRowForm, PlannedRow]]) -> Foresight | None:
        """Who hears of them, and when; for the dates as they are typed."""
        added = [(row.starts_at, form.planned_kind) for form, row in planned if row.starts_at]
        return foresee_addition(self.cohort, added, self.now) if added else None
