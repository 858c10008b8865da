"""Clock times on a wall and instants in UTC, and the days that a monthly rule falls on.

Dates and clock times are what people write down ("the third Wednesday, 3 pm Eastern"); what is stored is the instant.
Nothing here reads the clock or knows a model.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import formats
from django.utils.translation import gettext as _

from common import times
from common.errors import DomainError

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
LAST = -1


class UnknownZone(DomainError, ValueError):
    """No time zone has this name; `name` is what was written."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return _("%(name)s is not the name of a time zone. Names look like America/New_York.") % {"name": self.name}


class NonexistentTime(DomainError, ValueError):
    """A clock time that is skipped on this day, because the clocks go forward over it.

    `asked` is the wall-clock time that was asked for; `gap_starts` and `gap_ends` are the wall-clock times between
    which the clocks jump (all three naive, in `zone`). `gap_ends` is the first time that exists again.
    """

    def __init__(self, *, asked: datetime, gap_starts: datetime, gap_ends: datetime, zone: str) -> None:
        super().__init__(asked, gap_starts, gap_ends, zone)
        self.asked = asked
        self.gap_starts = gap_starts
        self.gap_ends = gap_ends
        self.zone = zone

    def __str__(self) -> str:
        if self.gap_starts.date() == self.gap_ends.date():
            gap_starts, gap_ends = (formats.time_format(wall.time()) for wall in (self.gap_starts, self.gap_ends))
        else:
            gap_starts, gap_ends = (
                formats.date_format(wall, "DATETIME_FORMAT") for wall in (self.gap_starts, self.gap_ends)
            )
        return _(
            "%(time)s on %(day)s does not exist (%(zone)s): "
            "the clocks go forward from %(gap_starts)s to %(gap_ends)s and skip it. Choose another time."
        ) % {
            "time": formats.time_format(self.asked.time()),
            "day": formats.date_format(self.asked.date()),
            "zone": times.zone_name(self.zone),
            "gap_starts": gap_starts,
            "gap_ends": gap_ends,
        }


@cache
def _zone_names() -> frozenset[str]:
    """Read once: it walks the whole time zone database."""
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name. Raises `UnknownZone`."""
    if name not in _zone_names():
        raise UnknownZone(name)
    return ZoneInfo(name)


def instant(day: date, wall_time: time, zone: ZoneInfo | str) -> datetime:
    """The moment, in UTC, when clocks in `zone` show `wall_time` on `day`.

    A time that exists twice (the clocks go back) is the earlier of the two. Raises `NonexistentTime` for one that is
    skipped, `UnknownZone` for a name that is none.
    """
    zone = zone_named(zone) if isinstance(zone, str) else zone
    local = datetime.combine(day, wall_time.replace(fold=0), tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None, fold=0) != local.replace(tzinfo=None):
        raise _skipped(local, zone)
    return moment


def _skipped(local: datetime, zone: ZoneInfo) -> NonexistentTime:
    """The refusal for a skipped time. The second at which the clocks jump is found by halving."""
    # A skipped time, read with the offset of after the jump, is a moment before it, and the other way round.
    before, after = int(local.replace(fold=1).timestamp()), int(local.timestamp())
    offset_before = datetime.fromtimestamp(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset_before:
            before = middle
        else:
            after = middle
    gap_starts = datetime.fromtimestamp(before, zone).replace(tzinfo=None) + timedelta(seconds=1)
    gap_ends = datetime.fromtimestamp(after, zone).replace(tzinfo=None)
    return NonexistentTime(
        asked=local.replace(tzinfo=None), gap_starts=gap_starts, gap_ends=gap_ends, zone=zone.key or str(zone)
    )


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; `str()` writes it as 2022-04."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date(self.year, self.number, 1)  # raises ValueError for a month that isn't one

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> Month:
        """The month so many months later, or earlier when negative."""
        years, index = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, index + 1)

    def since(self, earlier: Month) -> int:
        """How many months lie between; negative when `earlier` is the later one."""
        return (self.year - earlier.year) * 12 + self.number - earlier.number


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The day of the `n`-th such weekday of a month: 1 to 5, or `LAST`; weekdays count from Monday, 0.

    Raises `ValueError` where a month has no fifth one.
    """
    if n == LAST:
        last = Month(year, month).last_day
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    if not 1 <= n <= 5 or not MONDAY <= weekday <= SUNDAY:
        raise ValueError(f"n must be 1 to 5 or LAST and the weekday 0 to 6, not {n} and {weekday}.")
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    if day.month != month:
        raise ValueError(f"{year:04}-{month:02} has no fifth {calendar.day_name[weekday]}.")
    return day


@dataclass(frozen=True)
class MonthlyRule:
    """ "The third Wednesday": `n` is 1 to 4 or `LAST`, so that every month has such a day; weekdays from Monday, 0."""

    n: int
    weekday: int

    def __post_init__(self) -> None:
        if self.n not in {1, 2, 3, 4, LAST} or not MONDAY <= self.weekday <= SUNDAY:
            raise ValueError(f"A monthly rule takes the first to fourth or last weekday, not {self.n}, {self.weekday}.")

    def day_in(self, month: Month) -> date:
        return nth_weekday(month.year, month.number, self.weekday, self.n)


def monthly_dates(rule: MonthlyRule, start: Month, count: int, every: int = 1) -> list[date]:
    """`count` days by the rule, the first in the month `start`, then one `every` so many months."""
    if count < 0 or every < 1:
        raise ValueError(f"count can't be negative and every must be 1 or more, not {count} and {every}.")
    return [rule.day_in(start.plus(step * every)) for step in range(count)]
