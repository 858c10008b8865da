"""Starting a new cohort of a program: first the rule, then every date, saved in one act."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.models import User
from cohorts.models import Enrollment, Program
from common.errors import DomainError
from common.kept_forms import KeepsForm
from common.times import in_zone, zone_name
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.proposal import ProposedSchedule
from cop_portal.blueprints.starting import UnableToStartCohort, blueprint_of, start_cohort
from cop_portal.forms.starting import NameForm, RuleForm, SessionForm


class StartCohortView(KeepsForm, View):
    """Step 1 is asked for with GET, and so is step 2, which its answers lead to; step 2 is sent with POST."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.viewer = cast("User", request.user)  # nobody comes here signed out
        self.program = get_object_or_404(Program.objects.visible_to(self.viewer), slug=kwargs["program"])
        if not self.viewer.has_perm("cohorts.start_cohort", self.program):
            if Enrollment.objects.inside().filter(person=self.viewer, cohort__program=self.program).exists():
                raise PermissionDenied(_("New cohorts are started by the coordinators of this program's cohorts."))
            raise Http404
        self.now = timezone.now()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            blueprint = blueprint_of(self.program)
        except UnableToStartCohort as refusal:
            return self.first_step(None, refusal=refusal)
        asked = request.GET if "title" in request.GET else None
        if asked is None and self.kept is not None:
            return self.look_at_dates(RuleForm(self.kept, blueprint=blueprint, today=self.now.date()), self.kept)
        rule = RuleForm(asked, blueprint=blueprint, today=self.now.date())
        if asked is None or not rule.is_valid() or "again" in asked:
            return self.first_step(rule)
        names = NameForm(None, title=rule.cleaned_data["title"])
        proposal = rule.proposal()
        return self.second_step(rule, proposal, names, _rows(proposal, None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            rule = RuleForm(request.POST, blueprint=blueprint_of(self.program), today=self.now.date())
        except UnableToStartCohort as refusal:
            return self.first_step(None, refusal=refusal)
        names = NameForm(request.POST, title="")
        if set(rule.errors) - {"title"}:
            return self.first_step(rule)
        proposal = rule.proposal()
        rows = _rows(proposal, request.POST)
        # Every form is asked, so that everything that is wrong is said at once.
        valid = [form.is_valid() for form in (names, *rows)]
        if not all(valid):
            return self.second_step(rule, proposal, names, rows)
        if not _doubted(proposal, rows, today=self.today(rule)) <= set(request.POST.get("seen", "").split()):
            return self.second_step(rule, proposal, names, rows, asks=True)
        schedule = proposal
        for row in rows:
            schedule = row.applied_to(schedule)
        try:
            cohort = start_cohort(
                program=self.program,
                title=names.cleaned_data["title"],
                slug=names.cleaned_data["slug"],
                time_zone=rule.cleaned_data["time_zone"],
                schedule=schedule,
                by=self.viewer,
                now=self.now,
            )
        except DomainError as refusal:
            names.add_error(refusal.field if refusal.field in names.fields else None, str(refusal))
            return self.second_step(rule, proposal, names, rows)
        messages.success(request, _("The cohort is there, and you coordinate it. Next, invite its people."))
        return redirect(cohort)

    def today(self, rule: RuleForm) -> date:
        """The day it is where the cohort will be."""
        return in_zone(self.now, rule.cleaned_data["time_zone"]).date()

    def look_at_dates(self, rule: RuleForm, typed: QueryDict) -> HttpResponse:
        """Step 2 as it was sent before; nothing is saved."""
        if set(rule.errors) - {"title"}:
            return self.first_step(rule)
        proposal = rule.proposal()
        return self.second_step(rule, proposal, NameForm(typed, title=""), _rows(proposal, typed))

    def first_step(self, form: RuleForm | None, *, refusal: UnableToStartCohort | None = None) -> HttpResponse:
        """The rule, and how many sessions it will find days for."""
        blueprint: Blueprint | None = form.blueprint if form else None
        context = {"program": self.program, "form": form, "blueprint": blueprint, "refusal": refusal, "bar": "programs"}
        return render(self.request, "cop_portal/start_cohort.html", context)

    def second_step(
        self,
        rule: RuleForm,
        proposal: ProposedSchedule,
        names: NameForm,
        rows: list[SessionForm],
        *,
        asks: bool = False,
    ) -> HttpResponse:
        """Every date, as proposed or as typed, with what is wrong beside it; `asks` whether the doubtful ones are meant."""
        phases = {phase.slug: phase for phase in proposal.phases}
        sessions = {session.slug: session for session in rule.blueprint.sessions}
        today = self.today(rule)
        context = {
            "view": self,
            "program": self.program,
            "bar": "programs",
            "rule": rule,
            "names": names,
            "rows": [
                {
                    "form": row,
                    "session": sessions[row.proposed.slug],
                    "phase": phases.get(row.proposed.phase),
                    "doubts": row.doubts(phases.get(row.proposed.phase), today=today),
                }
                for row in rows
            ],
            "asks": asks,
            "seen": " ".join(sorted(_doubted(proposal, rows, today=today))),
            "phases": proposal.phases,
            "refusals": {} if rows and rows[0].is_bound else proposal.refusals,
            "unconfirmed": len(proposal.unconfirmed),
            "waiting": sum("confirmed" in row.errors for row in rows),
            "has_agendas": any(session.agenda for session in rule.blueprint.sessions),
            "zone": f"{zone_name(rule.cleaned_data['time_zone'])} ({rule.cleaned_data['time_zone']})",
            "wrong": any(form.errors for form in (names, *rows)),
            "back": f"?{self._rule_query(rule)}&again=1",
        }
        return render(self.request, "cop_portal/start_cohort_dates.html", context)

    def _rule_query(self, rule: RuleForm) -> str:
        """Step 1 as it was filled in, as the query of an address."""
        query = QueryDict(mutable=True)
        query.update(rule.data)
        for name in list(query):
            if name not in rule.fields:
                del query[name]
        return query.urlencode()


def _rows(proposal: ProposedSchedule, data: Any) -> list[SessionForm]:
    confirm_all = bool(data and data.get("confirm_all"))
    return [SessionForm(data, proposed=proposed, confirm_all=confirm_all) for proposed in proposal.sessions]


def _doubted(proposal: ProposedSchedule, rows: list[SessionForm], *, today: date) -> set[str]:
    """The dates that may not be meant, as the page sends along which of them it has pointed out."""
    phases = {phase.slug: phase for phase in proposal.phases}
    return {
        f"{row.proposed.slug}/{row.chosen_day}"
        for row in rows
        if row.doubts(phases.get(row.proposed.phase), today=today)
    }
