"""A series: the rule it follows, then every date of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from cohorts.models import Cohort
from common.forms import PortalFormMixin, SaysWhatToDo, name_by_row
from common.wall_clock import LAST
from sessions.enums import Rhythm, SessionFormat, SessionKind
from sessions.forms.room_link import RoomLinkField
from sessions.forms.when import PhaseField, as_instant, clock_field, day_field, minutes_field, name_zone
from sessions.operations.schedule import SessionFacts
from sessions.operations.series import MOST_SESSIONS, SeriesRow, SeriesRule
from sessions.operations.zoom_client import zoom_is_set_up

# What the fields of the preview begin with.
SHARED, ROWS = "all", "rows"
NTHS = [
    (1, pgettext_lazy("weekday of the month", "first")),
    (2, pgettext_lazy("weekday of the month", "second")),
    (3, pgettext_lazy("weekday of the month", "third")),
    (4, pgettext_lazy("weekday of the month", "fourth")),
    (LAST, pgettext_lazy("weekday of the month", "last")),
]


class SeriesRuleForm(PortalFormMixin, forms.Form):
    """How the dates follow from one another, and what all sessions share."""

    submit_label = _("Propose the dates")

    rhythm = forms.ChoiceField(label=_("They meet"), choices=Rhythm.choices)
    n = forms.TypedChoiceField(
        label=_("On the"), choices=NTHS, coerce=int, initial=3, help_text=_("For monthly series.")
    )
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int, initial=2)
    first_day = day_field(label=_("From this day on"), required=False)
    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=MOST_SESSIONS, initial=8, required=False,
        help_text=_("Left empty: as many as there are titles below."),
    )  # fmt: skip
    days = forms.CharField(
        label=_("Dates"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only where you list them: one a line, such as 2026-09-16."),
    )  # fmt: skip
    wall_time = clock_field(initial="15:00")
    minutes = minutes_field()
    titles = forms.CharField(
        label=_("Titles"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One a line, in the order of the dates; an empty line leaves one open. The next step can change them."),
    )  # fmt: skip
    label = forms.CharField(
        label=_("Label"), required=False, max_length=36, initial=_("Session"),
        help_text=_("A number follows it: Session 1, Session 2 …"),
    )  # fmt: skip
    first_number = forms.IntegerField(label=_("First number"), min_value=0, max_value=999, initial=1)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_zone(self.fields["wall_time"], cohort)

    @property
    def rule(self) -> SeriesRule:
        """For `propose_days`."""
        entered = self.cleaned_data
        return SeriesRule(
            rhythm=entered["rhythm"],
            first_day=entered["first_day"],
            count=entered["count"] or len(self.title_lines),
            n=entered["n"],
            weekday=entered["weekday"],
            days=entered["days"],
        )

    @property
    def title_lines(self) -> list[str]:
        """The titles in their order; an empty line between them leaves one open."""
        return [line.strip()[:200] for line in self.cleaned_data["titles"].strip().splitlines()]

    def clean_days(self) -> list[date]:
        """The listed dates. Raises `ValidationError` naming the lines that are none."""
        lines = [line.strip() for line in re.split(r"[\n,;]", self.cleaned_data["days"]) if line.strip()]
        read = {line: _day_in(line) for line in lines}
        wrong = [line for line, day in read.items() if day is None]
        if wrong:
            raise ValidationError(
                ngettext_lazy(
                    "This is no date: %(lines)s. Write dates as 2026-09-16.",
                    "These are no dates: %(lines)s. Write dates as 2026-09-16.",
                    len(wrong),
                )
                % {"lines": ", ".join(wrong[:5])}
            )
        return [day for day in read.values() if day is not None]

    def rows(self, days: list[date]) -> list[dict[str, str]]:
        """What is known of each session: its day, a numbered label, the titles in their order."""
        label, number, titles = self.cleaned_data["label"], self.cleaned_data["first_number"], self.title_lines
        return [
            {
                "day": day.isoformat(),
                "label": f"{label} {number + place}" if label else "",
                "title": titles[place] if place < len(titles) else "",
                "kind": SessionKind.MODULE.value,
            }
            for place, day in enumerate(days)
        ]

    def form_layout(self) -> Layout:
        return Layout(
            Fieldset(_("Dates"), Row("rhythm", "n", "weekday"), Row("first_day", "count"), "days"),
            Fieldset(_("Hour"), Row("wall_time", "minutes")),
            Fieldset(_("Names"), "titles", Row("label", "first_number")),
        )


class SharedForm(PortalFormMixin, forms.Form):
    """What all sessions of the series share, and what an added row begins with."""

    format = forms.ChoiceField(label=_("Format"), choices=SessionFormat.choices, initial=SessionFormat.VIRTUAL)
    makes_meeting = forms.BooleanField(
        label=_("Let the portal make a meeting at Zoom"), required=False, initial=True,
        help_text=_("One for each session. A link that is pasted below goes before it."),
    )  # fmt: skip
    join_url = RoomLinkField(
        help_text=_("One for all, if you have it already. It is shown to nobody: people join through the portal.")
    )
    usual_wall_time = forms.TimeField(required=False, widget=forms.HiddenInput)
    usual_minutes = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not zoom_is_set_up():
            del self.fields["makes_meeting"]
        if cohort.phases.exists():
            self.fields["phase"] = PhaseField(cohort=cohort, empty_label=_("by the dates of the phases"))

    @property
    def facts(self) -> SessionFacts:
        """What holds for every session; the phase apart."""
        names = ("format", "join_url", "makes_meeting")
        entered: Any = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return SessionFacts(**entered)

    @property
    def usual(self) -> dict[str, Any]:
        """Start and length of the rule."""
        return {"wall_time": self.cleaned_data["usual_wall_time"], "minutes": self.cleaned_data["usual_minutes"]}


class SeriesRowForm(SaysWhatToDo, forms.Form):
    """One session of the series. A row that was added and left as it was is none."""

    day = day_field()
    wall_time = clock_field()
    minutes = minutes_field()
    label = forms.CharField(label=_("Label"), max_length=40, required=False)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=SessionKind.choices, initial=SessionKind.MODULE)

    def __init__(self, *args: Any, cohort: Cohort, usual: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"initial": usual}))
        self.cohort = cohort
        self.warnings: list[str] = []

    def clean(self) -> dict[str, Any]:
        """Without a title, the session is called by its label; it needs one of them."""
        if self.cleaned_data.get("DELETE"):
            # What stands in a row that is left out doesn't matter.
            self.errors.clear()
            return self.cleaned_data
        title = self.cleaned_data.get("title") or self.cleaned_data.get("label")
        if not title and not self.errors.get("title"):
            self.add_error("title", _("Give it a title or a label."))
        self.cleaned_data["title"] = title
        self.cleaned_data["starts_at"] = as_instant(self, self.cohort)
        return self.cleaned_data

    @property
    def starts_at(self) -> datetime | None:
        """The instant, where the clock shows it."""
        return self._entered("starts_at")

    @property
    def planned_day(self) -> date | None:
        """The day, where it is one."""
        return self._entered("day")

    @property
    def length(self) -> int:
        return self._entered("minutes") or 0

    @property
    def planned_kind(self) -> str:
        return self._entered("kind") or ""

    @property
    def is_left_out(self) -> bool:
        return bool(self._entered("DELETE"))

    def row(self, facts: SessionFacts) -> SeriesRow:
        """For `schedule_series`; `facts` are those of the whole series."""
        entered = self.cleaned_data
        own = SessionFacts(label=entered["label"], kind=entered["kind"])
        return SeriesRow(
            day=entered["day"],
            wall_time=entered["wall_time"],
            minutes=entered["minutes"],
            title=entered["title"],
            facts=SessionFacts(**{**facts, **own}),
        )

    def _entered(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class BaseSeriesFormSet(forms.BaseFormSet):
    """The rows of a series; one that is left out isn't checked."""

    default_error_messages = {
        "too_many_forms": _("A series has at most %(num)d sessions. Schedule more of them in a second one.")
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave out")
        name_by_row(form, _("Number %(number)s, %(field)s"), index)

    @property
    def kept(self) -> list[SeriesRowForm]:
        """The rows that are to be scheduled."""
        return [form for form in self.forms if form.has_changed() and not form.is_left_out]


SeriesFormSet = forms.formset_factory(
    SeriesRowForm,
    formset=BaseSeriesFormSet,
    extra=0,
    can_delete=True,
    max_num=MOST_SESSIONS,
    absolute_max=MOST_SESSIONS + 5,
    validate_max=True,
)


def as_posted(form: SeriesRuleForm, days: list[date]) -> dict[str, str]:
    """The proposed sessions as the next form would send them."""
    entered = form.cleaned_data
    usual = {"wall_time": f"{entered['wall_time']:%H:%M}", "minutes": str(entered["minutes"])}
    data = {f"{SHARED}-usual_{name}": value for name, value in usual.items()}
    data |= {f"{SHARED}-format": SessionFormat.VIRTUAL.value, f"{SHARED}-makes_meeting": "on"}
    data |= {f"{ROWS}-TOTAL_FORMS": str(len(days)), f"{ROWS}-INITIAL_FORMS": "0"}
    for place, row in enumerate(form.rows(days)):
        data |= {f"{ROWS}-{place}-{name}": value for name, value in (row | usual).items()}
    return data


def with_one_more(posted: QueryDict) -> QueryDict:
    """What was sent, with an empty row at the end."""
    data = posted.copy()
    total = posted.get(f"{ROWS}-TOTAL_FORMS", "")
    place = int(total) if total.isdecimal() and len(total) < 4 else 0
    data[f"{ROWS}-TOTAL_FORMS"] = str(min(place, MOST_SESSIONS) + 1)
    data[f"{ROWS}-{place}-wall_time"] = posted.get(f"{SHARED}-usual_wall_time", "")
    data[f"{ROWS}-{place}-minutes"] = posted.get(f"{SHARED}-usual_minutes", "")
    data[f"{ROWS}-{place}-kind"] = SessionKind.MODULE.value
    return data


def _day_in(line: str) -> date | None:
    """A day as people list it: 2026-09-16 or 9/16/2026; None for anything else."""
    try:
        if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", line):
            month, day, year = map(int, found.groups())
            return date(year, month, day)
        return parse_date(line)
    except ValueError:
        return None
