from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from common import times

# Session 5 of the forum: 3:00 pm Eastern, which was daylight time.
START = datetime(2022, 9, 21, 19, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)
NOW = datetime(2022, 9, 1, 12, 0, tzinfo=UTC)
EASTERN, PACIFIC = "America/New_York", "America/Los_Angeles"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/New_York", "Eastern"),
        ("America/Indiana/Indianapolis", "Eastern"),
        ("America/Indiana/Knox", "Central"),
        ("America/North_Dakota/Center", "Central"),
        ("America/Los_Angeles", "Pacific"),
        ("America/Phoenix", "Arizona"),
        ("Pacific/Honolulu", "Hawaii"),
        ("America/Puerto_Rico", "Atlantic"),
        ("Pacific/Majuro", "Majuro time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("Europe/Lisbon", "Lisbon time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_zone_name(zone, name):
    assert times.zone_name(zone) == name


def test_every_friendly_name_has_zones_that_exist():
    for zone in times._NAME_OF_ZONE:
        assert times._loaded(zone).key == zone


@pytest.mark.parametrize(
    ("hour", "minute", "said"), [(0, 5, "12:05 am"), (11, 59, "11:59 am"), (12, 0, "12:00 pm"), (23, 30, "11:30 pm")]
)
def test_clock(hour, minute, said):
    assert times.clock(datetime(2022, 1, 1, hour, minute, tzinfo=UTC), "UTC") == said


def test_a_datetime_without_zone_is_refused():
    with pytest.raises(ValueError, match="has none"):
        times.clock(datetime(2022, 1, 1), "UTC")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "minutes", "said"),
    [(15 * 60, 90, "3:00 – 4:30 pm"), (11 * 60 + 30, 90, "11:30 am – 1:00 pm"), (23 * 60, 120, "11:00 pm – 1:00 am")],
)
def test_clock_range(start, minutes, said):
    begin = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    assert times.clock_range(begin, begin + timedelta(minutes=minutes), "UTC") == said


def test_a_range_of_exactly_a_day_says_both_halves():
    assert times.clock_range(START, START + timedelta(days=1), EASTERN) == "3:00 pm – 3:00 pm"


def test_the_year_is_said_only_when_it_is_another_one():
    assert times.day(START, EASTERN, NOW) == "Wednesday, September 21"
    assert times.day(START, EASTERN, NOW + timedelta(days=365)) == "Wednesday, September 21, 2022"
    assert times.short_day(START, EASTERN, NOW) == "Sep 21"
    assert times.short_day(date(2021, 10, 1), EASTERN, NOW) == "Oct 1, 2021"


def test_the_year_is_asked_of_the_clocks_of_the_zone():
    new_year = datetime(2023, 1, 1, 1, 0, tzinfo=UTC)  # still 2022 in New York
    assert times.short_day(new_year, EASTERN, now=datetime(2022, 12, 1, tzinfo=UTC)) == "Dec 31"
    assert times.short_day(START, EASTERN, now=new_year) == "Sep 21"


def test_moments():
    assert times.moment(START, PACIFIC, NOW) == "Sep 21, 12:00 pm"
    assert times.named_moment(END, EASTERN, NOW) == "Sep 21, 4:30 pm Eastern"


@pytest.mark.parametrize(("minutes", "said"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (0, "0 min")])
def test_length(minutes, said):
    assert times.length(minutes) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=12, seconds=50), "12 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(hours=20), "yesterday, 7:00 pm"),
        (timedelta(days=3), "Sep 18, 3:00 pm"),
    ],
)
def test_ago(before, said):
    assert times.ago(START - before, EASTERN, START) == said


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(seconds=60), "in 1 minute"),
        (timedelta(minutes=10), "in 10 minutes"),
        (timedelta(hours=3, minutes=59), "in 3 hours"),
        (timedelta(hours=47), "in 47 hours"),
        (timedelta(days=2), "in 2 days"),
    ],
)
def test_until(after, said):
    assert times.until(START + after, START) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(hours=2), "1:00 pm"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "Sunday"),
        (timedelta(days=7), "Sep 14"),
    ],
)
def test_since_visit(before, said):
    assert times.since_visit(START - before, EASTERN, START) == said


def test_since_the_first_visit():
    assert times.since_visit(None, EASTERN, START) == "your first visit"


def test_when_line_names_both_zones():
    assert times.when_line(START, END, viewer_zone=PACIFIC, home_zone=EASTERN, now=NOW) == (
        "Wednesday, September 21, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern"
    )


@pytest.mark.parametrize("viewer_zone", ["", EASTERN, "America/Detroit"])
def test_when_line_says_one_time_where_clocks_and_names_agree(viewer_zone):
    assert times.when_line(START, END, viewer_zone=viewer_zone, home_zone=EASTERN, now=NOW) == (
        "Wednesday, September 21, 3:00 – 4:30 pm Eastern"
    )


def test_when_line_names_both_zones_also_where_their_clocks_agree():
    winter = datetime(2026, 1, 21, 20, tzinfo=UTC)
    assert times.when_line(
        winter, winter + timedelta(hours=1), viewer_zone="America/Phoenix", home_zone="America/Denver", now=NOW
    ) == ("Wednesday, January 21, 2026, 1:00 – 2:00 pm your time (Arizona) · 1:00 – 2:00 pm Mountain")


def test_when_line_says_the_other_day_where_it_is_another():
    assert times.when_line(START, END, viewer_zone="Pacific/Guam", home_zone=EASTERN, now=NOW) == (
        "Thursday, September 22, 5:00 – 6:30 am your time (Chamorro) · Wednesday, September 21, 3:00 – 4:30 pm Eastern"
    )


def test_clocks_that_agree_in_winter_only_are_asked_at_the_instant():
    summer, winter = datetime(2022, 7, 1, tzinfo=UTC), datetime(2022, 12, 1, tzinfo=UTC)
    assert not times.same_clock("America/Denver", "America/Phoenix", summer)
    assert times.same_clock("America/Denver", "America/Phoenix", winter)


def test_moment_writer_says_what_moment_says():
    write = times.moment_writer(EASTERN, NOW)
    for at in (START, END, NOW - timedelta(days=400)):
        assert write(at)[1] == times.moment(at, EASTERN, NOW)
    assert write(START)[0] == "2022-09-21T15:00-04:00"


def test_months_are_in_the_readers_language():
    with translation.override("es"):
        assert times.short_day(START, EASTERN, NOW) == "21 sep"
        assert "septiembre" in times.day(START, EASTERN, NOW).lower()
