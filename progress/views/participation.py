"""The facilitators' grid: who has done what."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.models import Cohort
from progress.queries import participation_grid


class ParticipationView(TemplateView):
    template_name = "progress/participation.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        cohorts = Cohort.objects.visible_to(request.user).select_related("program", "participation_rule")
        self.cohort = get_object_or_404(cohorts, slug=kwargs["cohort"])
        if not request.user.has_perm("cohorts.see_participation", self.cohort):
            raise PermissionDenied(_("Who has answered what is for the cohort's facilitators and coordinators."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grid = participation_grid(self.cohort, timezone.now())
        return super().get_context_data(**kwargs | {"cohort": self.cohort, "tab": "manage", "grid": grid})
