"""Organizations in the administration."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import Organization
from cohorts.operations.organization_merging import merge_organizations, what_hangs_on
from common.merging import merge_page


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "place", "experience", "how_many_people", "how_many_teams"]
    list_filter = ["kind", "experience", "enrollments__cohort"]
    search_fields = ["name", "place"]
    ordering = ["name"]
    readonly_fields = ["created_at"]
    actions = ["merge_two"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fields = ["name", "kind", "place", "experience", "website", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                person_count=Count("enrollments__person", distinct=True), team_count=Count("teams", distinct=True)
            )
        )

    @admin.action(description=_("Merge two that are one, with a reason"), permissions=["change"])
    def merge_two(self, request: HttpRequest, queryset: QuerySet[Organization]) -> HttpResponse | None:
        explanation = gettext(
            "Teams, people and formation forms of one organization go to the one you keep, which also takes over place, "
            "experience and website where it has none. The other one is gone. Teams stay as they are; where both have a "
            "formation form in a cohort, the one that is further stays and takes over the other’s people and note."
        )

        def merge(*, kept: Organization, merged: Organization, reason: str) -> None:
            by: Any = request.user
            # The log remembers what is gone, and why what stays has changed.
            with transaction.atomic():
                self.log_deletions(request, Organization.objects.filter(pk=merged.pk))
                self.log_change(request, kept, f"Merged with “{merged}”: {reason}")
                merge_organizations(kept=kept, merged=merged, by=by, reason=reason, now=timezone.now())

        def tells(organization: Organization) -> list[str]:
            return list(what_hangs_on(organization))

        rows = Organization.objects.filter(pk__in=queryset)
        return merge_page(self, request, rows, action="merge_two", explanation=explanation, tells=tells, merge=merge)

    @admin.display(description=_("people"), ordering="person_count")
    def how_many_people(self, organization: Any) -> int:
        return organization.person_count

    @admin.display(description=_("teams"), ordering="team_count")
    def how_many_teams(self, organization: Any) -> int:
        return organization.team_count
