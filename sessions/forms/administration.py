"""A session in the administration: the same facts as at the desk, on the cohort's clock."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from common import times
from sessions.forms.when import as_instant, clock_field, day_field, minutes_field
from sessions.models import LiveSession
from sessions.operations.schedule import SessionFacts


class AdministeredSessionForm(forms.ModelForm):
    """It saves nothing itself: the admin hands what was entered to the operations. The Zoom link is written, never shown."""

    day = day_field()
    wall_time = clock_field()
    minutes = minutes_field()
    reason = forms.CharField(
        label=_("why it moves"), max_length=100, required=False, help_text=_("Kept in the history.")
    )
    new_join_url = forms.URLField(
        label=_("Zoom link"), max_length=500, required=False, assume_scheme="https",
        help_text=_("It is shown to nobody. Left empty, the one that is kept stays."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "size": 60}),
    )  # fmt: skip

    class Meta:
        model = LiveSession
        fields: ClassVar = [
            "cohort", "phase", "title", "label", "kind", "summary", "featured_resource",
            "format", "makes_meeting", "zoom_host", "place_name", "place_kind", "place_address", "access_information",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            local = times.in_zone(self.instance.starts_at, self.instance.cohort.zone)
            self.initial.update(day=local.date(), wall_time=local.time(), minutes=self.instance.minutes)
            if "phase" in self.fields:
                self.fields["phase"].queryset = self.instance.cohort.phases.order_by("position", "pk")  # type: ignore[attr-defined]
        if "wall_time" in self.fields:
            self.fields["wall_time"].help_text = gettext("On the clock in the cohort's time zone.")

    def clean(self) -> dict[str, Any]:
        cohort: Cohort | None = self.instance.cohort if self.instance.pk else self.cleaned_data.get("cohort")
        self.cleaned_data["starts_at"] = as_instant(self, cohort) if cohort else None
        return self.cleaned_data

    @property
    def facts(self) -> SessionFacts:
        """What was entered besides title and time."""
        facts: Any = {
            name: self.cleaned_data[name] for name in SessionFacts.__annotations__ if name in self.cleaned_data
        }
        if self.cleaned_data["new_join_url"]:
            facts["join_url"] = self.cleaned_data["new_join_url"]
        return facts


class AgendaBlockForm(forms.ModelForm):
    """A block in the administration; without a position it comes last."""

    position = forms.IntegerField(label=_("position"), required=False, min_value=1, max_value=999)
