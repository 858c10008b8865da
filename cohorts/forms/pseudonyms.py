"""Choosing the name one speaks under, and looking up whose one is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cohorts.enums import SpeaksAs
from cohorts.operations.pseudonyms import LONGEST_REASON
from common.forms import PortalFormMixin


class PseudonymForm(PortalFormMixin, forms.Form):
    """One of the names that are free, and what somebody says of themselves, if anything."""

    submit_label = gettext_lazy("Take this name")

    name = forms.ChoiceField(label=gettext_lazy("Name"), widget=forms.RadioSelect)
    speaks_as = forms.ChoiceField(
        label=gettext_lazy("What others read beside it"),
        required=False,
        choices=[("", gettext_lazy("nothing")), *SpeaksAs.choices],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("In a small community this alone may tell who you are."),
    )

    def __init__(self, *args: Any, proposals: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        # What was sent is the operation's to judge: the proposals of the page before have gone.
        sent = self.data.get("name", "") if self.is_bound else ""
        names = [*([sent] if sent and sent not in proposals else []), *proposals]
        field.choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.initial.setdefault("name", names[0])
        self.initial.setdefault("speaks_as", "")


class OpenPseudonymForm(PortalFormMixin, forms.Form):
    """Why somebody needs to know who it is."""

    submit_label = gettext_lazy("Show the name")
    submit_kind = "secondary"

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Such as: a worry about their safety. It is kept, and the person can read it."),
    )
