"""Participation rules in the administration."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.admin import HistoryAdmin
from progress.models import ParticipationRule
from progress.operations.rule import set_participation_rule

SAID = ("words", "responses_required", "replies_required", "words_required", "reply_outside_organization")


@admin.register(ParticipationRule)
class ParticipationRuleAdmin(HistoryAdmin):
    list_display = [
        "cohort", "responses_required", "replies_required", "words_required", "reply_outside_organization",
    ]  # fmt: skip
    list_filter = ["cohort__program", "reply_outside_organization"]
    list_select_related = ["cohort"]
    search_fields = ["words", "cohort__title"]
    ordering = ["cohort"]
    autocomplete_fields = ["cohort"]
    fieldsets = [
        (None, {"fields": ["cohort", "words"]}),
        (
            _("What the portal counts, for each session"),
            {"fields": ["responses_required", "replies_required", "words_required", "reply_outside_organization"]},
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: ParticipationRule | None = None) -> list[str]:
        """A rule stays with its cohort."""
        return ["cohort"] if obj else []

    def save_model(self, request: HttpRequest, obj: ParticipationRule, form: ModelForm, change: bool) -> None:
        """Through the operation, so that the history says who and why."""
        by: Any = request.user
        said = {name: getattr(obj, name) for name in SAID}
        set_participation_rule(cohort=obj.cohort, **said, by=by)
        obj.pk = ParticipationRule.objects.get(cohort=obj.cohort).pk
