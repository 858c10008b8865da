from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from common import wall_clock
from common.errors import DomainError
from common.wall_clock import LAST, MONDAY, THURSDAY, WEDNESDAY, Month, MonthlyRule, NonexistentTime, UnknownZone


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


class TestInstant:
    def test_is_the_moment_in_utc(self):
        moment = wall_clock.instant(date(2022, 10, 26), time(15), ZoneInfo("America/New_York"))

        assert moment == utc(2022, 10, 26, 19)
        assert moment.tzinfo is UTC

    def test_keeps_the_wall_clock_time_when_daylight_saving_ends(self):
        # Three in the afternoon before and after the first Sunday of November is not the same hour in UTC.
        assert wall_clock.instant(date(2022, 11, 16), time(15), "America/New_York") == utc(2022, 11, 16, 20)

    @pytest.mark.parametrize(
        ("day", "zone", "expected"),
        [
            (date(2022, 7, 1), "America/Phoenix", utc(2022, 7, 1, 22)),
            (date(2022, 12, 1), "America/Phoenix", utc(2022, 12, 1, 22)),
            (date(2022, 7, 1), "Asia/Kathmandu", utc(2022, 7, 1, 9, 15)),
            (date(2022, 1, 1), "Australia/Lord_Howe", utc(2022, 1, 1, 4)),
        ],
    )
    def test_knows_zones_without_summer_time_and_with_odd_offsets(self, day, zone, expected):
        assert wall_clock.instant(day, time(15), zone) == expected

    @pytest.mark.parametrize(
        ("day", "hour", "zone", "expected"),
        [
            (date(2022, 11, 6), time(1, 30), "America/New_York", utc(2022, 11, 6, 5, 30)),
            (date(2022, 10, 30), time(2, 30), "Europe/Berlin", utc(2022, 10, 30, 0, 30)),
            (date(2022, 4, 3), time(1, 45), "Australia/Lord_Howe", utc(2022, 4, 2, 14, 45)),
        ],
    )
    def test_takes_the_earlier_of_a_time_that_exists_twice(self, day, hour, zone, expected):
        assert wall_clock.instant(day, hour, zone) == expected

    def test_takes_the_earlier_even_when_the_time_asks_for_the_later(self):
        assert wall_clock.instant(date(2022, 11, 6), time(1, 30, fold=1), "America/New_York") == utc(2022, 11, 6, 5, 30)

    @pytest.mark.parametrize(
        ("day", "hour", "zone", "gap"),
        [
            (date(2022, 3, 13), time(2), "America/New_York", ("02:00", "03:00")),
            (date(2022, 3, 13), time(2, 30), "America/New_York", ("02:00", "03:00")),
            (date(2022, 3, 13), time(2, 59, 59, 999_999), "America/New_York", ("02:00", "03:00")),
            (date(2022, 3, 27), time(2, 30), "Europe/Berlin", ("02:00", "03:00")),
            (date(2022, 10, 2), time(2, 15), "Australia/Lord_Howe", ("02:00", "02:30")),
            (date(2022, 9, 11), time(0, 30), "America/Santiago", ("00:00", "01:00")),
        ],
    )
    def test_refuses_a_time_that_is_skipped(self, day, hour, zone, gap):
        with pytest.raises(NonexistentTime) as refusal:
            wall_clock.instant(day, hour, zone)

        assert refusal.value.asked == datetime.combine(day, hour)
        assert refusal.value.zone == zone
        assert [f"{edge:%H:%M}" for edge in (refusal.value.gap_starts, refusal.value.gap_ends)] == list(gap)
        assert {refusal.value.gap_starts.date(), refusal.value.gap_ends.date()} == {day}

    @pytest.mark.parametrize(
        ("day", "hour", "expected"),
        [
            (date(2022, 3, 13), time(1, 59, 59), utc(2022, 3, 13, 6, 59, 59)),
            (date(2022, 3, 13), time(3), utc(2022, 3, 13, 7)),
        ],
    )
    def test_takes_the_seconds_on_either_side_of_the_jump(self, day, hour, expected):
        assert wall_clock.instant(day, hour, "America/New_York") == expected

    def test_refuses_with_a_sentence_for_the_person(self):
        with pytest.raises(NonexistentTime) as refusal:
            wall_clock.instant(date(2022, 3, 13), time(2, 30), "America/New_York")

        assert isinstance(refusal.value, DomainError)
        assert isinstance(refusal.value, ValueError)
        assert str(refusal.value) == (
            "2:30 a.m. on March 13, 2022 does not exist (Eastern): "
            "the clocks go forward from 2 a.m. to 3 a.m. and skip it. Choose another time."
        )

    def test_names_the_days_when_a_whole_day_is_skipped(self):
        # Samoa crossed the date line: after December 29, 2011 came December 31.
        with pytest.raises(NonexistentTime) as refusal:
            wall_clock.instant(date(2011, 12, 30), time(12), "Pacific/Apia")

        assert str(refusal.value) == (
            "noon on Dec. 30, 2011 does not exist (Apia time): "
            "the clocks go forward from Dec. 30, 2011, midnight to Dec. 31, 2011, midnight and skip it. "
            "Choose another time."
        )

    def test_writes_dates_as_the_reader_does(self):
        with pytest.raises(NonexistentTime) as refusal:
            wall_clock.instant(date(2022, 3, 13), time(2, 30), "America/New_York")

        with translation.override("es"):
            assert "13 de marzo de 2022" in str(refusal.value)

    @pytest.mark.parametrize("name", ["", "Eastern", "America", "../etc/passwd", "america/new_york"])
    def test_refuses_a_zone_that_is_none(self, name):
        with pytest.raises(UnknownZone) as refusal:
            wall_clock.instant(date(2022, 3, 13), time(15), name)

        assert str(refusal.value) == f"{name} is not the name of a time zone. Names look like America/New_York."


class TestMonth:
    def test_knows_its_first_and_last_day(self):
        assert (Month(2024, 2).first_day, Month(2024, 2).last_day) == (date(2024, 2, 1), date(2024, 2, 29))

    def test_is_written_with_the_year_first(self):
        assert str(Month(2022, 4)) == "2022-04"

    @pytest.mark.parametrize(
        ("months", "expected"),
        [(0, Month(2022, 11)), (1, Month(2022, 12)), (2, Month(2023, 1)), (14, Month(2024, 1)), (-11, Month(2021, 12))],
    )
    def test_moves_over_the_turn_of_the_year(self, months, expected):
        assert Month(2022, 11).plus(months) == expected
        assert expected.since(Month(2022, 11)) == months

    def test_is_the_month_of_a_day(self):
        assert Month.of(date(2022, 4, 20)) == Month(2022, 4)

    def test_sorts_by_time(self):
        assert sorted([Month(2023, 1), Month(2022, 12)]) == [Month(2022, 12), Month(2023, 1)]

    @pytest.mark.parametrize("number", [0, 13])
    def test_refuses_a_number_that_is_no_month(self, number):
        with pytest.raises(ValueError, match="month must be in"):
            Month(2022, number)


class TestNthWeekday:
    @pytest.mark.parametrize(
        ("year", "month", "weekday", "n", "expected"),
        [
            (2022, 6, WEDNESDAY, 1, date(2022, 6, 1)),
            (2022, 6, WEDNESDAY, 3, date(2022, 6, 15)),
            (2022, 6, WEDNESDAY, 5, date(2022, 6, 29)),
            (2022, 6, WEDNESDAY, LAST, date(2022, 6, 29)),
            (2022, 2, MONDAY, LAST, date(2022, 2, 28)),
            (2022, 12, THURSDAY, 4, date(2022, 12, 22)),
        ],
    )
    def test_finds_the_day(self, year, month, weekday, n, expected):
        assert wall_clock.nth_weekday(year, month, weekday, n) == expected

    def test_agrees_with_counting_through_every_month(self):
        for step in range(12 * 30):
            month = Month(2010, 1).plus(step)
            days = [month.first_day + timedelta(days=number) for number in range((month.last_day).day)]
            for weekday in range(7):
                counted = [day for day in days if day.weekday() == weekday]
                found = [wall_clock.nth_weekday(month.year, month.number, weekday, n + 1) for n in range(len(counted))]
                assert found == counted
                assert wall_clock.nth_weekday(month.year, month.number, weekday, LAST) == counted[-1]

    def test_refuses_a_fifth_one_that_a_month_lacks(self):
        with pytest.raises(ValueError, match="2022-07 has no fifth Wednesday"):
            wall_clock.nth_weekday(2022, 7, WEDNESDAY, 5)

    @pytest.mark.parametrize(("weekday", "n"), [(0, 0), (0, 6), (0, -2), (7, 1), (-1, 1)])
    def test_refuses_numbers_that_mean_nothing(self, weekday, n):
        with pytest.raises(ValueError, match="n must be 1 to 5 or LAST"):
            wall_clock.nth_weekday(2022, 7, weekday, n)


class TestMonthlyDates:
    def test_gives_one_day_a_month_by_the_rule(self):
        assert wall_clock.monthly_dates(MonthlyRule(3, WEDNESDAY), Month(2022, 10), 4) == [
            date(2022, 10, 19),
            date(2022, 11, 16),
            date(2022, 12, 21),
            date(2023, 1, 18),
        ]

    def test_leaves_months_out(self):
        assert wall_clock.monthly_dates(MonthlyRule(LAST, THURSDAY), Month(2022, 7), 3, every=2) == [
            date(2022, 7, 28),
            date(2022, 9, 29),
            date(2022, 11, 24),
        ]

    def test_gives_none_when_none_are_asked_for(self):
        assert wall_clock.monthly_dates(MonthlyRule(3, WEDNESDAY), Month(2022, 10), 0) == []

    @pytest.mark.parametrize(("count", "every"), [(-1, 1), (1, 0), (1, -1)])
    def test_refuses_to_go_backwards(self, count, every):
        with pytest.raises(ValueError, match="can't be negative"):
            wall_clock.monthly_dates(MonthlyRule(3, WEDNESDAY), Month(2022, 10), count, every=every)

    @pytest.mark.parametrize(("n", "weekday"), [(5, 0), (0, 0), (1, 7)])
    def test_knows_only_rules_that_every_month_has_a_day_for(self, n, weekday):
        with pytest.raises(ValueError, match="first to fourth or last"):
            MonthlyRule(n, weekday)
