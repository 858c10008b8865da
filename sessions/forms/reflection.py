"""Writing a reflection, erasing it, taking one off the wall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from sessions.models import Reflection, TableNote
from sessions.operations.reflections import LONGEST_REASON


class ReflectionForm(PortalFormMixin, forms.Form):
    """One's own words. How long they may be is the operation's to say: the form only reads."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}), min_value=0)
    body = forms.CharField(
        label=_("Your words"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown works: *emphasis*, **strong**, lists, links. Up to 20,000 characters."),
    )  # fmt: skip

    def __init__(self, *args: Any, reflection: Reflection | TableNote | None, **kwargs: Any) -> None:
        if reflection is not None:
            kwargs["initial"] = {"body": reflection.body, "version": reflection.version}
        super().__init__(*args, **kwargs)

    def clean_version(self) -> int:
        """A form without one began with nothing."""
        return self.cleaned_data["version"] or 0

    def go_on_from(self, version: int) -> None:
        """Makes this the version the next save begins with; what was typed stays."""
        sent = self.data.dict() if hasattr(self.data, "dict") else self.data
        self.data = {**sent, "version": str(version)}


class EraseForm(PortalFormMixin, forms.Form):
    """A yes before one's words are gone."""

    submit_label = _("Erase it for good")
    submit_kind = "danger"
    cancel_label = _("Keep it")


class TakeOffForm(PortalFormMixin, forms.Form):
    """Why it is taken off the wall."""

    submit_label = _("Take it off the wall")
    submit_kind = "danger"

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("The author reads it; the others don’t."),
    )
