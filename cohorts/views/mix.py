"""Who is in the room, and who is missing: the mix of organizations and roles."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.mix_queries import mix_of
from cohorts.views.pages import CohortPage


class MixView(CohortPage, TemplateView):
    """For those at the desk. Where people stand at work, patients among them, is the coordinators' to know."""

    template_name = "cohorts/mix.html"
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("cohorts.see_participation", self.cohort):
            raise PermissionDenied(_("The mix of a cohort is for its facilitators and coordinators."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mix = mix_of(self.cohort)
        parts = [
            ("kinds", _("By type of organization"), _("No organization"), mix.kinds),
            ("roles", _("By role in the cohort"), "", mix.roles),
        ]
        if self.request.user.has_perm("cohorts.manage_people", self.cohort):
            parts.append(("levels", _("By where people stand at work"), _("Not said"), mix.levels))
        return super().get_context_data(mix=mix, parts=parts, **kwargs)
