"""A time zone as calendars are told of it: the changes of its clocks around some dates, as RFC 5545 writes them (VTIMEZONE).

Where the clocks change by one rule in all these years it stands as a rule, which every calendar understands; where a country
has changed its mind in between, each change stands alone.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

LAST = -1
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
# Where the clocks don't change in all the years: since ever.
EVER = datetime(1970, 1, 1)  # noqa: DTZ001 - by the clocks of the place


@dataclass(frozen=True)
class ClockChange:
    """From `onset` on, told by the clock as it stood until then, clocks are `after` away from UTC; before, they were `before`."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[object, ...]:
        """What the changes of one rule have in common, but for their days."""
        return self.before, self.after, self.name, self.onset.month, self.onset.weekday(), self.onset.time()

    @property
    def week(self) -> int:
        """The first, second … such weekday of its month."""
        return (self.onset.day - 1) // 7 + 1

    @property
    def is_last_week(self) -> bool:
        return self.onset.day + 7 > calendar.monthrange(self.onset.year, self.onset.month)[1]


def vtimezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """The zone as it is from a year before the first of these moments to a year after the last."""
    years = range(first.astimezone(UTC).year - 1, last.astimezone(UTC).year + 2)
    changes = clock_changes(zone.key, years.start, years.stop)
    told = Timezone()
    told.add("tzid", zone.key)
    rules, single = _by_rule(changes, years)
    if single or not rules:
        # What holds before the first of them.
        began = datetime(years.start, 1, 1, tzinfo=UTC).astimezone(zone)
        single = [_standing(began, EVER if not changes else began.replace(tzinfo=None)), *single]
    for change in single:
        told.add_component(_observance(change))
    for change, week in rules:
        told.add_component(_observance(change, week))
    return told


@lru_cache(maxsize=256)
def clock_changes(key: str, first_year: int, end_year: int) -> tuple[ClockChange, ...]:
    """Every change of the clocks from the first of these years up to the last one, which isn't asked any more."""
    zone = ZoneInfo(key)
    found = []
    before = datetime(first_year, 1, 1, tzinfo=UTC)
    while before.year < end_year:
        after = before + timedelta(days=1)
        if _clock(before, zone) != _clock(after, zone):
            found.append(_change_between(before, after, zone))
        before = after
    return tuple(found)


def _clock(moment: datetime, zone: ZoneInfo) -> tuple[timedelta, str]:
    """How clocks stand: their distance from UTC, and what that is called."""
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or zone.key


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> ClockChange:
    """The change in this day, to the second, found by halving."""
    stood = _clock(before, zone)
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _clock(datetime.fromtimestamp(middle, UTC), zone) == stood:
            low = middle
        else:
            high = middle
    moment = datetime.fromtimestamp(high, UTC)
    after_that, name = _clock(moment, zone)
    return ClockChange((moment + stood[0]).replace(tzinfo=None), stood[0], after_that, name)


def _standing(at: datetime, onset: datetime) -> ClockChange:
    offset = at.utcoffset() or timedelta()
    return ClockChange(onset, offset, offset, at.tzname() or "")


def _by_rule(changes: Iterable[ClockChange], years: range) -> tuple[list[tuple[ClockChange, int]], list[ClockChange]]:
    """The changes that come by one rule in all the years, as the first of each with its week; and those that come by none."""
    kinds: dict[tuple[object, ...], list[ClockChange]] = defaultdict(list)
    for change in changes:
        kinds[change.kind].append(change)
    rules, single = [], []
    for alike in kinds.values():
        weeks = {change.week for change in alike}
        if [change.onset.year for change in alike] != list(years):
            single += alike
        elif all(change.is_last_week for change in alike):
            rules.append((alike[0], LAST))
        elif len(weeks) == 1:
            rules.append((alike[0], weeks.pop()))
        else:
            single += alike
    return rules, sorted(single, key=lambda change: change.onset)


def _observance(change: ClockChange, week: int | None = None) -> TimezoneDaylight | TimezoneStandard:
    told = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    told.add("dtstart", change.onset)
    told.add("tzoffsetfrom", change.before)
    told.add("tzoffsetto", change.after)
    told.add("tzname", change.name)
    if week is not None:
        weekday = f"{week}{WEEKDAYS[change.onset.weekday()]}"
        told.add("rrule", {"freq": "yearly", "bymonth": change.onset.month, "byday": weekday})
    return told
