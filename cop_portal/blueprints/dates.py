"""Dates, clock times and lengths of a blueprint: how they are written, and what comes out of reading them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from common.wall_clock import Month, MonthlyRule, UnknownZone, zone_named
from cop_portal.blueprints.values import Reading, Unreadable, a_number, shown
from cop_portal.blueprints.vocabulary import NTHS, WEEKDAYS

DAY_OF_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
# Beyond these a slip of the keyboard is likelier than a program, and the calendar itself ends soon.
FIRST_YEAR, LAST_YEAR = 1900, 2095
DURATION = re.compile(r"([1-9][0-9]*) (minute|hour|day|week)s?")


def _time_zone(value: object) -> str:
    try:
        return zone_named(value if isinstance(value, str) else "").key
    except UnknownZone as refusal:
        raise Unreadable(f"{shown(value)} is not the name of a time zone.") from refusal


TIME_ZONE = Reading('a name from the time zone database, as "America/New_York"', _time_zone)


class OutOfTime(Unreadable):
    """A date that is one, but of a year in which nothing can be held."""


def _in_our_time(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfTime(f"the year {year:04} does not lie between {FIRST_YEAR} and {LAST_YEAR}.")


def _day(value: object) -> date:
    written = DAY_OF_MONTH.fullmatch(value) if isinstance(value, str) else None
    try:
        if isinstance(value, date) and not isinstance(value, datetime):
            day = value
        else:
            day = date.fromisoformat(written[0] if written else "")
    except ValueError as error:
        raise Unreadable(f"{shown(value)} is not a date.") from error
    _in_our_time(day.year)
    return day


def _month(value: object) -> Month:
    written = MONTH.fullmatch(value) if isinstance(value, str) else None
    if not written:
        raise Unreadable(f"{shown(value)} is not a month.")
    _in_our_time(int(written[1]))
    return Month(int(written[1]), int(written[2]))


def _day_or_month(value: object) -> date | Month:
    try:
        return _month(value) if isinstance(value, str) and len(value) == 7 else _day(value)
    except OutOfTime:
        raise
    except Unreadable as error:
        raise Unreadable(f"{shown(value)} is neither a date nor a month.") from error


DAY = Reading('a date, as "2022-04-20"', _day)
MONTH_OF_YEAR = Reading('a month, as "2022-04"', _month)
DAY_OR_MONTH = Reading('a date, as "2022-04-20", or a month, as "2022-04"', _day_or_month)


def _clock(value: object) -> time:
    if isinstance(value, time) and not value.second and not value.microsecond:
        return value
    written = CLOCK.fullmatch(value) if isinstance(value, str) else None
    if not written:
        raise Unreadable(f"{shown(value)} is not a clock time.")
    return time(int(written[1]), int(written[2]))


CLOCK_TIME = Reading('hours and minutes of the 24-hour clock, as "15:00"', _clock)


def _length(value: object) -> tuple[int, int]:
    shortest, longest = value if isinstance(value, list) and len(value) == 2 else (value, value)
    minutes = a_number(lowest=5, highest=720).parse
    if minutes(shortest) > minutes(longest):
        raise Unreadable(f"{shortest} is more than {longest}.")
    return minutes(shortest), minutes(longest)


LENGTH = Reading("minutes from 5 to 720, as 90, or the fewest and the most, as [120, 180]", _length)


def _duration(value: object) -> timedelta:
    written = DURATION.fullmatch(value) if isinstance(value, str) else None
    if not written or len(written[1]) > 4:
        raise Unreadable(f"{shown(value)} is not a length of time.")
    return timedelta(**{f"{written[2]}s": int(written[1])})


DURATION_BEFORE = Reading('a length of time, as "7 days", "1 day" or "1 hour"', _duration)


def _monthly_rule(value: object) -> MonthlyRule:
    nth, _, weekday = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if nth not in NTHS or weekday.capitalize() not in WEEKDAYS:
        raise Unreadable(f"{shown(value)} is not a rule.")
    return MonthlyRule(NTHS[nth], WEEKDAYS.index(weekday.capitalize()))


MONTHLY_RULE = Reading('first, second, third, fourth or last and a weekday, as "third Wednesday"', _monthly_rule)
