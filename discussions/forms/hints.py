"""A form that asks its author once more before it posts what looks like patient data, or like a call to lobby."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from discussions.hints import BIRTH, LOBBYING, PHONE, RECORD, SOCIAL_SECURITY, findings, unseen

if TYPE_CHECKING:
    from django.http import QueryDict

SENTENCES: dict[str, str | Promise] = {
    RECORD: _("This looks like the number of a patient’s record:"),
    SOCIAL_SECURITY: _("This looks like a Social Security number:"),
    BIRTH: _("This looks like a date of birth beside a name:"),
    PHONE: _("This looks like somebody’s phone number:"),
    LOBBYING: _("This reads like a call to lobby:"),
}


@dataclass(frozen=True)
class Hint:
    """One finding as its author reads it."""

    sentence: str | Promise
    excerpt: str


class HintsMixin(forms.Form):
    """Nothing is blocked: what was shown once comes back as seen (`hints_seen`), and is posted. Nothing is kept or logged."""

    hints_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    # What the page shows; empty where nothing is to be asked.
    hints: tuple[Hint, ...] = ()
    about_patients = about_lobbying = False

    def asks_first(self, *fields: str, lobbying: bool, before: str = "") -> bool:
        """Whether the author is to look once more: something was found in these fields that they weren't shown yet.

        `before`: the words that stand already, which aren't asked about again.
        """
        found = findings(self._words(fields), lobbying=lobbying)
        said = str(self.cleaned_data.get("hints_seen") or "").split()
        known = [finding.token for finding in findings(before, lobbying=lobbying)] if before else []
        new = unseen(found, [*said, *known])
        if not new:
            return False
        self.hints = tuple(Hint(SENTENCES[finding.kind], finding.excerpt) for finding in new)
        self.about_lobbying = any(finding.kind == LOBBYING for finding in new)
        self.about_patients = any(finding.kind != LOBBYING for finding in new)
        # The form that goes back says what its author has now been shown.
        data = cast("QueryDict", self.data).copy()
        data["hints_seen"] = " ".join(finding.token for finding in found)
        self.data = data
        return True

    def _words(self, fields: tuple[str, ...]) -> str:
        return "\n\n".join(str(self.cleaned_data.get(name) or "") for name in fields)
