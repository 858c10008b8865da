from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessions.zoom.errors import MeetingIsGone
from sessions.zoom.participants import Holding
from tests.sessions.zoom.conftest import asked

ROW = {
    "id": "",
    "user_id": "16778240",
    "name": "=cmd|'/C calc'!A0",
    "user_email": "",
    "registrant_id": "r-1",
    "join_time": "2022-04-20T19:00:05Z",
    "leave_time": "2022-04-20T19:30:00Z",
    "duration": 1795,
    "status": "in_meeting",
    "bo_mtg_id": "room-1",
}


@pytest.mark.parametrize("method", ["participants", "report"])
def test_a_row_is_a_stay(zoom, standin, method):
    waiting = {**ROW, "status": "in_waiting_room", "leave_time": "", "duration": "0", "user_email": None}
    standin.hold(85, uuid="u", started_at="2022-04-20T19:00:00Z", participants=[ROW, waiting])

    first, second = getattr(zoom.past, method)("u")

    assert (first.user_id, first.name, first.email, first.registrant_id) == ("16778240", "=cmd|'/C calc'!A0", "", "r-1")
    assert (first.joined_at, first.left_at) == (
        datetime(2022, 4, 20, 19, 0, 5, tzinfo=UTC),
        datetime(2022, 4, 20, 19, 30, tzinfo=UTC),
    )
    assert (first.seconds, first.room, first.in_waiting_room) == (1795, "room-1", False)
    assert (second.left_at, second.email, second.in_waiting_room) == (None, "", True)


def test_a_meeting_held_twice_has_two_holdings(zoom, standin):
    standin.hold(85, uuid="/second", started_at="2022-04-20T20:00:00Z")
    standin.hold(85, uuid="first", started_at="2022-04-20T19:00:00Z")
    standin.hold(86, uuid="other", started_at="2022-04-20T19:00:00Z")
    assert zoom.past.holdings(85) == (
        Holding("first", datetime(2022, 4, 20, 19, tzinfo=UTC)),
        Holding("/second", datetime(2022, 4, 20, 20, tzinfo=UTC)),
    )


def test_nobody_was_there_and_there_was_no_such_meeting(zoom, standin):
    standin.hold(85, uuid="u", started_at="2022-04-20T19:00:00Z")
    assert zoom.past.participants("u") == ()
    with pytest.raises(MeetingIsGone):
        zoom.past.participants("x")
    assert asked(standin)[0] == ("GET", "/v2/past_meetings/u/participants")
