"""A line of a transcript, and the chapters of a recording."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from sessions.operations.transcripts import LONGEST_LINE, LONGEST_SPEAKER
from sessions.transcripts.clock import seconds_of


class SeenForm(PortalFormMixin, forms.Form):
    """A form that says what stood there when it was drawn, so that two who write at once notice."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def see(self, reading: str) -> None:
        """What is shown again has seen what stands there now."""
        data: Any = self.data
        self.data = data.copy()
        self.data["seen"] = reading  # type: ignore[index]


class CueForm(SeenForm):
    """Who speaks, and what is said."""

    submit_label = _("Save the line")

    speaker = forms.CharField(
        label=_("Who speaks"), max_length=LONGEST_SPEAKER, required=False, help_text=_("Empty where it isn't known.")
    )
    text = forms.CharField(label=_("What is said"), max_length=LONGEST_LINE, widget=forms.Textarea(attrs={"rows": 3}))


class ChaptersForm(SeenForm):
    """One chapter a line; none at all brings back those of the agenda."""

    submit_label = _("Save the chapters")

    chapters = forms.CharField(
        label=_("Chapters"), max_length=15_000, required=False, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One a line, time and title: “12:34 Questions and answers”. Leave it empty to take those of the agenda."),
    )  # fmt: skip

    def clean_chapters(self) -> list[tuple[int, str]]:
        """(seconds, title) of each line."""
        found = []
        for line in self.cleaned_data["chapters"].splitlines():
            if not line.strip():
                continue
            time, _space, title = line.strip().partition(" ")
            seconds = seconds_of(time) if ":" in time else None
            if seconds is None or not title.strip():
                said = say("“%(line)s” is no chapter. Write a time and a title, such as “12:34 Questions and answers”.")
                raise ValidationError(said % {"line": line.strip()[:80]})
            found.append((seconds, title.strip()))
        return found
