"""The portal's front door: what it is for those outside, My community for those inside."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from accounts.models import User
from cohorts.models import Cohort, Program
from common.times import since_visit
from cop_portal.queries import cohort_home, community_of


@method_decorator(login_not_required, name="dispatch")
class HomeView(View):
    """One address, two pages: signed out and signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            programs = Program.objects.visible_to(request.user).order_by("pk")
            return render(request, "cop_portal/home_signed_out.html", {"programs": programs})
        now = timezone.now()
        zone = timezone.get_current_timezone_name()
        context = {
            "community": community_of(request.user, now),
            "since": since_visit(request.user.previous_visit_at, zone, now),
            "now": now,
            "bar": "home",
        }
        return render(request, "cop_portal/my_community.html", context)


class CohortHomeView(TemplateView):
    template_name = "cop_portal/cohort_home.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        cohorts = Cohort.objects.visible_to(request.user).select_related("program", "participation_rule")
        self.cohort = get_object_or_404(cohorts, slug=kwargs["cohort"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        home = cohort_home(self.cohort, cast("User", self.request.user), now)
        # The address's own `cohort` is a slug; pages are told the cohort.
        told = {"cohort": self.cohort, "tab": "home", "home": home, "now": now}
        return super().get_context_data(**kwargs | told)
