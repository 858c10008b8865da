"""Choosing how one is told: one choice for each matter in each cohort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import PortalFormMixin
from notifications.enums import Channel, DigestEvery, Weekday
from notifications.matters import Matter
from notifications.models import MailHours
from notifications.queries import Choice
from notifications.quiet_hours import is_within

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
OF_HOURS = ("digest", "weekday", "hour", "quiet_from", "quiet_until")


@dataclass(frozen=True)
class Section:
    """A matter and the fields of its places."""

    matter: Matter
    fields: list[BoundField]


class PreferencesForm(PortalFormMixin, forms.Form):
    digest = forms.ChoiceField(label=_("The digest comes"), choices=DigestEvery.choices)
    weekday = forms.TypedChoiceField(
        label=_("On this day"), choices=Weekday.choices, coerce=int, help_text=_("Where it comes once a week.")
    )
    hour = forms.TypedChoiceField(
        label=_("From this hour on"),
        choices=HOURS,
        coerce=int,
        help_text=_("In your time zone."),
    )

    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), choices=[("", _("no quiet hours")), *HOURS], coerce=int, empty_value=None, required=False
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet until"),
        choices=[("", _("no quiet hours")), *HOURS],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any = None, *, choices: list[Choice], hours: MailHours) -> None:
        super().__init__(data, initial={name: getattr(hours, name) for name in OF_HOURS})
        self.choices = choices
        for choice in choices:
            self.fields[_name(choice)] = forms.ChoiceField(
                label=choice.place.title, choices=Channel.choices, initial=choice.channel
            )

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends, and the digest comes outside of them."""
        said = super().clean() or self.cleaned_data
        begin, end = said.get("quiet_from"), said.get("quiet_until")
        if self.errors or (begin is None and end is None):
            return said
        if begin is None or end is None:
            missing = "quiet_from" if begin is None else "quiet_until"
            self.add_error(missing, gettext("Quiet hours have a beginning and an end. Choose both, or none."))
        elif begin == end:
            self.add_error(
                "quiet_until", gettext("Quiet hours can’t last all day. Choose an end other than the beginning.")
            )
        elif said["digest"] != DigestEvery.NEVER and is_within(said["hour"], begin, end):
            self.add_error(
                "hour", gettext("The digest would come in your quiet hours. Choose an hour outside of them.")
            )
        return said

    @property
    def sections(self) -> Iterator[Section]:
        """The fields by matter, for the page."""
        for matter, of_matter in groupby(self.choices, key=lambda choice: choice.matter):
            yield Section(matter, [self[_name(choice)] for choice in of_matter])

    @property
    def of_digest(self) -> list[BoundField]:
        """The fields about the digest."""
        return [self["digest"], self["weekday"], self["hour"]]

    @property
    def of_quiet_hours(self) -> list[BoundField]:
        """The fields about quiet hours."""
        return [self["quiet_from"], self["quiet_until"]]

    @property
    def chosen(self) -> dict[tuple[str, str], Channel]:
        """What is other than it was, by matter and place."""
        return {
            (choice.matter.name, choice.place.key): Channel(self.cleaned_data[_name(choice)])
            for choice in self.choices
            if self.cleaned_data[_name(choice)] != choice.channel
        }


def _name(choice: Choice) -> str:
    return f"{choice.matter.name}@{choice.place.key}"
