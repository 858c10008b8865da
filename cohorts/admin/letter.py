"""Letters to people of a cohort, to be read only; to whom each went stands in the mails."""

from __future__ import annotations

from django.contrib import admin

from cohorts.models import CohortLetter
from common.admin import ReadOnlyAdmin


@admin.register(CohortLetter)
class CohortLetterAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["subject", "cohort", "written_by", "written_at"]
    list_filter = ["cohort"]
    list_select_related = ["cohort", "written_by"]
    search_fields = ["subject", "cohort__title", "written_by__name", "written_by__email"]
    date_hierarchy = "written_at"
    ordering = ["-written_at"]
    fields = ["cohort", "written_by", "written_at", "subject", "text"]
