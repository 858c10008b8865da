"""What the pages of a cohort's people have in common: whose they are, and what every one of them knows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.base import ContextMixin

from accounts.models import User
from cohorts.models import Cohort


class CohortPage(ContextMixin, View):
    """A page inside a cohort; for those outside it doesn't exist."""

    tab = "people"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        # Nobody gets here without signing in.
        self.viewer: User = request.user  # type: ignore[assignment]
        cohorts = Cohort.objects.visible_to(self.viewer).select_related("program")
        self.cohort = get_object_or_404(cohorts, slug=kwargs["cohort"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Over the parts of the address, which Django hands in under the same names.
        shared = {"cohort": self.cohort, "tab": self.tab, "now": self.now}
        return super().get_context_data(**(kwargs | shared))


class PeopleDeskPage(CohortPage):
    """A page for those who invite, move and withdraw the cohort's people; other insiders are told so."""

    tab = "manage"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.has_perm("cohorts.manage_people", self.cohort):
            raise PermissionDenied(_("The people of a cohort are managed by its coordinators."))
