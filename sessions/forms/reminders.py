"""When people are reminded of sessions of each kind."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.reminders import OwnRemindersAfterField, OwnRemindersField
from cohorts.models import Cohort
from cohorts.reminder_words import in_words
from common.forms import PortalFormMixin
from common.seen_forms import SEEN, SeenFormMixin
from sessions.enums import SessionKind


class RemindersForm(SeenFormMixin, PortalFormMixin, forms.Form):
    """Two fields for each kind of session: before its start and after its end."""

    submit_label = gettext_lazy("Save the reminders")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        stored = cohort.reminders_by_kind
        kwargs["initial"] = {
            _name(kind, end): stored.get(kind, {}).get(end)
            for kind in SessionKind.values
            for end in ("before", "after")
        }
        # Made before the mixin looks at which fields there are.
        self.base_fields = {}  # type: ignore[misc] # of this form alone: the labels name its cohort's lengths
        for kind in SessionKind:
            words = {"kind": kind.label}
            before, after = in_words(cohort.reminder_minutes), in_words(cohort.reminder_minutes_after)
            self.base_fields[_name(kind, "before")] = OwnRemindersField(
                label=_("Before the start"),
                help_text=_("Empty: as for all sessions, %(lengths)s.") % {"lengths": before},
                widget=forms.TextInput(attrs={"aria-label": _("%(kind)s, before the start") % words}),
            )
            self.base_fields[_name(kind, "after")] = OwnRemindersAfterField(
                label=_("After the end"),
                help_text=_("Empty: as for all sessions, %(lengths)s.") % {"lengths": after},
                widget=forms.TextInput(attrs={"aria-label": _("%(kind)s, after the end") % words}),
            )
        super().__init__(*args, **kwargs)

    @property
    def by_kind_and_end(self) -> dict[tuple[str, str], list[int] | None]:
        """What was changed, for `set_reminders_by_kind`."""
        return {_read(name): minutes for name, minutes in self.changes.items() if name in self.stored}

    def form_layout(self) -> Layout:
        """A kind, its two fields side by side."""
        rows = [
            Fieldset(kind.label, Div(_name(kind, "before"), _name(kind, "after"), css_class="row"))
            for kind in SessionKind
        ]
        return Layout(SEEN, *rows)


def _name(kind: str, end: str) -> str:
    return f"{end}-{kind}"


def _read(name: str) -> tuple[str, str]:
    end, _dash, kind = name.partition("-")
    return kind, end
