"""People in cohorts, in the administration: enroll one, change their role or team, invite, withdraw, complete, import."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.admin.invitations import send_invitations
from cohorts.admin.roster import RosterMixin
from cohorts.enums import EnrollmentStatus
from cohorts.forms.enrolling import EnrollForm, EnrollmentPlaceForm, ReasonForm
from cohorts.models import Enrollment, Invitation
from cohorts.operations.completion import complete
from cohorts.operations.enrollment import change_role, enroll, move_team, withdraw
from cohorts.operations.organizations import belong_to
from cohorts.queries import with_latest_invitation
from common.admin import HistoryAdmin, ReadOnlyAdmin, RefusalsOnThePage
from common.errors import DomainError


class InvitationState(admin.SimpleListFilter):
    """Among the invited: to whom nothing was sent yet, who can still answer, whose link has expired."""

    title = gettext_lazy("invitation")
    parameter_name = "invitation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("none", _("not sent yet")),
            ("waiting", _("waiting for an answer")),
            ("undelivered", _("not delivered")),
            ("expired", _("expired")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
        now = timezone.now()
        conditions: dict[str | None, dict[str, Any]] = {
            "none": {"invited_at__isnull": True},
            "waiting": {"invitation_ends_at__gt": now, "undelivered__isnull": True},
            "undelivered": {"undelivered__isnull": False},
            "expired": {"invitation_ends_at__lte": now},
        }
        chosen = conditions.get(self.value())
        return queryset.filter(status=EnrollmentStatus.INVITED, **chosen) if chosen else queryset


class InvitationInline(ReadOnlyAdmin, admin.TabularInline):
    model = Invitation
    extra = 0
    show_change_link = True
    ordering = ["-created_at"]
    fields = ["created_at", "expires_at", "accepted_at", "revoked_at", "invited_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        return super().get_queryset(request).select_related("invited_by", "enrollment__person", "enrollment__cohort")


@admin.register(Enrollment)
class EnrollmentAdmin(RefusalsOnThePage, RosterMixin, HistoryAdmin):
    list_display = ["person", "cohort", "role", "status", "organization", "team", "invitation"]
    list_filter = ["status", InvitationState, "cohort", "role", "organization__kind"]
    list_select_related = ["person", "cohort", "organization", "team"]
    search_fields = ["person__name", "person__email", "organization__name", "team__name", "cohort__title"]
    ordering = ["cohort", "person__email"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["cohort", "organization", "team"]
    readonly_fields = ["person", "status", "activated_at", "ended_at", "agreed_at", "agreements"]
    actions = ["invite_people", "withdraw_people", "complete_people"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrollment]:
        return with_latest_invitation(super().get_queryset(request))

    def get_inlines(self, request: HttpRequest, obj: Enrollment | None) -> list[Any]:
        return [InvitationInline] if obj and obj.invitations.exists() else []

    def get_fieldsets(self, request: HttpRequest, obj: Enrollment | None = None) -> Any:
        """Somebody new by address; of somebody enrolled, what an operation can change, and what it can't."""
        if obj is None:
            return [(None, {"fields": ["cohort", "email", "name", "role", "organization", "team"]})]
        shown = ["person", "cohort", "role", "organization", "team", "reason", "status", "activated_at", "ended_at"]
        shown += ["agreed_at", "agreements"]
        return [(None, {"fields": shown})]

    def get_readonly_fields(self, request: HttpRequest, obj: Enrollment | None = None) -> list[str]:
        return ["cohort", *self.readonly_fields] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = EnrollForm if obj is None else EnrollmentPlaceForm
        return super().get_form(request, obj, change=change, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Enrollment | None = None) -> bool:
        """Nobody: who leaves is withdrawn, and the history keeps it."""
        return False

    @admin.display(description=gettext_lazy("invitation"), ordering="invited_at")
    def invitation(self, enrollment: Any) -> str:
        if enrollment.status != EnrollmentStatus.INVITED:
            return "–"
        if enrollment.invited_at is None:
            return _("not sent yet")
        if enrollment.undelivered is not None:
            return _("not delivered: %(said)s") % {"said": enrollment.undelivered[:80]}
        if enrollment.invitation_ends_at <= timezone.now():
            return _("expired")
        return _("waiting for an answer")

    @admin.display(description=gettext_lazy("agreements accepted"))
    def agreements(self, enrollment: Enrollment) -> str:
        """As they stood then."""
        return "\n".join(enrollment.agreed_to) or "–"

    def save_model(self, request: HttpRequest, obj: Enrollment, form: ModelForm, change: bool) -> None:
        """Enrolls or changes through the operations; `obj` takes over what was stored."""
        by: Any = request.user
        now = timezone.now()
        if change:
            _change(obj, set(form.changed_data), by=by, now=now, reason=form.cleaned_data.get("reason", ""))
        else:
            written = form.cleaned_data
            facts = {name: written[name] for name in ("cohort", "email", "name", "role", "organization", "team")}
            obj.pk = enroll(**facts, by=by, now=now).pk
        obj.refresh_from_db()

    @admin.action(description=gettext_lazy("Send invitations"), permissions=["change"])
    def invite_people(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> None:
        send_invitations(request, queryset.select_related("person", "cohort"), now=timezone.now())

    @admin.action(description=gettext_lazy("Mark as completed"), permissions=["change"])
    def complete_people(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> None:
        now, done = timezone.now(), 0
        by: Any = request.user
        for enrollment in queryset.select_related("person", "cohort"):
            try:
                complete(enrollment=enrollment, by=by, now=now)
            except DomainError as refusal:
                messages.error(request, f"{enrollment.person}: {refusal}")
            else:
                done += 1
        text = ngettext("%(count)d person has completed.", "%(count)d people have completed.", done)
        messages.success(request, text % {"count": done})

    @admin.action(description=gettext_lazy("Withdraw, with a reason"), permissions=["change"])
    def withdraw_people(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> HttpResponse | None:
        """Asks for the reason on a page of its own, then withdraws."""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        chosen = list(queryset.select_related("person", "cohort"))
        if form.is_valid():
            by: Any = request.user
            now = timezone.now()
            for enrollment in chosen:
                withdraw(enrollment=enrollment, by=by, reason=form.cleaned_data["reason"], now=now)
            text = ngettext("%(count)d person was withdrawn.", "%(count)d people were withdrawn.", len(chosen))
            messages.success(request, text % {"count": len(chosen)})
            return None
        context = self.admin_site.each_context(request) | {
            "title": _("Withdraw people"),
            "opts": self.opts,
            "enrollments": chosen,
            "form": form,
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/cohorts/enrollment_withdraw.html", context)


def _change(wanted: Enrollment, changed: set[str], *, by: Any, now: datetime, reason: str) -> None:
    """What the form changed, each through its operation; what it didn't stays as somebody else may have made it."""
    stored = Enrollment.objects.get(pk=wanted.pk)
    if "role" in changed and stored.role != wanted.role:
        stored = change_role(enrollment=stored, role=wanted.role, by=by, now=now, reason=reason)
    organization = wanted.organization if "organization" in changed else None
    if organization is not None and stored.organization_id != organization.pk:
        stored = belong_to(enrollment=stored, organization=organization, by=by, now=now, reason=reason)
    if "team" in changed and stored.team_id != wanted.team_id:
        move_team(enrollment=stored, team=wanted.team, by=by, now=now, reason=reason)
