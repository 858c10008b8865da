from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import SessionStatus, Stage
from sessions.models import LiveSession

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        (START - timedelta(minutes=15) - MOMENT, Stage.AHEAD),
        (START - timedelta(minutes=15), Stage.DOORS_OPEN),
        (START - MOMENT, Stage.DOORS_OPEN),
        (START, Stage.UNDER_WAY),
        (START + timedelta(minutes=90) - MOMENT, Stage.UNDER_WAY),
        (START + timedelta(minutes=90), Stage.OVER),
    ],
)
def test_where_it_stands_is_asked_of_the_clock(now, stage):
    assert LiveSession(starts_at=START, minutes=90).stage_at(now) == stage


def test_a_cancelled_one_stays_cancelled():
    live_session = LiveSession(starts_at=START, minutes=90, status=SessionStatus.CANCELLED)
    assert {live_session.stage_at(START + timedelta(days=days)) for days in (-1, 0, 1)} == {Stage.CANCELLED}


def test_the_link_of_the_room_is_not_in_the_history():
    assert "join_url" not in {field.name for field in LiveSession.history.model._meta.fields}
