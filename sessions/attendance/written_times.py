"""Times as reports write them: in whatever order, with no zone. Read as they stand, then understood for the file as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from cohorts.roster.headers import folded

CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?\s*m\.?)?"
ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[T ,]+{CLOCK}\s*{ZONE})?",
        rf"(?P<first>\d{{1,2}})[-/.](?P<then>\d{{1,2}})[-/.](?P<year>\d{{4}}|\d{{2}})(?:[ ,]+{CLOCK})?",
        rf"(?P<name>[^\W\d]{{3,12}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?:[ ,]+{CLOCK})?",
        rf"(?P<day>\d{{1,2}})\s+(?:de\s+)?(?P<name>[^\W\d]{{3,12}})\.?,?\s+(?:de\s+)?(?P<year>\d{{4}})(?:[ ,]+{CLOCK})?",
        CLOCK,
    )
)
# The first three letters of months, English and Spanish.
MONTHS = {
    name: number
    for names in ("jan feb mar apr may jun jul aug sep oct nov dec", "ene feb mar abr may jun jul ago sep oct nov dic")
    for number, name in enumerate(names.split(), start=1)
}
LONGEST = 60


class Order(Enum):
    """How a file writes days as numbers."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


@dataclass(frozen=True)
class WrittenTime:
    """What stands there: a clock time, `zone` where one is named, and a day: known (`day`), one of two (`numbers` and `year`), or
    none at all."""

    clock: time
    day: date | None = None
    numbers: tuple[int, int] | None = None
    year: int = 0
    zone: str = ""

    def day_in(self, order: Order) -> date | None:
        """The day, read in that order; None where it isn't one, or there is none."""
        if self.numbers is None:
            return self.day
        first, then = self.numbers
        month, day = (first, then) if order is Order.MONTH_FIRST else (then, first)
        return _day(self.year, month, day)


def read_time(text: str) -> WrittenTime | None:
    """What a cell says, or None for one that says no time."""
    text = text.strip()[:LONGEST]
    for shape in SHAPES:
        match = shape.fullmatch(text)
        if match:
            return _understood(match.groupdict())
    return None


def _understood(parts: dict[str, str | None]) -> WrittenTime | None:
    clock = _clock(parts)
    year = int(parts.get("year") or 0)
    year += 2000 if 0 < year < 100 else 0
    if clock is None:
        return None
    if parts.get("first"):
        written = WrittenTime(clock, numbers=(int(parts["first"] or 0), int(parts["then"] or 0)), year=year)
        return written if any(written.day_in(order) for order in Order) else None
    if not parts.get("day"):
        return WrittenTime(clock)
    month = int(parts.get("month") or 0) or MONTHS.get(folded(parts.get("name") or "")[:3], 0)
    day = _day(year, month, int(parts["day"] or 0))
    return WrittenTime(clock, day=day, zone=(parts.get("zone") or "").upper()) if day else None


def _clock(parts: dict[str, str | None]) -> time | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower()
    # "13:05 PM" is met in reports of 24 hours.
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1970 <= year < 2200 else None
    except ValueError:
        return None


def order_of(times: Sequence[WrittenTime], near: date | None) -> tuple[Order, bool]:
    """How the file writes days, and whether that was guessed. What can't be read the other way decides; then the day `near` which
    it should be; Zoom's own order is the month first."""
    numbered = [written for written in times if written.numbers]
    fits = {order: sum(written.day_in(order) is not None for written in numbered) for order in Order}
    if fits[Order.MONTH_FIRST] != fits[Order.DAY_FIRST]:
        return max(Order, key=lambda order: fits[order]), False
    if near is not None and numbered:
        away = {order: _days_away(numbered, order, near) for order in Order}
        if away[Order.MONTH_FIRST] != away[Order.DAY_FIRST]:
            return min(Order, key=lambda order: away[order]), False
    return Order.MONTH_FIRST, any(written.numbers and len(set(written.numbers)) > 1 for written in numbered)


def _days_away(times: Sequence[WrittenTime], order: Order, near: date) -> int:
    return min(abs((day - near).days) for written in times if (day := written.day_in(order)))


def instant_of(written: WrittenTime, order: Order, zone: ZoneInfo, day: date | None) -> datetime | None:
    """The moment in UTC; `day` is for times that name none. Of an hour that comes twice the first is meant."""
    on = written.day_in(order) or (day if written.numbers is None and written.day is None else None)
    if on is None:
        return None
    if not written.zone:
        return datetime.combine(on, written.clock, zone).astimezone(UTC)
    offset = timedelta() if written.zone == "Z" else _offset(written.zone)
    return datetime.combine(on, written.clock, UTC) - offset


def _offset(zone: str) -> timedelta:
    sign = -1 if zone.startswith("-") else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def read_minutes(text: str) -> int | None:
    """A duration in whole minutes, a begun one counted as Zoom does: `62`, `61.5`, `1:02:00`, `62 min`, `1 h 2 min`."""
    text = text.strip().lower()[:LONGEST]
    if match := re.fullmatch(r"(\d{1,5})(?:[.,](\d{1,6}))?\s*(?:m|min|mins|minutes?|minutos?)?\.?", text):
        return int(match[1]) + bool(int(match[2] or 0))
    if match := re.fullmatch(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", text):
        return int(match[1]) * 60 + int(match[2]) + bool(int(match[3] or 0))
    if match := re.fullmatch(
        r"(\d{1,3})\s*(?:h|hrs?|hours?|horas?)\.?(?:\s*(\d{1,2})\s*(?:m|min|minutes?|minutos?)\.?)?", text
    ):
        return int(match[1]) * 60 + int(match[2] or 0)
    return None
