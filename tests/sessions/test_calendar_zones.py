from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from sessions.calendar_zones import vtimezone

FIRST, LAST = datetime(2022, 4, 20, 19, tzinfo=UTC), datetime(2023, 12, 7, 20, tzinfo=UTC)
ZONES = [
    *("America/New_York", "America/Los_Angeles", "America/Phoenix", "America/Mexico_City", "America/Puerto_Rico"),
    *("Pacific/Majuro", "Pacific/Honolulu", "Europe/Berlin", "Europe/Dublin", "Africa/Casablanca", "Asia/Tehran"),
    *("Australia/Lord_Howe", "Asia/Kolkata", "America/Asuncion", "Africa/Cairo", "UTC"),
]


def told(key):
    return vtimezone(ZoneInfo(key), FIRST, LAST).to_ical().decode()


@pytest.mark.parametrize("key", ZONES)
def test_every_hour_of_these_years_is_what_it_is(key):
    """As dateutil, which has no part in ours, reads it."""
    zone, theirs = ZoneInfo(key), tz.tzical(io.StringIO(told(key).replace("\r\n", "\n"))).get(key)
    moment, wrong = datetime(2022, 1, 1, tzinfo=UTC), []
    while moment.year < 2024:
        wall = moment.astimezone(zone)
        # An hour that comes twice is the first one; the second has no name in a calendar.
        if not wall.fold and wall.replace(tzinfo=theirs).utcoffset() != wall.utcoffset():
            wrong.append(wall)
        moment += timedelta(hours=1)
    assert wrong == []


def test_a_rule_that_holds_stands_as_a_rule():
    assert told("America/New_York").split("\r\n")[2:-2] == [
        "BEGIN:DAYLIGHT",
        "DTSTART:20210314T020000",
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "TZNAME:EDT",
        "TZOFFSETFROM:-0500",
        "TZOFFSETTO:-0400",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20211107T020000",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
        "TZNAME:EST",
        "TZOFFSETFROM:-0400",
        "TZOFFSETTO:-0500",
        "END:STANDARD",
    ]
    assert "BYDAY=-1SU;BYMONTH=10" in told("Europe/Berlin")


def test_a_country_that_gave_it_up_has_its_changes_one_by_one():
    said = told("America/Mexico_City")
    assert "RRULE" not in said
    assert [line[8:] for line in said.split("\r\n") if line.startswith("DTSTART")][1:] == [
        "20210404T020000",
        "20211031T020000",
        "20220403T020000",
        "20221030T020000",
    ]


def test_where_the_clocks_never_change_there_is_one_time():
    assert told("America/Phoenix").count("BEGIN:STANDARD") == 1
    assert "DTSTART:19700101T000000" in told("America/Phoenix")
    assert "DAYLIGHT" not in told("America/Phoenix")
