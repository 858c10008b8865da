"""Who is in a cohort: its directory, its organizations, its teams."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.directory_queries import directory, organization_here, organizations_in
from cohorts.forms.directory import DirectoryForm
from cohorts.models import Team
from cohorts.operations.directory import list_in_directory
from cohorts.queries import members_of, teams_with_people
from cohorts.rules import standing
from cohorts.views.pages import CohortPage
from common.errors import DomainError


class PeopleView(CohortPage, TemplateView):
    """Those who want to be found; one's own entry stands beside, listed or not."""

    template_name = "cohorts/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DirectoryForm(self.request.GET)
        found = directory(self.cohort, self.viewer, form.search)
        form.offer_kinds(found.kinds)
        return super().get_context_data(directory=found, form=form, **kwargs)


class DirectoryEntryView(CohortPage):
    """The button that lists oneself, or takes oneself out. Whoever has no place in the cohort has no entry either."""

    http_method_names = ["post"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        own = standing(self.viewer, self.cohort)
        if own is None:
            raise Http404
        self.own = own

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        listed = request.POST.get("listed") == "yes"
        try:
            list_in_directory(enrollment=self.own, is_listed=listed, by=self.viewer, now=self.now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("You are in the directory now.") if listed else _("You are not in the directory any more.")
            messages.success(request, said)
        return redirect("cohorts:people", self.cohort.slug)


class OrganizationDetailView(CohortPage, TemplateView):
    """One organization, as far as this cohort knows it."""

    template_name = "cohorts/organization_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = organizations_in(self.cohort, self.viewer)
        organization = get_object_or_404(rows, pk=kwargs["organization"])
        here = organization_here(organization, self.cohort, self.viewer)
        return super().get_context_data(**(kwargs | {"organization": organization, "here": here}))


class TeamListView(CohortPage, TemplateView):
    template_name = "cohorts/team_list.html"
    tab = "teams"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(teams=teams_with_people(self.cohort, self.viewer), **kwargs)


class TeamDetailView(CohortPage, TemplateView):
    template_name = "cohorts/team_detail.html"
    tab = "teams"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        teams = Team.objects.visible_to(self.viewer).select_related("organization", "coach")
        self.team = get_object_or_404(teams, cohort=self.cohort, slug=kwargs["team"])
        self.team.cohort = self.cohort

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = members_of(self.team, self.viewer)
        return super().get_context_data(**(kwargs | {"team": self.team, "members": members}))
