"""The search: one page for everything, asked with GET."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from allauth.core.internal.ratelimit import consume
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from accounts.models import User
from cohorts.models import Cohort
from common.one_line import one_line
from common.search.sought import LONGEST
from cop_portal.forms.search import SearchForm
from cop_portal.search import LABELS, Results, search, suggestions
from discussions.models import Board

LAST_PAGE = 10_000
# A person's suggestions: a few for each word they type.
ASKED = {"suggestions": "600/10m/user"}


class SearchView(TemplateView):
    """`?q=` and the filters; `kind` looks for one kind, twenty a page."""

    template_name = "cop_portal/search.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        viewer = cast("User", self.request.user)  # nobody comes here signed out
        now = timezone.now()
        cohorts = Cohort.objects.visible_to(viewer).order_by("-pk")
        form = SearchForm(self.asked, cohorts=list(cohorts))
        if form.chosen_cohort is not None:
            boards = Board.objects.visible_to(viewer).filter(cohort=form.chosen_cohort)
            form.offer_boards(list(boards.order_by("kind", "name", "pk")))
        asked = form.is_valid() and form.wanted.is_on
        kind = form.cleaned_data.get("kind", "")
        results = search(viewer, form.wanted, kind, self.page, now) if asked else Results()
        return super().get_context_data(
            form=form,
            asked=asked,
            results=results,
            sections=[(section, self.address(kind=section.kind.value)) for section in results.sections],
            kind=kind,
            bar="search",
            now=now,
            # How well it searches is the database's matter; whoever runs the portal can change it.
            by_letters=connection.vendor != "postgresql" and viewer.is_staff,
            everywhere=self.address(kind=""),
            earlier=self.address(page=results.page - 1) if results.page > 1 else "",
            later=self.address(page=results.page + 1) if results.page < results.pages else "",
            **kwargs,
        )

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked, each on one line of visible words."""
        return {name: one_line(self.request.GET.get(name, "")) for name in SearchForm.base_fields}

    @property
    def page(self) -> int:
        asked = self.request.GET.get("page", "")
        return min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1

    def address(self, **changed: Any) -> str:
        """The same search, with something else."""
        asked = self.asked | changed
        return f"{reverse('search')}?{urlencode({name: value for name, value in asked.items() if value})}"


class SuggestionsView(View):
    """`?q=` is what somebody has typed so far; answers with what it may become, for static/js/suggest.js."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not consume(request, app="search", action="suggestions", config=ASKED, limit_get=True):
            return JsonResponse({"found": []}, status=429)
        viewer = cast("User", request.user)  # nobody comes here signed out
        rows = suggestions(viewer, request.GET.get("q", "")[:LONGEST], timezone.now())
        told = [
            {"name": row.title, "about": " · ".join((str(LABELS[row.kind]), *row.place)), "url": row.url}
            for row in rows
        ]
        return JsonResponse({"found": told})
