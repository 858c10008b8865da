"""Saying what one needs, answering it, and talking about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from sessions.enums import AccommodationKind, AccommodationStatus
from sessions.models.accommodation import LONGEST_MESSAGE, LONGEST_NEED, Need
from sessions.operations.accommodations import Needed


class NeedForm(PortalFormMixin, forms.Form):
    """What one needs at a session, or at every one."""

    submit_label = _("Ask for it")

    kinds = forms.MultipleChoiceField(
        label=_("What you need"), choices=AccommodationKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=LONGEST_NEED, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The facilitators read this too, to prepare. Without the tick below they do not see who wrote it."),
    )  # fmt: skip
    shows_name = forms.BooleanField(
        label=_("Show my name to the facilitators too"), required=False,
        help_text=_("Only if it can’t be met otherwise, as when a seat is kept for you."),
    )  # fmt: skip

    def __init__(self, *args: Any, need: Need | None = None, **kwargs: Any) -> None:
        if need is not None:
            kwargs["initial"] = {"kinds": need.kinds, "words": need.words, "shows_name": need.shows_name}
        super().__init__(*args, **kwargs)

    @property
    def needed(self) -> Needed:
        """What was said, once the form is valid."""
        said = self.cleaned_data
        return Needed(tuple(said["kinds"]), said["words"], said["shows_name"])


class AnswerForm(PortalFormMixin, forms.Form):
    """The coordinators' answer."""

    submit_label = _("Save the answer")

    to = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect,
        choices=[
            (AccommodationStatus.ARRANGED, _("It is arranged")),
            (AccommodationStatus.NOT_MET, _("It cannot be met")),
        ],
    )  # fmt: skip
    answer = forms.CharField(
        label=_("Your words to the person"), required=False, max_length=LONGEST_NEED,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How it is arranged; or why it cannot be met, and what there is instead."),
    )  # fmt: skip

    def clean_to(self) -> datetime | None:
        """When the need was asked for that stood on the page; what isn't a time is nothing."""
        try:
            return datetime.fromisoformat(self.cleaned_data["to"])
        except ValueError:
            return None


class MessageForm(PortalFormMixin, forms.Form):
    """A line of the conversation."""

    submit_label = _("Send")

    body = forms.CharField(
        label=_("Your message"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 4})
    )
