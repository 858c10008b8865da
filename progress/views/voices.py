"""Whose voices are heard: who speaks, who is answered, and what waits for an answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.views.pages import CohortPage
from progress.voice_queries import voices_of, waiting_in


class VoicesView(CohortPage, TemplateView):
    """For those at the desk. Where people stand at work, patients among them, is the coordinators' to know."""

    template_name = "progress/voices.html"
    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("cohorts.see_participation", self.cohort):
            raise PermissionDenied(
                _("Who speaks and who is answered is for the cohort's facilitators and coordinators.")
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        voices = voices_of(self.cohort)
        parts = [
            ("kinds", _("By type of organization"), _("No organization"), voices.kinds),
            ("roles", _("By role in the cohort"), "", voices.roles),
        ]
        if self.viewer.has_perm("cohorts.manage_people", self.cohort):
            parts.append(("levels", _("By where people stand at work"), _("Not said"), voices.levels))
        waiting = waiting_in(self.cohort, self.now)
        return super().get_context_data(voices=voices, parts=parts, waiting=waiting, **kwargs)
