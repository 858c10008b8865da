"""The two steps of starting a cohort: how its dates are proposed, then every date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import dateformat
from django.utils.dates import WEEKDAYS
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.profile import TimeZoneField
from common.forms import ClockInput, DayInput, PortalFormHelper, PortalFormMixin, SaysWhatToDo
from common.wall_clock import LAST, Month, MonthlyRule, NonexistentTime
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.new_dates import propose
from cop_portal.blueprints.proposal import Basis, ProposedPhase, ProposedSchedule, ProposedSession

MONTHS_AHEAD = 24
TIMES = ("day", "start", "minutes")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2095, 12, 31)

NTHS = [
    (1, gettext_lazy("first")),
    (2, gettext_lazy("second")),
    (3, gettext_lazy("third")),
    (4, gettext_lazy("fourth")),
    (LAST, gettext_lazy("last")),
]


class RuleForm(PortalFormMixin, forms.Form):
    """Step 1: the title, and the rule by which the blueprint's sessions find their days."""

    submit_label = gettext_lazy("Propose the dates")

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=160, help_text=gettext_lazy("As people will know this cohort.")
    )
    first_month = forms.ChoiceField(label=gettext_lazy("Month of the first session"))
    first_day = forms.DateField(
        label=gettext_lazy("Day of the first session"),
        required=False,
        widget=DayInput(attrs={"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}),
        help_text=gettext_lazy("If it is settled already. It counts in place of the month."),
    )
    nth = forms.TypedChoiceField(label=gettext_lazy("Held on the"), choices=NTHS, coerce=int)
    weekday = forms.TypedChoiceField(label=gettext_lazy("Weekday"), choices=WEEKDAYS.items(), coerce=int)
    start = forms.TimeField(
        label=gettext_lazy("Start"),
        widget=ClockInput(),
        help_text=gettext_lazy("The clock time stays the same when daylight-saving time begins or ends."),
    )
    time_zone = TimeZoneField(help_text=gettext_lazy("The cohort's own; people see their own time beside it."))

    def __init__(self, data: Mapping[str, Any] | None, *, blueprint: Blueprint, today: date) -> None:
        series, zone = blueprint.series, blueprint.cohort_defaults.time_zone
        next_month = Month.of(today).plus(1)
        initial = {
            "title": f"{blueprint.program.short_title} {next_month.year}",
            "first_month": str(next_month),
            "nth": series.rule.n,
            "weekday": series.rule.weekday,
            "start": series.start,
            "time_zone": zone,
        }
        super().__init__(data, initial=initial)
        months = [Month.of(today).plus(step) for step in range(-1, MONTHS_AHEAD)]
        self.fields["first_month"].choices = [  # type: ignore[attr-defined]
            (str(month), dateformat.format(month.first_day, "F Y")) for month in months
        ]
        self.blueprint = blueprint

    @property
    def helper(self) -> PortalFormHelper:
        """Asked with GET: it saves nothing, and step 2 has an address of its own to come back to."""
        helper = super().helper
        helper.form_method = "get"
        return helper

    def form_layout(self) -> Layout:
        """Pairs stand side by side."""
        return Layout(
            "title",
            Div("first_month", "first_day", css_class="row"),
            Div("nth", "weekday", css_class="row"),
            Div("start", "time_zone", css_class="row"),
        )

    def clean_first_day(self) -> date | None:
        """Refuses a slip of the keyboard, such as the year 20."""
        return _within_reason(self.cleaned_data["first_day"])

    def proposal(self) -> ProposedSchedule:
        """The dates by the rule; for a form that is valid. Sessions with an hour of their own keep it until another is chosen."""
        said, usual = self.cleaned_data, self.blueprint.series.start
        year, _dash, month = said["first_month"].partition("-")
        return propose(
            self.blueprint,
            first=said["first_day"] or Month(int(year), int(month)),
            rule=MonthlyRule(said["nth"], said["weekday"]),
            start=said["start"] if said["start"] != usual else None,
            time_zone=said["time_zone"],
        )

    def hidden(self) -> list[tuple[str, str]]:
        """What step 2 sends along, so that it can be proposed again: names and values."""
        return [(name, str(self[name].value() or "")) for name in self.fields if name != "title"]


class NameForm(SaysWhatToDo, forms.Form):
    """Step 2, above the dates: what the cohort is called."""

    title = RuleForm.base_fields["title"]
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=80,
        help_text=gettext_lazy("Part of the page's address: letters, digits and hyphens."),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, title: str) -> None:
        super().__init__(data, initial={"title": title, "slug": slugify(title)[:80].strip("-")})
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_slug(self) -> str:
        """Addresses are in lower case."""
        return self.cleaned_data["slug"].lower()


class SessionForm(SaysWhatToDo, forms.Form):
    """Step 2, one row: when a session of the blueprint is held, or that it isn't."""

    keep = forms.BooleanField(label=gettext_lazy("Hold it"), required=False)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    start = forms.TimeField(label=gettext_lazy("Start"), widget=ClockInput())
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=720)
    confirmed = forms.BooleanField(label=gettext_lazy("This is right"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, proposed: ProposedSession, confirm_all: bool) -> None:
        self.proposed, self.confirm_all = proposed, confirm_all
        times = {"day": proposed.day, "start": proposed.start, "minutes": proposed.minutes}
        super().__init__(data, prefix=proposed.slug, initial={**times, "keep": True})
        if not proposed.optional:
            del self.fields["keep"]
        if proposed.basis is not Basis.UNSETTLED:
            del self.fields["confirmed"]
        for name, field in self.fields.items():
            check = isinstance(field, forms.BooleanField)
            field.widget.attrs["class"] = "form-check-input" if check else "form-control"
            field.widget.attrs["aria-describedby"] = f"{proposed.slug}-what {proposed.slug}-wrong"
            if name == "day":
                field.widget.attrs |= {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}

    @property
    def is_left_out(self) -> bool:
        return "keep" in self.fields and not self.cleaned_data.get("keep")

    @property
    def chosen_day(self) -> date | None:
        """What stands in the day's field, where that is a day."""
        try:
            return self.fields["day"].to_python(self["day"].value())
        except forms.ValidationError:
            return None

    @property
    def weekday(self) -> str:
        """The weekday of it."""
        return dateformat.format(self.chosen_day, "l") if self.chosen_day else ""

    def doubts(self, phase: ProposedPhase | None, *, today: date) -> list[str]:
        """A sentence for each thing about the day that may not be meant: nothing here forbids."""
        day, said = self.chosen_day, []
        if day is None or ("keep" in self.fields and not self["keep"].value()):
            return []
        if day < today:
            said.append(_("This day has passed."))
        if phase and not phase.holds(day):
            said.append(_("It lies outside the phase “%(phase)s”.") % {"phase": phase.title})
        return said

    @property
    def is_changed(self) -> bool:
        """Whether somebody chose another time than the one proposed; for fields that could be read."""
        return any(self.cleaned_data[name] != getattr(self.proposed, name) for name in TIMES)

    def clean_day(self) -> date | None:
        """Refuses a slip of the keyboard."""
        return _within_reason(self.cleaned_data["day"])

    def clean(self) -> None:
        """A proposal that nobody has changed or confirmed waits; a time that the clocks skip is refused."""
        if self.is_left_out:
            self.errors.clear()
        if self.errors or self.is_left_out:
            return
        if "confirmed" in self.fields and not (self.is_changed or self.cleaned_data["confirmed"] or self.confirm_all):
            self.add_error("confirmed", _("This date is only proposed. Confirm it, or choose another."))
        try:
            self.applied_to(ProposedSchedule((self.proposed,), ()))
        except NonexistentTime as refusal:
            self.add_error("start", str(refusal))

    def applied_to(self, schedule: ProposedSchedule) -> ProposedSchedule:
        """The schedule with this session as the form says. Raises `NonexistentTime`."""
        said, slug = self.cleaned_data, self.proposed.slug
        if self.is_left_out:
            return schedule.without(slug)
        if self.proposed.basis is not Basis.UNSETTLED and not self.is_changed:
            return schedule
        return schedule.move(slug, **{name: said[name] for name in TIMES})


def _within_reason(day: date | None) -> date | None:
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise forms.ValidationError(
            _("The year must lie between %(first)d and %(last)d.") % {"first": FIRST_DAY.year, "last": LAST_DAY.year}
        )
    return day
