"""Pre-assigned breakout rooms. Limits: Zoom support, article KB0061353; the length of a name is as met."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from common.marked import gettext_noop
from sessions.zoom.errors import ZoomError

MOST_ROOMS, MOST_PEOPLE, LONGEST_NAME = 100, 1000, 32


@dataclass(frozen=True)
class Room:
    """A room and the addresses of who is to sit in it; people without an address can't be pre-assigned."""

    name: str
    emails: tuple[str, ...]


class RoomsDoNotFit(ZoomError):
    """Base of what Zoom would refuse, or worse, take in its own way; said before it is asked."""


class TooManyRooms(RoomsDoNotFit):
    """`count` of them, where `most` may be."""

    sentence = gettext_noop("Zoom takes %(most)s rooms, and these are %(count)s. Make the rooms larger.")


class TooManyInRooms(RoomsDoNotFit):
    """`count` people, where `most` may be."""

    sentence = gettext_noop(
        "Zoom assigns %(most)s people beforehand, and these are %(count)s. The others are put into rooms on the day."
    )


class RoomNameUnfit(RoomsDoNotFit):
    """A `name` that is empty, too long (`most` characters) or there twice."""

    sentence = gettext_noop(
        "“%(name)s” can't be the name of a room at Zoom: each needs its own, of 1 to %(most)s characters. Rename it."
    )


class InTwoRooms(RoomsDoNotFit):
    """An address in two rooms, or twice in one."""

    sentence = gettext_noop("%(email)s is in these rooms twice. Leave the address in one of them.")


def as_setting(rooms: tuple[Room, ...]) -> dict[str, Any]:
    """The value of `settings.breakout_room`: always all rooms, for a list replaces the one before. Raises `RoomsDoNotFit`."""
    check(rooms)
    return {
        "enable": bool(rooms),
        "rooms": [{"name": room.name, "participants": list(room.emails)} for room in rooms],
    }


def check(rooms: tuple[Room, ...]) -> None:
    """Raises the first `RoomsDoNotFit`; addresses are compared without case."""
    emails = Counter(email.casefold() for room in rooms for email in room.emails)
    if len(rooms) > MOST_ROOMS:
        raise TooManyRooms(count=len(rooms), most=MOST_ROOMS)
    if emails.total() > MOST_PEOPLE:
        raise TooManyInRooms(count=emails.total(), most=MOST_PEOPLE)
    names: set[str] = set()
    for room in rooms:
        if not 1 <= len(room.name.strip()) <= LONGEST_NAME or room.name.casefold() in names:
            raise RoomNameUnfit(name=room.name[:80], most=LONGEST_NAME)
        names.add(room.name.casefold())
    for email, times in emails.items():
        if times > 1:
            raise InTwoRooms(email=email)
