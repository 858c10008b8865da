"""Pseudonyms in the administration: that they are there, and who looked one up. Whose they are stands on no page here."""

from __future__ import annotations

from django.contrib import admin

from cohorts.models import Pseudonym, PseudonymOpening
from common.admin import ReadOnlyAdmin


@admin.register(Pseudonym)
class PseudonymAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    """To find out who one is there is the cohort's own desk: it asks for a reason and keeps it.

    Also not which is retired: the history of people tells who had two accounts that became one.
    """

    list_display = ["__str__", "cohort"]
    list_filter = ["cohort"]
    list_select_related = ["cohort"]
    search_fields = ["name", "cohort__title"]
    ordering = ["cohort", "name"]
    fields = ["cohort", "name", "speaks_as"]


@admin.register(PseudonymOpening)
class PseudonymOpeningAdmin(ReadOnlyAdmin, admin.ModelAdmin):
    list_display = ["pseudonym", "cohort", "opened_by", "opened_at", "reason"]
    list_filter = ["pseudonym__cohort"]
    list_select_related = ["pseudonym__cohort", "opened_by"]
    search_fields = ["pseudonym__name", "reason", "opened_by__name", "opened_by__email"]
    date_hierarchy = "opened_at"
    ordering = ["-opened_at"]
    fields = ["pseudonym", "opened_by", "opened_at", "reason"]

    @admin.display(ordering="pseudonym__cohort__title")
    def cohort(self, opening: PseudonymOpening) -> str:
        return opening.pseudonym.cohort.title
