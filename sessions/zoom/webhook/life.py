"""What became of a meeting, told from all its events at once: whatever order they came in, and however often, it is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sessions.attendance.intervals import Interval
from sessions.zoom.webhook.events import (
    Event,
    MeetingDeleted,
    MeetingEnded,
    MeetingEvent,
    MeetingStarted,
    ParticipantEvent,
    ParticipantJoined,
)


@dataclass(frozen=True)
class Stay:
    """One coming and going. `joined_at` is None where only the going was told, `left_at` where they are still in."""

    user_id: str
    display_name: str
    email: str
    registrant_id: str
    room: str
    joined_at: datetime | None
    left_at: datetime | None

    def interval(self, now: datetime) -> Interval | None:
        """From when to when they were in, as far as is known; those still in until now."""
        left_at = self.left_at or now
        return Interval(self.joined_at, left_at) if self.joined_at and left_at >= self.joined_at else None


@dataclass(frozen=True)
class Life:
    """One holding (`uuid`): begun first and ended last, and who was in, in order of coming. `deleted`: gone from Zoom."""

    uuid: str
    started_at: datetime | None
    ended_at: datetime | None
    deleted: bool
    stays: tuple[Stay, ...]


def in_order(events: Iterable[Event]) -> list[Event]:
    """Each event once, by its own time; of the same moment, coming before going, and that before the end."""
    once = {event.key: event for event in events}
    return sorted(once.values(), key=lambda event: (event.at, _rank(event), event.key))


def _rank(event: Event) -> int:
    order = (MeetingStarted, ParticipantJoined, ParticipantEvent, MeetingEnded)
    return next((rank for rank, kind in enumerate(order) if isinstance(event, kind)), len(order))


def lives(events: Iterable[Event]) -> dict[str, Life]:
    """The holdings that the events tell of, by uuid."""
    by_uuid: dict[str, list[MeetingEvent]] = defaultdict(list)
    for event in in_order(events):
        if isinstance(event, MeetingEvent):
            by_uuid[event.uuid].append(event)
    return {uuid: _life(uuid, told) for uuid, told in by_uuid.items()}


def _life(uuid: str, told: list[MeetingEvent]) -> Life:
    starts = [event.at for event in told if isinstance(event, MeetingStarted)]
    ends = [event.at for event in told if isinstance(event, MeetingEnded)]
    joins: dict[tuple[str, str], list[ParticipantEvent]] = defaultdict(list)
    for event in told:
        if isinstance(event, ParticipantEvent):
            joins[event.user_id, event.room].append(event)
    ended_at = ends[-1] if ends else None
    stays = [stay for events in joins.values() for stay in _stays(events, ended_at)]
    return Life(
        uuid=uuid,
        started_at=starts[0] if starts else None,
        ended_at=ended_at,
        deleted=any(isinstance(event, MeetingDeleted) for event in told),
        stays=tuple(sorted(stays, key=_place)),
    )


def _stays(events: list[ParticipantEvent], ended_at: datetime | None) -> Iterable[Stay]:
    """The stays of one join number in one room, its events in order."""
    came: ParticipantEvent | None = None
    for event in events:
        if isinstance(event, ParticipantJoined):
            came = came or event
        else:
            yield _stay(came or event, came.moment if came else None, event.moment)
            came = None
    if came is not None:
        yield _stay(came, came.moment, max(ended_at, came.moment) if ended_at else None)


def _stay(who: ParticipantEvent, joined_at: datetime | None, left_at: datetime | None) -> Stay:
    return Stay(who.user_id, who.display_name, who.email, who.registrant_id, who.room, joined_at, left_at)


def _place(stay: Stay) -> tuple[datetime, str, str]:
    moment = stay.joined_at or stay.left_at
    # One of the two is always there.
    return (moment, stay.user_id, stay.room) if moment else (datetime.max, stay.user_id, stay.room)  # noqa: DTZ901
