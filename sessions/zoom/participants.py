"""Who was there, once a meeting has ended: one row for each time somebody came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sessions.zoom.calls import Calls, uuid_in_path
from sessions.zoom.fields import Fields


@dataclass(frozen=True)
class Holding:
    """One time a meeting was held; a meeting that was ended and started again has several."""

    uuid: str
    started_at: datetime


@dataclass(frozen=True)
class Participant:
    """One stay of one person: a second join is a second row with another `user_id`. Times are UTC.

    `email` is "" for most people outside the account, and everything a name can hold may be in `name`. `registrant_id` is asked
    for only in the report. Rows of the waiting room are not attendance.
    """

    user_id: str
    name: str
    email: str
    registrant_id: str
    joined_at: datetime | None
    left_at: datetime | None
    seconds: int
    in_waiting_room: bool
    room: str


@dataclass(frozen=True)
class Past:
    """The calls about meetings that were held; each raises `ZoomError`, `PlanMissing` and `NothingKept` among them."""

    calls: Calls

    def holdings(self, meeting_id: int) -> tuple[Holding, ...]:
        """Each time the meeting was held and has ended, the earliest first."""
        rows = self.calls.get(f"/past_meetings/{meeting_id}/instances").parts("meetings")
        found = [Holding(row.text("uuid"), moment) for row in rows if (moment := row.moment("start_time"))]
        return tuple(sorted(found, key=lambda holding: (holding.started_at, holding.uuid)))

    def participants(self, uuid: str) -> tuple[Participant, ...]:
        """Who was in one holding. A meeting of one has no rows; shortly after a large one, wait a little."""
        return self._rows(f"/past_meetings/{uuid_in_path(uuid)}/participants", {})

    def report(self, uuid: str) -> tuple[Participant, ...]:
        """The same with registrants and breakout rooms; a heavy call, of which there are few a second."""
        return self._rows(f"/report/meetings/{uuid_in_path(uuid)}/participants", {"include_fields": "registrant_id"})

    def _rows(self, path: str, params: dict[str, str | int]) -> tuple[Participant, ...]:
        return tuple(_participant(row) for row in self.calls.rows(path, "participants", params))


def _participant(row: Fields) -> Participant:
    return Participant(
        user_id=row.text("user_id", ""),
        name=row.text("name", ""),
        email=row.text("user_email", ""),
        registrant_id=row.text("registrant_id", ""),
        joined_at=row.moment("join_time"),
        left_at=row.moment("leave_time"),
        seconds=row.whole("duration", 0),
        in_waiting_room=row.text("status", "") == "in_waiting_room",
        room=row.text("bo_mtg_id", ""),
    )
