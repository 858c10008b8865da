"""A table's notes, and hiding one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from sessions.forms.reflection import ReflectionForm
from sessions.operations.table_notes import LONGEST_REASON


class NoteForm(ReflectionForm):
    """One person's notes for a table; saved as a reflection is."""

    body = forms.CharField(
        label=_("Your notes"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What was said, in the table’s words; no names. Markdown works: *emphasis*, **strong**, lists, links."),
    )  # fmt: skip


class HideForm(PortalFormMixin, forms.Form):
    """Why it is hidden."""

    submit_label = _("Hide it")
    submit_kind = "danger"

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Whoever wrote it reads it; the others don’t."),
    )
