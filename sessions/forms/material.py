"""A link or a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from common.uploads import kinds_in_words, limit_in_words


class MaterialForm(PortalFormMixin, forms.Form):
    """One material; either has a link or a file, never both."""

    submit_label = _("Add it")

    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("A file without one goes by its own name.")
    )
    url = forms.URLField(
        label=_("Link"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://…"}),
    )  # fmt: skip
    file = forms.FileField(label=_("or a file"), required=False, max_length=255, allow_empty_file=True)
    description = forms.CharField(
        label=_("What it is for"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Up to %(limit)s: %(kinds)s. Photographs lose the place they were taken at."
        ) % {
            "limit": limit_in_words(),
            "kinds": kinds_in_words(),
        }

    def clean(self) -> dict[str, Any]:
        entered = self.cleaned_data
        url, file = entered.get("url"), entered.get("file")
        if url and file:
            self.add_error("file", _("Add the link and the file one after the other."))
        elif not url and not file and not {"url", "file"} & set(self.errors):
            self.add_error("url", _("Give a link or choose a file."))
        if url and not entered.get("title"):
            self.add_error("title", _("Say what the link leads to."))
        return entered
