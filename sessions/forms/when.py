"""A day and a clock time on the wall of the cohort's zone, entered as people say them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort
from common import times
from common.errors import DomainError
from common.forms import ClockInput, DayInput
from common.wall_clock import instant
from sessions.operations.schedule import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DAY, START = _("Day"), _("Start")
# A day outside of these is a slip of the keyboard, and some have no instant at all.
WITHIN_REASON = [
    MinValueValidator(date(FIRST_YEAR, 1, 1), _("The year must be 2000 or later.")),
    MaxValueValidator(date(LAST_YEAR, 12, 31), _("The year must be 2100 or earlier.")),
]


# The hidden field with what has been pointed out already.
SEEN = "seen"


class PhaseField(forms.ModelChoiceField):
    """One of the cohort's phases by its title, or none; what none means is said by `empty_label`."""

    def __init__(self, *, cohort: Cohort, empty_label: str | StrPromise) -> None:
        phases = cohort.phases.order_by("position", "pk")
        super().__init__(phases, label=_("Phase"), required=False, empty_label=empty_label)

    def label_from_instance(self, phase: Any) -> str:
        """The title alone: the cohort is known."""
        return phase.title


def day_field(*, label: str | StrPromise = DAY, required: bool = True) -> forms.DateField:
    """A day within reason."""
    return forms.DateField(label=label, required=required, widget=DayInput(), validators=WITHIN_REASON)


def clock_field(
    *, label: str | StrPromise = START, required: bool = True, initial: str | None = None
) -> forms.TimeField:
    """A clock time; `name_zone` says beside it where it is read."""
    return forms.TimeField(label=label, required=required, initial=initial, widget=ClockInput())


def minutes_field() -> forms.IntegerField:
    """A session's length."""
    return forms.IntegerField(label=_("Minutes"), min_value=5, max_value=720, initial=90)


def seen_field() -> forms.CharField:
    """What was pointed out about this date before; sent again with it, it is meant."""
    return forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)


def name_zone(field: forms.Field, cohort: Cohort) -> None:
    """Say in which zone the clock is read."""
    field.help_text = _("On the clock in the cohort's time zone: %(zone)s.") % {
        "zone": times.zone_name(cohort.time_zone)
    }


def as_instant(
    form: forms.Form | forms.ModelForm, cohort: Cohort, *, day_name: str = "day", clock_name: str = "wall_time"
) -> datetime | None:
    """The instant of the form's day and time; None, and an error at the time, where it doesn't exist or isn't said."""
    day: date | None = form.cleaned_data.get(day_name)
    wall_time: time | None = form.cleaned_data.get(clock_name)
    if day is None or wall_time is None:
        return None
    try:
        return instant(day, wall_time, cohort.zone)
    except DomainError as error:
        form.add_error(clock_name, str(error))
        return None
