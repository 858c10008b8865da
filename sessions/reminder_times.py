"""When people are reminded of a session: what its cohort says for sessions of its kind. It asks neither clock nor database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohorts.models import Cohort

# How long after its time a reminder of what is owed may still be planned and sent.
STILL_NEWS = timedelta(days=1)
# A reminder that comes late isn't sent when the next one is so near.
NEARLY_DUE = timedelta(minutes=30)


@dataclass(frozen=True)
class Offsets:
    """Minutes before the start, and minutes after the end."""

    before: list[int]
    after: list[int]

    @classmethod
    def of(cls, cohort: Cohort, kind: str) -> Offsets:
        """For the sessions of this kind in the cohort."""
        return cls.said(cohort.reminder_minutes, cohort.reminder_minutes_after, cohort.reminders_by_kind, kind)

    @classmethod
    def said(cls, before: list[int], after: list[int], by_kind: Mapping[str, Any], kind: str) -> Offsets:
        """What a cohort says for all sessions, unless it says something else for this kind, as its fields hold it."""
        own = by_kind.get(kind, {})
        own_before, own_after = own.get("before"), own.get("after")
        return cls(before if own_before is None else own_before, after if own_after is None else own_after)


def nearest_due(*, starts_at: datetime, offsets: Iterable[int], now: datetime) -> int | None:
    """The offset, in minutes before the start, whose time came last; None before the first.

    None as well where that was missed and the next comes within half an hour, sooner than the other is late: a session that is
    scheduled an hour before it begins is told once, not of the day before and then of the hour.
    """
    left = starts_at - now
    times = [timedelta(minutes=minutes) for minutes in offsets]
    due = min((time for time in times if left <= time), default=None)
    wait = min((left - time for time in times if time < left), default=None)
    if due is None or (wait is not None and wait <= NEARLY_DUE and wait < due - left):
        return None
    return int(due.total_seconds()) // 60


def latest_after(*, ends_at: datetime, offsets: Iterable[int], now: datetime) -> int | None:
    """The offset, in minutes after the end, whose time came last and not long ago; None where none did."""
    due = (minutes for minutes in offsets if timedelta() <= now - ends_at - timedelta(minutes=minutes) < STILL_NEWS)
    return max(due, default=None)
