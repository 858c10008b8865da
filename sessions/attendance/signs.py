"""What the signs of one person's presence in one session count for.

| sign | counts |
| --- | --- |
| heard from Zoom | as told: from when to when, or how long |
| pressed Join | from then to the end, as long as nothing is heard of the person from Zoom |
| seen | there, without minutes: ticked by a facilitator, checked in at the place |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sessions.attendance.intervals import Interval, minutes_present, within

ONE_MINUTE = timedelta(minutes=1)


class Weight(Enum):
    """What kind of sign it is."""

    HEARD = "heard"
    PRESSED = "pressed"
    SEEN = "seen"


@dataclass(frozen=True)
class Sign:
    """One sign. Without `left_at` they are still in; without both times only the minutes are known, or nothing."""

    weight: Weight
    joined_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Counted:
    """What the signs come to: whole minutes in the session, whether somebody saw them there, whether only the button told."""

    minutes: int = 0
    seen: bool = False
    by_button: bool = False


def count(signs: Iterable[Sign], session: Interval, *, doors_open_at: datetime, now: datetime) -> Counted:
    """What a person's signs come to, by now. A press of Join before the doors opened was for another date."""
    signs = list(signs)
    until = min(max(now, session.start), session.end)
    heard = [sign for sign in signs if sign.weight is Weight.HEARD and (sign.joined_at or sign.minutes is not None)]
    pressed = [
        Interval(sign.joined_at, max(sign.joined_at, until))
        for sign in signs
        if sign.weight is Weight.PRESSED and sign.joined_at and doors_open_at <= sign.joined_at
    ]
    seen = any(sign.weight is Weight.SEEN for sign in signs)
    if not heard:
        return Counted(minutes_present(pressed, session), seen, by_button=bool(pressed) and not seen)
    intervals: list[Interval] = []
    totals: list[int] = []
    for sign in heard:
        stay = _stay(sign, until)
        if sign.minutes is None and stay:
            intervals.append(stay)
        elif sign.minutes is not None and stay is None:
            totals.append(sign.minutes)
        elif sign.minutes is not None and stay is not None:
            _put(sign.minutes, stay, session, intervals, totals)
    return Counted(minutes_present(intervals, session, totals), seen)


def minutes_needed(minimum: int, session_minutes: int) -> int:
    """How many minutes are live: the cohort's minimum; in a session that isn't longer than that, half of it."""
    return minimum if minimum < session_minutes else max(1, -(-session_minutes // 2))


def _stay(sign: Sign, until: datetime) -> Interval | None:
    if sign.joined_at is None:
        return None
    return Interval(sign.joined_at, max(sign.joined_at, sign.left_at or until))


def _put(minutes: int, stay: Interval, session: Interval, intervals: list[Interval], totals: list[int]) -> None:
    """A report with one row for each person tells the first coming, the last going, and fewer minutes than lie between."""
    if minutes + 1 >= (stay.end - stay.start) / ONE_MINUTE:
        intervals.append(stay)
        return
    inside = sum((part.end - part.start for part in within([stay], session)), timedelta())
    totals.append(min(minutes, inside // ONE_MINUTE))
