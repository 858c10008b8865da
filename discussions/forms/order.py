"""Moving, splitting and joining threads: what to choose, and the yes after reading what it means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from discussions.models import Thread
from discussions.operations.threads import LONGEST_TITLE
from discussions.querysets import BoardQuerySet


class TwoStepForm(PortalFormMixin, forms.Form):
    """A choice that is done when it has been read what it means: `chosen` names the field, `confirmed` what was read."""

    chosen = ""
    submit_label = _("Go on")
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def choice(self) -> str:
        """What was chosen, as it was sent."""
        return str(self.data.get(self.chosen, ""))

    @property
    def is_confirmed(self) -> bool:
        return bool(self.choice) and self.cleaned_data.get("confirmed") == self.choice

    def ask(self, label: Any) -> None:
        """From now on it asks for the yes, with a button that says what it does."""
        self.data = {**self.data.dict(), "confirmed": self.choice}  # type: ignore[attr-defined]
        self.fields[self.chosen].widget = forms.HiddenInput()
        self.submit_label = label


class MoveForm(TwoStepForm):
    chosen = "board"

    def __init__(self, *args: Any, boards: BoardQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"] = forms.ModelChoiceField(
            label=_("To which board?"), queryset=boards, empty_label=_("Choose")
        )
        self.fields["board"].label_from_instance = lambda board: board.name  # type: ignore[attr-defined]


class JoinForm(TwoStepForm):
    chosen = "thread"

    def __init__(self, *args: Any, offered: list[tuple[str, list[Thread]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(name, [(thread.pk, thread.title) for thread in threads]) for name, threads in offered]
        self.threads = {thread.pk: thread for _name, threads in offered for thread in threads}
        self.fields["thread"] = forms.TypedChoiceField(
            label=_("Which thread does it become part of?"), choices=[("", _("Choose")), *groups], coerce=int
        )

    @property
    def target(self) -> Thread:
        """The thread that was chosen."""
        return self.threads[self.cleaned_data["thread"]]


class SplitForm(PortalFormMixin, forms.Form):
    submit_label = _("Split it off")

    title = forms.CharField(
        label=_("Title of the new thread"), required=False, max_length=LONGEST_TITLE,
        help_text=_("What it is about, in one line."),
    )  # fmt: skip
