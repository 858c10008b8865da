"""Time spent, as intervals: who leaves and comes back, or is in with two devices, is counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, order=True)
class Interval:
    """From `start` on, up to `end`; both aware. Raises `ValueError` where it would end before it starts."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("An interval lies between two instants, each with a time zone.")
        if self.end < self.start:
            raise ValueError("An interval does not end before it starts.")


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time without overlaps, in order; intervals that touch become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


def within(intervals: Iterable[Interval], session: Interval) -> tuple[Interval, ...]:
    """What of their union lies in the session: not the wait before it, nor the talk after."""
    return tuple(
        Interval(max(part.start, session.start), min(part.end, session.end))
        for part in union(intervals)
        if part.start < session.end and part.end > session.start
    )


def minutes_present(intervals: Iterable[Interval], session: Interval, totals: Iterable[int] = ()) -> int:
    """Whole minutes in the session, a begun one not counted.

    `totals` are minutes of which it isn't known when (Zoom's list of “unique users”). They may be the same minutes as
    others, so the largest counts, and never more than the session lasts.
    """
    seen = sum((part.end - part.start for part in within(intervals, session)), timedelta())
    longest = (session.end - session.start) // timedelta(minutes=1)
    return max(seen // timedelta(minutes=1), min(max(totals, default=0), longest))
