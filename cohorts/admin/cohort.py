"""Cohorts and their phases in the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.time_zones import zone_choices
from cohorts.enums import EnrollmentStatus
from cohorts.forms.reminders import RemindersAfterField, RemindersField
from cohorts.models import Cohort, Holiday, Phase
from cohorts.operations.cohorts import change_cohort, open_cohort
from common.admin import HistoryAdmin, RefusalsOnThePage


class CohortForm(forms.ModelForm):
    reminder_minutes = RemindersField()
    reminder_minutes_after = RemindersAfterField()

    class Meta:
        model = Cohort
        fields = "__all__"  # noqa: DJ007 - which ones is said by the fieldsets

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.fields.get("time_zone")
        if zone is not None:
            zone.widget = forms.Select(choices=zone_choices(self.initial.get("time_zone", "")))


class PhaseInline(admin.TabularInline):
    model = Phase
    extra = 0
    ordering = ["position"]
    fields = ["position", "title", "slug", "starts_on", "ends_on", "summary", "expected_participation"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 30})}}


class HolidayInline(admin.TabularInline):
    model = Holiday
    extra = 0
    ordering = ["day"]
    fields = ["day", "name"]


# What the form changes of a cohort; its program stays.
FACTS = (
    "slug", "title", "status", "starts_on", "ends_on", "time_zone", "welcome", "agreements", "reminder_minutes",
    "reminder_minutes_after", "reminders_by_kind",
    "team_size_min", "team_size_max", "staff_see_team_boards", "takes_requests", "accommodation_days",
    "pseudonyms_allowed", "titles_hidden", "answer_first", "holds_first_posts", "first_posts_held", "smallest_group",
    "makeup_words", "makeup_days", "attendance_minutes", "zoom_registration", "recordings_publish_themselves",
)  # fmt: skip


@admin.register(Cohort)
class CohortAdmin(RefusalsOnThePage, HistoryAdmin):
    form = CohortForm
    inlines = [PhaseInline, HolidayInline]
    list_display = [
        "title",
        "program",
        "status",
        "starts_on",
        "ends_on",
        "time_zone",
        "how_many_active",
        "how_many_invited",
    ]
    list_filter = ["status", "program"]
    list_select_related = ["program"]
    search_fields = ["title", "slug", "program__title", "program__short_title"]
    ordering = ["-starts_on", "title"]
    date_hierarchy = "starts_on"
    autocomplete_fields = ["program"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["created_at"]
    fieldsets = [
        (None, {"fields": ["program", "title", "slug", "status", ("starts_on", "ends_on"), "time_zone"]}),
        (_("Its people"), {"fields": ["welcome", "agreements", "takes_requests"]}),
        (_("Teams"), {"fields": [("team_size_min", "team_size_max"), "staff_see_team_boards"]}),
        (_("Safe voice"), {"fields": ["pseudonyms_allowed", "titles_hidden", "answer_first", "smallest_group"]}),
        (_("New on the boards"), {"fields": ["holds_first_posts", "first_posts_held"]}),
        (_("Attendance"), {"fields": ["attendance_minutes", ("makeup_words", "makeup_days")]}),
        (_("Recordings"), {"fields": ["recordings_publish_themselves"]}),
        (
            _("Reminders"),
            {
                "fields": [
                    "reminder_minutes",
                    "reminder_minutes_after",
                    "reminders_by_kind",
                    "accommodation_days",
                    "zoom_registration",
                    "created_at",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cohort]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                active_count=Count("enrollments", filter=Q(enrollments__status=EnrollmentStatus.ACTIVE)),
                invited_count=Count("enrollments", filter=Q(enrollments__status=EnrollmentStatus.INVITED)),
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Cohort | None = None) -> list[str]:
        return ["program", *self.readonly_fields] if obj else [*self.readonly_fields]

    def save_model(self, request: HttpRequest, obj: Cohort, form: forms.ModelForm, change: bool) -> None:
        """Opens or changes the cohort through its operation; `obj` takes over what was stored."""
        by: Any = request.user
        facts: Any = {name: getattr(obj, name) for name in FACTS}
        now = timezone.now()
        if change:
            change_cohort(cohort=obj, by=by, now=now, **facts)
        else:
            obj.pk = open_cohort(program=obj.program, by=by, now=now, **facts).pk
        obj.refresh_from_db()

    def has_delete_permission(self, request: HttpRequest, obj: Cohort | None = None) -> bool:
        """Only one in which nobody has been: what people wrote goes with their cohort."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.enrollments.exists()

    @admin.display(description=_("active"), ordering="active_count")
    def how_many_active(self, cohort: Any) -> int:
        return cohort.active_count

    @admin.display(description=_("invited"), ordering="invited_count")
    def how_many_invited(self, cohort: Any) -> int:
        return cohort.invited_count


@admin.register(Phase)
class PhaseAdmin(HistoryAdmin):
    list_display = ["title", "cohort", "position", "starts_on", "ends_on"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]
    search_fields = ["title", "summary", "cohort__title"]
    ordering = ["cohort", "position"]
    autocomplete_fields = ["cohort"]


@admin.register(Holiday)
class HolidayAdmin(HistoryAdmin):
    list_display = ["name", "day", "cohort"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]
    search_fields = ["name", "cohort__title"]
    date_hierarchy = "day"
    ordering = ["-day"]
    autocomplete_fields = ["cohort"]
