"""The coordinators' desk for team formation: where every organization stands, opening forms, answering one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from cohorts.enums import FormationStatus
from cohorts.formation_notices import WITH_THE_LEADER
from cohorts.formation_queries import proposed_people, standings
from cohorts.forms.formation import ApproveForm, ExtendForm, NewLinkForm, OpenFormationsForm, SendBackForm
from cohorts.models import TeamFormation
from cohorts.operations.formation import (
    UnableToOpen,
    approve,
    close,
    extend,
    new_link,
    open_formations,
    remind,
    send_back,
)
from cohorts.views.pages import PeopleDeskPage
from common.errors import DomainError
from common.kept_forms import KeptFormView

# So many days a leader has at least to answer a question.
TO_ANSWER = 7


class FormationListView(PeopleDeskPage, TemplateView):
    template_name = "cohorts/formation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(standings=standings(self.cohort), **kwargs)


class FormationOpenView(PeopleDeskPage, KeptFormView):
    template_name = "cohorts/formation_open.html"
    form_class = OpenFormationsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort, "viewer": self.viewer, "now": self.now}

    def form_valid(self, form: OpenFormationsForm) -> HttpResponse:
        try:
            opened = open_formations(
                cohort=self.cohort, openings=form.openings, due_at=form.due_at, by=self.viewer, now=self.now
            )
        except UnableToOpen as refusal:
            form.refuse_row(refusal)
            return self.form_invalid(form)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        said = ngettext("%(count)d link is on its way.", "%(count)d links are on their way.", len(opened))
        messages.success(self.request, said % {"count": len(opened)})
        return redirect("cohorts:formation_list", self.cohort.slug)


class FormationPage(PeopleDeskPage, TemplateView):
    """The page of one form; each act that isn't possible comes back to it with what was typed."""

    template_name = "cohorts/formation_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = TeamFormation.objects.visible_to(self.viewer).filter(cohort=self.cohort)
        self.formation = get_object_or_404(
            rows.select_related("organization", "team", "opened_by"), pk=kwargs["formation"]
        )
        self.formation.cohort = self.cohort

    def forms(self) -> dict[str, forms.Form]:
        """The forms of what can be done now, by the name the page knows them by."""
        if not self.cohort.is_open:
            return {}
        status, formation = self.formation.status, self.formation
        found: dict[str, forms.Form] = {}
        if status == FormationStatus.HANDED_IN:
            found = {"approve": self.approve_form(), "send_back": self.send_back_form()}
        elif status in WITH_THE_LEADER:
            found = {"extend": self.extend_form()}
        if status == FormationStatus.APPROVED or formation.takes_answers(self.now):
            found["new_link"] = self.new_link_form()
        return found

    def approve_form(self, data: Any = None) -> ApproveForm:
        form = ApproveForm(data, initial={"team_name": self.formation.organization.name})
        form.action = self.url("approve")
        return form

    def send_back_form(self, data: Any = None) -> SendBackForm:
        form = SendBackForm(data, cohort=self.cohort, now=self.now, auto_id="id_back_%s")
        due = self.formation.due_at.astimezone(self.cohort.zone).date()
        form.fields["due_on"].initial = max(due, form.today_and(TO_ANSWER))
        form.action = self.url("send_back")
        return form

    def extend_form(self, data: Any = None) -> ExtendForm:
        form = ExtendForm(data, cohort=self.cohort, now=self.now)
        form.fields["due_on"].initial = max(self.formation.due_at, self.now).astimezone(self.cohort.zone).date()
        form.action = self.url("extend")
        return form

    def new_link_form(self, data: Any = None) -> NewLinkForm:
        leader = {"leader_name": self.formation.leader_name, "leader_email": self.formation.leader_email}
        form = NewLinkForm(data, initial=leader)
        form.action = self.url("new_link")
        return form

    def url(self, act: str) -> str:
        return reverse(f"cohorts:formation_{act}", args=[self.cohort.slug, self.formation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.formation.history.select_related("history_user").order_by("-history_date", "-history_id")
        facts = {
            "formation": self.formation,
            "people": proposed_people(self.formation),
            "history": history,
            "forms": self.forms() | kwargs.pop("refused", {}),
            "can_remind": self.cohort.is_open and self.formation.takes_answers(self.now),
            "can_close": self.cohort.is_open
            and self.formation.status not in (FormationStatus.APPROVED, FormationStatus.CLOSED),
        }
        return super().get_context_data(**(kwargs | facts))


class FormationDetailView(FormationPage):
    """What was written, what became of it, and what can be done now."""


class FormationActView(FormationPage):
    """Something done to the form; then back to its page."""

    http_method_names = ["post"]
    act = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.act_form(request.POST)
        if form is not None and not form.is_valid():
            return self.refused(form)
        try:
            said = self.do(form)
        except DomainError as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return self.back()
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.refused(form)
        messages.success(request, said)
        return self.back()

    def act_form(self, data: Any) -> Any:
        """The act's form with what was sent; none where the button is all."""
        return None

    def do(self, form: Any) -> str:
        """Calls the operation and returns what to say."""
        raise NotImplementedError

    def refused(self, form: forms.Form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(refused={self.act: form}))

    def back(self) -> HttpResponse:
        return redirect("cohorts:formation_detail", self.cohort.slug, self.formation.pk)

    @property
    def who(self) -> dict[str, Any]:
        return {"formation": self.formation, "by": self.viewer, "now": self.now}


class FormationApproveView(FormationActView):
    act = "approve"

    def act_form(self, data: Any) -> Any:
        return self.approve_form(data)

    def do(self, form: Any) -> str:
        approved = approve(**self.who, team_name=form.cleaned_data["team_name"])
        if approved.decided_at != self.now:
            team = approved.team.name if approved.team else self.formation.organization.name
            return _("Somebody else has approved it already, as “%(team)s”.") % {"team": team}
        return _("Approved. Everybody on the form is invited.")


class FormationSendBackView(FormationActView):
    act = "send_back"

    def act_form(self, data: Any) -> Any:
        return self.send_back_form(data)

    def do(self, form: Any) -> str:
        send_back(**self.who, question=form.cleaned_data["question"], due_at=form.due_at)
        return _("Your question is on its way to the leader.")


class FormationExtendView(FormationActView):
    act = "extend"

    def act_form(self, data: Any) -> Any:
        return self.extend_form(data)

    def do(self, form: Any) -> str:
        extend(**self.who, due_at=form.due_at)
        return _("The form is open longer, and the leader is told.")


class FormationNewLinkView(FormationActView):
    act = "new_link"

    def act_form(self, data: Any) -> Any:
        return self.new_link_form(data)

    def do(self, form: Any) -> str:
        new_link(**self.who, **form.cleaned_data)
        return _("A new link is on its way; the one before opens nothing any more.")


class FormationRemindView(FormationActView):
    def do(self, form: Any) -> str:
        before: datetime | None = self.formation.reminded_at
        if remind(**self.who).reminded_at == before:
            return _("The leader had a mail about this form a moment ago.")
        return _("A reminder is on its way.")


class FormationCloseView(FormationActView):
    def do(self, form: Any) -> str:
        close(**self.who)
        return _("Closed. The link opens nothing any more; you can open the form again.")
