from __future__ import annotations

import pytest

from sessions.zoom.rooms import InTwoRooms, Room, RoomNameUnfit, TooManyInRooms, TooManyRooms, as_setting


def rooms(count, people=1):
    return tuple(Room(f"Table {n}", tuple(f"p{n}-{m}@example.org" for m in range(people))) for n in range(count))


@pytest.mark.parametrize("fitting", [(), rooms(1), rooms(100), rooms(100, 10), (Room("x" * 32, ()),)])
def test_what_zoom_takes_is_sent_whole(fitting):
    setting = as_setting(fitting)
    assert setting["enable"] is bool(fitting)
    assert [(room["name"], tuple(room["participants"])) for room in setting["rooms"]] == [
        (r.name, r.emails) for r in fitting
    ]


@pytest.mark.parametrize(
    ("unfit", "kind", "words"),
    [
        (rooms(101), TooManyRooms, "takes 100 rooms, and these are 101"),
        (rooms(91, 11), TooManyInRooms, "assigns 1000 people beforehand, and these are 1001"),
        ((Room("x" * 33, ()),), RoomNameUnfit, "x" * 33),
        ((Room("  ", ()),), RoomNameUnfit, "needs its own"),
        ((Room("Table", ()), Room("TABLE", ())), RoomNameUnfit, "TABLE"),
        ((Room("1", ("a@example.org", "A@example.org")),), InTwoRooms, "a@example.org is in these rooms twice"),
    ],
)
def test_what_zoom_would_refuse_is_said_before(unfit, kind, words):
    with pytest.raises(kind, match=words):
        as_setting(unfit)
