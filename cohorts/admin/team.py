"""Teams in the administration: a team and its people are enrolled on one page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.admin.invitations import send_invitations
from cohorts.enums import EnrollmentStatus
from cohorts.forms.members import TeamMemberForm, TeamMemberFormSet
from cohorts.models import Enrollment, Team
from cohorts.operations.enrollment import HAS_A_PLACE, change_role
from cohorts.operations.members import join_team
from cohorts.operations.teams import change_team, open_team
from common.admin import HistoryAdmin, RefusalsOnThePage, RowRefusals, with_refusals
from common.errors import DomainError


class MemberInline(admin.TabularInline):
    """The people of the team. Rows are added; who leaves is withdrawn or moved on their own page, with a reason."""

    model = Enrollment
    form = TeamMemberForm
    formset = TeamMemberFormSet
    fields = ["name", "email", "role", "standing"]
    readonly_fields = ["standing"]
    verbose_name = gettext_lazy("person")
    verbose_name_plural = gettext_lazy("people of the team")
    can_delete = False
    show_change_link = True

    @admin.display(description=gettext_lazy("status"))
    def standing(self, enrollment: Enrollment) -> str:
        return enrollment.get_status_display() if enrollment.pk else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrollment]:
        rows = super().get_queryset(request).exclude(status=EnrollmentStatus.WITHDRAWN)
        return rows.select_related("person").order_by("created_at", "pk")

    def get_extra(self, request: HttpRequest, obj: Team | None = None, **kwargs: Any) -> int:
        """Enough empty rows for a whole team without JavaScript; for one that stands, two."""
        return 2 if obj else 5

    def get_formset(self, request: HttpRequest, obj: Team | None = None, **kwargs: Any) -> Any:
        return with_refusals(super().get_formset(request, obj, **kwargs), request)


@admin.register(Team)
class TeamAdmin(RefusalsOnThePage, HistoryAdmin):
    inlines = [MemberInline]
    list_display = ["name", "organization", "cohort", "how_many_in", "how_many_invited", "size_asked", "coach"]
    list_filter = ["cohort", "organization__kind", ("coach", admin.EmptyFieldListFilter)]
    list_select_related = ["organization", "cohort", "coach"]
    search_fields = [
        "name", "organization__name", "cohort__title", "enrollments__person__name", "enrollments__person__email",
    ]  # fmt: skip
    ordering = ["cohort", "name"]
    autocomplete_fields = ["cohort", "organization", "coach"]
    fields = ["cohort", "organization", "name", "coach"]
    actions = ["invite_members"]
    change_form_template = "admin/cohorts/team_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        statuses = {"in_count": [EnrollmentStatus.ACTIVE], "invited_count": [EnrollmentStatus.INVITED]}
        counts = {
            name: Count("enrollments", filter=Q(enrollments__status__in=found), distinct=True)
            for name, found in statuses.items()
        }
        return super().get_queryset(request).annotate(**counts)

    def get_readonly_fields(self, request: HttpRequest, obj: Team | None = None) -> list[str]:
        """A team stays with its cohort and its organization: its people are theirs too."""
        return ["cohort", "organization"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Team | None = None) -> bool:
        """Only one that nobody has been in: what a team wrote goes with it."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.enrollments.exists()

    @admin.display(description=gettext_lazy("in"), ordering="in_count")
    def how_many_in(self, team: Any) -> int:
        return team.in_count

    @admin.display(description=gettext_lazy("invited"), ordering="invited_count")
    def how_many_invited(self, team: Any) -> int:
        return team.invited_count

    @admin.display(description=gettext_lazy("size"))
    def size_asked(self, team: Any) -> str:
        """Whether the team is as large as its cohort asks, counting those invited."""
        size, cohort = team.in_count + team.invited_count, team.cohort
        if size < cohort.team_size_min:
            return _("too small: at least %(least)d") % {"least": cohort.team_size_min}
        return _("full") if size >= cohort.team_size_max else _("has room")

    @admin.action(
        description=gettext_lazy("Send invitations to those who have not come in yet"), permissions=["change"]
    )
    def invite_members(self, request: HttpRequest, queryset: QuerySet[Team]) -> None:
        self._invite(request, queryset)

    def save_model(self, request: HttpRequest, obj: Team, form: ModelForm, change: bool) -> None:
        """Opens or changes the team through its operation; `obj` takes over what was stored."""
        by: Any = request.user
        facts: Any = {"name": obj.name, "coach": obj.coach, "by": by, "now": timezone.now()}
        if change:
            stored = change_team(team=obj, **facts)
        else:
            facts |= {"cohort": obj.cohort, "organization": obj.organization}
            stored = open_team(**facts)
        obj.pk = stored.pk
        obj.refresh_from_db()

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseInlineFormSet, change: bool) -> None:
        """Each row through the operations of enrollment; a refusal stands at its row."""
        now, team, refusals = timezone.now(), form.instance, dict[str, DomainError]()
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for row in formset.forms:
            if not row.has_changed():
                continue
            try:
                _keep(request, formset, row, team=team, now=now)
            except DomainError as refusal:
                refusals[row.prefix or ""] = refusal
        if refusals:
            raise RowRefusals(refusals)

    def response_add(self, request: HttpRequest, obj: Team, post_url_continue: str | None = None) -> HttpResponse:
        self._after(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Team) -> HttpResponse:
        self._after(request, obj)
        return super().response_change(request, obj)

    def _after(self, request: HttpRequest, team: Team) -> None:
        """Sends invitations where that was asked for, and says when the team is still too small."""
        size = team.enrollments.filter(status__in=HAS_A_PLACE).count()
        if size < team.cohort.team_size_min:
            text = ngettext(
                "%(team)s has %(size)d person so far; a team of this cohort has at least %(least)d.",
                "%(team)s has %(size)d people so far; a team of this cohort has at least %(least)d.",
                size,
            )
            messages.warning(request, text % {"team": team.name, "size": size, "least": team.cohort.team_size_min})
        if "_invite" in request.POST:
            self._invite(request, [team])

    def _invite(self, request: HttpRequest, teams: Iterable[Team]) -> None:
        waiting = Enrollment.objects.filter(team__in=teams, status=EnrollmentStatus.INVITED).select_related("person")
        send_invitations(request, waiting, now=timezone.now())


def _keep(request: HttpRequest, formset: Any, row: ModelForm, *, team: Team, now: datetime) -> None:
    by: Any = request.user
    written = row.cleaned_data
    if row.instance.pk:
        change_role(enrollment=row.instance, role=written["role"], by=by, now=now)
        formset.changed_objects.append((row.instance, row.changed_data))
    else:
        enrollment = join_team(
            team=team, email=written["email"], name=written["name"], role=written["role"], by=by, now=now
        )
        formset.new_objects.append(enrollment)
