"""The coordinators' desk for the cohort itself: what is said of it, its phases and holidays, and where it stands."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
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
            settle_cohort(cohort=self.cohort, **form.changes, by=self.viewer, now=self.now)
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
        return self.show(
            PhaseFormSet(initial=self.stored[0], prefix="phases"),
            HolidayFormSet(initial=self.stored[1], prefix="holidays"),
        )

    @cached_property
    def stored(self) -> tuple[list[Any], list[Any]]:
        """Phases and holidays as they are now."""
        phases = self.cohort.phases.order_by("position", "pk").values(*PHASE_FIELDS)
        return list(phases), list(self.cohort.holidays.order_by("day").values("day", "name"))

    @property
    def seen(self) -> str:
        """The same as long as nobody saves others."""
        return sha256(repr(self.stored).encode()).hexdigest()[:20]

    @property
    def theirs(self) -> str:
        """What stands there now, in a line."""
        names = [phase["title"] for phase in self.stored[0]] + [holiday["name"] for holiday in self.stored[1]]
        return ", ".join(f"“{name}”" for name in names) or _("none")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        phases: Any = PhaseFormSet(request.POST, prefix="phases")
        holidays: Any = HolidayFormSet(request.POST, prefix="holidays")
        # Both are asked, so that everything that is wrong is said at once.
        if not all([phases.is_valid(), holidays.is_valid()]):
            return self.show(phases, holidays)
        if self.says(phases, holidays):
            # The same form twice, or the same words as somebody else's.
            return self.saved()
        if request.POST.get("seen") not in (None, self.seen):
            refusal = _(
                "Somebody else has saved phases or holidays since you opened this page: %(theirs)s. "
                "Nothing of yours is saved yet. Save once more to put yours in their place."
            )
            return self.show(phases, holidays, refusal=refusal % {"theirs": self.theirs})
        try:
            set_calendar(
                cohort=self.cohort, phases=phases.phases, holidays=holidays.holidays, by=self.viewer, now=self.now
            )
        except DomainError as refusal:
            return self.show(phases, holidays, refusal=str(refusal))
        return self.saved()

    def says(self, phases: Any, holidays: Any) -> bool:
        """Whether what is written is what stands there, short names aside: a new phase has none yet."""
        stored = [{name: phase[name] for name in PHASE_FIELDS[1:]} for phase in self.stored[0]]
        written = [{name: getattr(phase, name) for name in PHASE_FIELDS[1:]} for phase in phases.phases]
        days = {holiday["day"]: holiday["name"] for holiday in self.stored[1]}
        return written == stored and bool(days == holidays.holidays)

    def saved(self) -> HttpResponse:
        """Says so, and shows them."""
        messages.success(self.request, _("Phases and holidays are saved."))
        return redirect("cohorts:settings_phases", self.cohort.slug)

    def show(self, phases: Any, holidays: Any, *, refusal: str = "") -> HttpResponse:
        """Both tables, as they are or as they were typed."""
        return self.render_to_response(
            self.get_context_data(phases=phases, holidays=holidays, refusal=refusal, seen=self.seen)
        )
