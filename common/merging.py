"""Asking, in the administration, which of two rows that mean one thing is kept, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError


class MergeForm(forms.Form):
    """Which of the two is kept, and why they are one."""

    kept = forms.TypedChoiceField(label=gettext_lazy("Keep"), widget=forms.RadioSelect, coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=60,
        help_text=gettext_lazy("How you know that they are one. Kept in the history with your name."),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args: Any, rows: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = [(row.pk, str(row)) for row in rows]  # type: ignore[attr-defined]


def merge_page(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    queryset: QuerySet[Any],
    *,
    action: str,
    explanation: str,
    tells: Callable[[Any], Sequence[str]],
    merge: Callable[..., Any],
) -> HttpResponse | None:
    """The page of an action that makes one of exactly two rows; None once it is done, or where it can't be asked.

    `tells` says what there is of a row; `merge` is called with `kept`, `merged` and `reason`, and may refuse.
    """
    rows = list(queryset.order_by("pk"))
    if len(rows) != 2:
        messages.error(request, _("Choose the two that are one."))
        return None
    form = MergeForm(request.POST if "reason" in request.POST else None, rows=rows)
    if form.is_valid():
        kept, merged = sorted(rows, key=lambda row: row.pk != form.cleaned_data["kept"])
        try:
            merge(kept=kept, merged=merged, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("%(merged)s is part of %(kept)s now.") % {"merged": merged, "kept": kept})
            return None
    request.current_app = model_admin.admin_site.name
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Merge two into one"),
        "opts": model_admin.opts,
        "explanation": explanation,
        "rows": [(row, tells(row)) for row in rows],
        "form": form,
        "action": action,
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/merge.html", context)
