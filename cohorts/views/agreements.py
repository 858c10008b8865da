"""The agreements of a cohort: to read at any time, and to accept once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.operations.agreements import accept_agreements
from cohorts.rules import standing
from cohorts.views.pages import CohortPage
from common.errors import DomainError


class AgreementsView(CohortPage, TemplateView):
    template_name = "cohorts/agreements.html"
    tab = "home"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(own=standing(self.viewer, self.cohort), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            accept_agreements(cohort=self.cohort, by=self.viewer, read=request.POST.get("read", ""), now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("cohorts:agreements", self.cohort.slug)
        messages.success(request, _("Thank you. You have accepted the agreements of this cohort."))
        back = request.POST.get("next", "")
        # Nowhere but back into the portal.
        is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back if is_ours else self.cohort.get_absolute_url())
