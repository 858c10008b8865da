from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django import forms

from cohorts.models import Cohort
from sessions.forms.when import as_instant, clock_field, day_field


class WhenForm(forms.Form):
    day = day_field()
    wall_time = clock_field(required=False)


def read(day, wall_time, zone="America/New_York"):
    form = WhenForm({"day": day, "wall_time": wall_time})
    form.is_valid()
    return as_instant(form, Cohort(time_zone=zone)), form.errors


@pytest.mark.parametrize(
    ("day", "wall_time", "zone", "instant"),
    [
        ("2022-10-26", "15:00", "America/New_York", datetime(2022, 10, 26, 19, tzinfo=UTC)),
        ("2022-11-16", "15:00", "America/New_York", datetime(2022, 11, 16, 20, tzinfo=UTC)),
        ("2022-11-06", "01:30", "America/New_York", datetime(2022, 11, 6, 5, 30, tzinfo=UTC)),
        ("2022-10-26", "15:00", "America/Phoenix", datetime(2022, 10, 26, 22, tzinfo=UTC)),
        ("2022-10-26", "00:30", "Pacific/Auckland", datetime(2022, 10, 25, 11, 30, tzinfo=UTC)),
    ],
)
def test_the_clock_on_the_wall_becomes_an_instant(day, wall_time, zone, instant):
    assert read(day, wall_time, zone) == (instant, {})


def test_a_skipped_hour_is_refused_at_the_time():
    instant, errors = read("2022-03-13", "02:30")
    assert instant is None
    assert list(errors) == ["wall_time"]
    assert errors["wall_time"][0].startswith("2:30 a.m. on March 13, 2022 does not exist (Eastern)")


def test_without_a_time_there_is_no_instant():
    assert read("2022-03-13", "") == (None, {})


@pytest.mark.parametrize(("day", "first"), [("1999-12-31", "2000 or later"), ("2101-01-01", "2100 or earlier")])
def test_years_that_are_slips_are_refused(day, first):
    assert read(day, "15:00")[1] == {"day": [f"The year must be {first}."]}
