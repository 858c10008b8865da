"""The coordinators' desk for coaches: who accompanies which team, and who did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cohorts.coaching_queries import coach_desk
from cohorts.forms.coaches import CoachesForm
from cohorts.operations.coaching import name_coach
from cohorts.views.pages import PeopleDeskPage
from common.errors import DomainError
from common.kept_forms import KeptFormView


class CoachesView(PeopleDeskPage, KeptFormView):
    template_name = "cohorts/coaches.html"
    form_class = CoachesForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.desk = coach_desk(self.cohort)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"desk": self.desk}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(kwargs | {"people": self.desk}))

    def form_valid(self, form: CoachesForm) -> HttpResponse:
        try:
            for team, coach in form.changed:
                name_coach(team=team, coach=coach, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("cohorts:coaches", self.cohort.slug)
