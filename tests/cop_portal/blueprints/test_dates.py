from __future__ import annotations

import datetime as dt

import pytest

from common.wall_clock import FRIDAY, LAST, SUNDAY, WEDNESDAY, Month, MonthlyRule
from cop_portal.blueprints import dates
from cop_portal.blueprints.values import Unreadable, shown


def problem(reading, value):
    with pytest.raises(Unreadable) as unreadable:
        reading.parse(value)
    return str(unreadable.value)


class TestDay:
    @pytest.mark.parametrize("value", ["2024-02-29", dt.date(2024, 2, 29)])
    def test_is_written_with_or_without_quotes(self, value):
        assert dates.DAY.parse(value) == dt.date(2024, 2, 29)

    @pytest.mark.parametrize(
        "value",
        ["2025-02-29", "3/4/2025", "20250304", "2025-W10-2", "2025-03", "", 2025, dt.datetime(2025, 3, 4)],  # noqa: DTZ001
    )
    def test_refuses_what_is_none(self, value):
        assert problem(dates.DAY, value) == f"{shown(value)} is not a date."


class TestMonth:
    def test_is_written_with_the_year_first(self):
        assert dates.MONTH_OF_YEAR.parse("2025-03") == Month(2025, 3)

    @pytest.mark.parametrize("value", ["2025-13", "2025-00", "2025-3", "March 2025", "2025-03-04", 202503])
    def test_refuses_what_is_none(self, value):
        assert problem(dates.MONTH_OF_YEAR, value) == f"{shown(value)} is not a month."

    @pytest.mark.parametrize(("value", "expected"), [("2025-03", Month(2025, 3)), ("2025-03-04", dt.date(2025, 3, 4))])
    def test_may_stand_for_a_day_at_the_edge_of_a_phase(self, value, expected):
        assert dates.DAY_OR_MONTH.parse(value) == expected

    @pytest.mark.parametrize("value", ["2025-13", "spring", 2025])
    def test_refuses_an_edge_that_is_neither(self, value):
        assert problem(dates.DAY_OR_MONTH, value) == f"{shown(value)} is neither a date nor a month."


class TestTheYear:
    @pytest.mark.parametrize(
        ("reading", "value"),
        [
            (dates.DAY, "1899-12-31"),
            (dates.DAY, dt.date(2096, 1, 1)),
            (dates.MONTH_OF_YEAR, "0000-01"),
            (dates.MONTH_OF_YEAR, "9999-12"),
            (dates.DAY_OR_MONTH, "9999-12"),
            (dates.DAY_OR_MONTH, "9999-12-31"),
        ],
    )
    def test_is_one_in_which_something_can_be_held(self, reading, value):
        # A cohort's dates are this file's, moved by months, and then times of the whole world: 9999 has no next year.
        assert problem(reading, value) == f"the year {str(value)[:4]} does not lie between 1900 and 2095."

    @pytest.mark.parametrize("value", ["1900-01-01", "2095-12-31"])
    def test_may_be_the_first_and_the_last(self, value):
        assert dates.DAY.parse(value).isoformat() == value


class TestClockTime:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [("15:00", dt.time(15)), ("9:05", dt.time(9, 5)), ("00:00", dt.time(0)), (dt.time(15), dt.time(15))],
    )
    def test_is_of_24_hours(self, value, expected):
        assert dates.CLOCK_TIME.parse(value) == expected

    @pytest.mark.parametrize("value", ["3 pm", "24:00", "15:60", "15", "15:00:00", 15, dt.time(15, 0, 30)])
    def test_refuses_others(self, value):
        assert problem(dates.CLOCK_TIME, value) == f"{shown(value)} is not a clock time."


class TestLength:
    @pytest.mark.parametrize(("value", "expected"), [(90, (90, 90)), ([120, 180], (120, 180)), ([60, 60], (60, 60))])
    def test_is_a_number_or_a_range(self, value, expected):
        assert dates.LENGTH.parse(value) == expected

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (-90, "-90 is negative."),
            (4, "4 is too small."),
            (721, "721 is too large."),
            ([180, 120], "180 is more than 120."),
            ([60, 90, 120], "a list is not a whole number."),
            (["60", 90], '"60" is not a whole number.'),
            ("90", '"90" is not a whole number.'),
        ],
    )
    def test_refuses_others(self, value, expected):
        assert problem(dates.LENGTH, value) == expected


class TestDuration:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("7 days", dt.timedelta(days=7)),
            ("1 day", dt.timedelta(days=1)),
            ("1 hour", dt.timedelta(hours=1)),
            ("90 minutes", dt.timedelta(minutes=90)),
            ("2 weeks", dt.timedelta(weeks=2)),
        ],
    )
    def test_is_a_number_and_a_word(self, value, expected):
        assert dates.DURATION_BEFORE.parse(value) == expected

    @pytest.mark.parametrize("value", ["0 days", "-1 day", "one day", "1 month", "1day", "99999 days", 7])
    def test_refuses_others(self, value):
        assert problem(dates.DURATION_BEFORE, value) == f"{shown(value)} is not a length of time."


class TestMonthlyRule:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("third Wednesday", MonthlyRule(3, WEDNESDAY)),
            ("last friday", MonthlyRule(LAST, FRIDAY)),
            ("first Sunday", MonthlyRule(1, SUNDAY)),
        ],
    )
    def test_is_a_place_and_a_weekday(self, value, expected):
        assert dates.MONTHLY_RULE.parse(value) == expected

    @pytest.mark.parametrize("value", ["fifth Monday", "Wednesday", "third", "third Wednesday of the month", 3])
    def test_refuses_others(self, value):
        assert problem(dates.MONTHLY_RULE, value) == f"{shown(value)} is not a rule."


@pytest.mark.parametrize("value", ["Eastern", "EST5", "America", "", "america/new_york", 5])
def test_an_unknown_time_zone_is_refused(value):
    assert problem(dates.TIME_ZONE, value) == f"{shown(value)} is not the name of a time zone."


def test_a_time_zone_is_known_by_its_name():
    assert dates.TIME_ZONE.parse("America/Los_Angeles") == "America/Los_Angeles"
