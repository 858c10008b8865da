"""The coordinators' desk for people: everybody with their status, one person's page, inviting, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import EnrollmentStatus
from cohorts.forms.desk import InvitePersonForm, PlaceForm, WithdrawForm
from cohorts.operations.desk import invite_person, place_person, withdraw_person
from cohorts.operations.invitations import invite
from cohorts.queries import roster_of
from cohorts.views.pages import PeopleDeskPage
from common.errors import DomainError
from common.kept_forms import KeptFormView


class ManagePeopleView(PeopleDeskPage, TemplateView):
    template_name = "cohorts/manage_people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrollments = list(roster_of(self.cohort))
        counts = [
            (status.label, sum(row.status == status for row in enrollments))
            for status in EnrollmentStatus
            if any(row.status == status for row in enrollments)
        ]
        return super().get_context_data(enrollments=enrollments, counts=counts, **kwargs)


class InvitePersonView(PeopleDeskPage, KeptFormView):
    template_name = "cohorts/person_invite.html"
    form_class = InvitePersonForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort, "viewer": self.viewer}

    def form_valid(self, form: InvitePersonForm) -> HttpResponse:
        try:
            enrollment = invite_person(cohort=self.cohort, **form.facts, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("An invitation is on its way to %(email)s.") % {"email": enrollment.person.email}
            if enrollment.status == EnrollmentStatus.INVITED
            else _("%(email)s is in this cohort already.") % {"email": enrollment.person.email},
        )
        return redirect("cohorts:manage_people", self.cohort.slug)


class PersonPage(PeopleDeskPage):
    """A page about one enrollment of the cohort."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.enrollment = get_object_or_404(roster_of(self.cohort), pk=kwargs["enrollment"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"enrollment": self.enrollment}))

    def back(self) -> HttpResponse:
        return redirect("cohorts:manage_person", self.cohort.slug, self.enrollment.pk)


class ManagePersonView(PersonPage, KeptFormView):
    """What is known of somebody here, what has happened, and their role and team to change."""

    template_name = "cohorts/manage_person.html"
    form_class = PlaceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"enrollment": self.enrollment}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = self.enrollment.history.select_related("history_user").order_by("-history_date", "-history_id")
        invitations = self.enrollment.invitations.select_related("invited_by").order_by("-created_at", "-pk")
        return super().get_context_data(history=history, invitations=invitations, **kwargs)

    def form_valid(self, form: PlaceForm) -> HttpResponse:
        try:
            as_it_is = {"role": self.enrollment.role, "team": self.enrollment.team}
            place_person(enrollment=self.enrollment, **(as_it_is | form.changes), by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return self.back()


class PersonInviteAgainView(PersonPage):
    """The button that sends a new link."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        email = self.enrollment.person.email
        try:
            invitation = invite(enrollment=self.enrollment, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            if invitation.created_at == self.now:
                messages.success(request, _("A new invitation is on its way to %(email)s.") % {"email": email})
            else:
                messages.info(request, _("An invitation was sent to %(email)s a moment ago.") % {"email": email})
        return redirect("cohorts:manage_people", self.cohort.slug)


class PersonWithdrawView(PersonPage, KeptFormView):
    """Asks why, then withdraws."""

    template_name = "cohorts/person_withdraw.html"
    form_class = WithdrawForm

    def get_form(self, form_class: Any = None) -> WithdrawForm:
        form = super().get_form(form_class)
        form.cancel_url = reverse("cohorts:manage_person", args=[self.cohort.slug, self.enrollment.pk])
        return form

    def form_valid(self, form: WithdrawForm) -> HttpResponse:
        try:
            withdraw_person(
                enrollment=self.enrollment, by=self.viewer, reason=form.cleaned_data["reason"], now=self.now
            )
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        email = self.enrollment.person.email
        messages.success(self.request, _("%(email)s has been withdrawn.") % {"email": email})
        return redirect("cohorts:manage_people", self.cohort.slug)
