"""The rooms of the first round at Zoom, which keeps one set for a meeting and opens none by itself."""

from __future__ import annotations

from typing import Any

from sessions.models import BreakoutPlan, LiveSession
from sessions.zoom.rooms import LONGEST_NAME, Room


def first_rooms(live_session: LiveSession) -> list[dict[str, Any]]:
    """Who sits where in the first round of what is published: [{"name": "Table 1", "emails": [...]}]; at most three queries."""
    row = BreakoutPlan.objects.published().filter(live_session=live_session).first()
    return rooms_of(row, 1) if row else []


def rooms_of(row: BreakoutPlan, round_number: int) -> list[dict[str, Any]]:
    """The rooms of one round with the addresses people sign in with, in the order of tables and addresses."""
    seats = row.seats.filter(round=round_number).order_by("table__position", "person__email")
    emails: dict[int, list[str]] = {}
    for table, email in seats.values_list("table", "person__email"):
        emails.setdefault(table, []).append(email)
    tables = row.tables.order_by("position")
    return [{"name": str(table)[:LONGEST_NAME], "emails": emails.get(table.pk, [])} for table in tables]


def as_rooms(kept: list[dict[str, Any]]) -> tuple[Room, ...]:
    """What is kept, in the words of `sessions.zoom`."""
    return tuple(Room(name=room["name"], emails=tuple(room["emails"])) for room in kept)
