"""The coordinators' desk for the cohort itself: what is said of it, its phases and holidays, and where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from cohorts.enums import CohortStatus
from cohorts.forms.settings import HolidayFormSet, PhaseFormSet, SettingsForm
from cohorts.operations.closing import NEXT, move_cohort_to, set_calendar, settle_cohort
from cohorts.views.pages import CohortPage
from common.errors import DomainError
from common.kept_forms import KeepsForm, KeptFormView
from common.times import zone_name

PHASE_FIELDS = ("slug", "title", "starts_on", "ends_on", "expected_participation", "summary")
# What the button to each step is called, by where the cohort stands and where it goes.
STEPS = {
    (CohortStatus.PLANNED, CohortStatus.RUNNING): gettext_lazy("Begin"),
    (CohortStatus.PLANNED, CohortStatus.COMPLETED): gettext_lazy("Complete the cohort"),
    (CohortStatus.RUNNING, CohortStatus.COMPLETED): gettext_lazy("Complete the cohort"),
    (CohortStatus.COMPLETED, CohortStatus.RUNNING): gettext_lazy("Open it again"),
    (CohortStatus.COMPLETED, CohortStatus.ARCHIVED): gettext_lazy("Put it into the archive"),
    (CohortStatus.ARCHIVED, CohortStatus.COMPLETED): gettext_lazy("Take it out of the archive"),
}
SAID = {
    CohortStatus.RUNNING: gettext_lazy("The cohort goes on: people write and act in it."),
    CohortStatus.COMPLETED: gettext_lazy(
        "The cohort is completed. Its people read everything, and nothing new is posted."
    ),
    CohortStatus.ARCHIVED: gettext_lazy("The cohort is in the archive. Its people still read everything."),
}


class SettingsDeskPage(CohortPage):
    """For the coordinators; other insiders are told so."""

    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("cohorts.keep_cohort", self.cohort):
            raise PermissionDenied(_("The settings of a cohort are kept by its coordinators."))


class SettingsView(SettingsDeskPage, KeptFormView):
    template_name = "cohorts/settings.html"
    form_class = SettingsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stands = CohortStatus(self.cohort.status)
        steps = [(step, STEPS[stands, CohortStatus(step)]) for step in NEXT[stands]]
        return super().get_context_data(steps=steps, zone=zone_name(self.cohort.time_zone), **kwargs)

    def form_valid(self, form: SettingsForm) -> HttpResponse:
        try:
            settle_cohort(cohort=self.cohort, **form.cleaned_data, by=self.viewer, now=self.now)
        except DomainError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, _("The settings are saved."))
        return redirect("cohorts:settings", self.cohort.slug)


class CohortStatusView(SettingsDeskPage):
    """The buttons that complete the cohort, put it away, or open it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            cohort = move_cohort_to(
                cohort=self.cohort, status=request.POST.get("status", ""), by=self.viewer, now=self.now
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(SAID[CohortStatus(cohort.status)]))
        return redirect("cohorts:settings", self.cohort.slug)


class PhasesView(SettingsDeskPage, KeepsForm, TemplateView):
    """Phases and holidays, saved in one act."""

    template_name = "cohorts/settings_phases.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kept is not None:
            return self.show(PhaseFormSet(self.kept, prefix="phases"), HolidayFormSet(self.kept, prefix="holidays"))
        phases = self.cohort.phases.order_by("position", "pk").values(*PHASE_FIELDS)
        holidays = self.cohort.holidays.order_by("day").values("day", "name")
        return self.show(
            PhaseFormSet(initial=list(phases), prefix="phases"),
            HolidayFormSet(initial=list(holidays), prefix="holidays"),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        phases: Any = PhaseFormSet(request.POST, prefix="phases")
        holidays: Any = HolidayFormSet(request.POST, prefix="holidays")
        # Both are asked, so that everything that is wrong is said at once.
        if not all([phases.is_valid(), holidays.is_valid()]):
            return self.show(phases, holidays)
        try:
            set_calendar(
                cohort=self.cohort, phases=phases.phases, holidays=holidays.holidays, by=self.viewer, now=self.now
            )
        except DomainError as refusal:
            return self.show(phases, holidays, refusal=str(refusal))
        messages.success(request, _("Phases and holidays are saved."))
        return redirect("cohorts:settings_phases", self.cohort.slug)

    def show(self, phases: Any, holidays: Any, *, refusal: str = "") -> HttpResponse:
        """Both tables, as they are or as they were typed."""
        return self.render_to_response(self.get_context_data(phases=phases, holidays=holidays, refusal=refusal))
