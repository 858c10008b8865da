from __future__ import annotations

from datetime import date

import pytest

from cohorts.models import Cohort
from sessions.forms.series import SeriesRuleForm

RULE = {
    "rhythm": "dates", "n": "3", "weekday": "2", "first_day": "", "count": "", "days": "2022-04-20", "wall_time": "15:00",
    "minutes": "90", "titles": "", "label": "Session", "first_number": "1",
}  # fmt: skip


def form(**changes):
    made = SeriesRuleForm(RULE | changes, cohort=Cohort(time_zone="America/New_York"))
    made.is_valid()
    return made


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2022-04-20", [date(2022, 4, 20)]),
        (" 2022-04-20 \r\n\r\n 2022-05-18", [date(2022, 4, 20), date(2022, 5, 18)]),
        ("4/20/2022, 05/18/2022; 2022-06-15", [date(2022, 4, 20), date(2022, 5, 18), date(2022, 6, 15)]),
    ],
)
def test_dates_are_listed_as_people_write_them(written, days):
    assert form(days=written).rule.days == days


@pytest.mark.parametrize("written", ["soon", "2022-02-30", "13/13/2022", "0/1/2022", "2022-04", "20.4.2022"])
def test_what_is_no_date_is_named(written):
    assert form(days=written).errors["days"] == [f"This is no date: {written}. Write dates as 2026-09-16."]


def test_labels_are_numbered_and_titles_fill_in_order_an_empty_line_leaves_one_open():
    rows = form(titles="One\n\n Two ", first_number="4").rows([date(2022, 4, 20), date(2022, 5, 18), date(2022, 6, 15)])
    assert [(row["label"], row["title"]) for row in rows] == [
        ("Session 4", "One"), ("Session 5", ""), ("Session 6", "Two"),
    ]  # fmt: skip


def test_without_a_label_there_is_no_number():
    assert form(label="").rows([date(2022, 4, 20)])[0]["label"] == ""


def test_a_number_out_of_bounds_says_what_to_write():
    for wrong in ("4", "721", "x"):
        assert form(minutes=wrong).errors["minutes"] == ["Write a whole number from 5 to 720."]


def test_the_zone_of_the_clock_is_named():
    assert form().fields["wall_time"].help_text == "On the clock in the cohort's time zone: Eastern."
