from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest

from sessions.attendance.intervals import Interval
from sessions.zoom.webhook.events import read_event
from sessions.zoom.webhook.life import in_order, lives
from tests.sessions.zoom.webhook.events import MIDDAY, at, body, in_room, joined, left

STORY = [
    body("meeting.started", 0),
    joined("1", 10),
    joined("2", 20, name="Bo"),
    in_room("joined", "1", 30),
    in_room("left", "1", 40),
    left("1", 50),
    joined("3", 60),
    left("3", 70),
    body("meeting.ended", 100),
]


def life_of(told, uuid="/u//1=="):
    return lives([read_event(data, received_at=MIDDAY + timedelta(days=1)) for data in told])[uuid]


def spans(life):
    """(number of the join, room, from, to) in seconds after the start."""
    seconds = lambda moment: None if moment is None else int((moment - MIDDAY).total_seconds())  # noqa: E731
    return [(stay.user_id, stay.room, seconds(stay.joined_at), seconds(stay.left_at)) for stay in life.stays]


def test_a_meeting_from_its_events():
    life = life_of(STORY)
    assert (life.started_at, life.ended_at, life.deleted) == (at(0), at(100), False)
    assert spans(life) == [("1", "", 10, 50), ("2", "", 20, 100), ("1", "room-1", 30, 40), ("3", "", 60, 70)]
    assert [stay.display_name for stay in life.stays] == ["Ana", "Bo", "Ana", "Ana"]


@pytest.mark.parametrize("seed", range(100))
def test_whatever_the_order_and_however_often(seed):
    """Arrived shuffled, some twice, in parts: after the last it is the same."""
    chance = random.Random(seed)
    told = STORY + chance.choices(STORY, k=chance.randrange(9))
    chance.shuffle(told)
    assert life_of(told) == life_of(STORY)


def test_every_order_of_a_short_one():
    short = [body("meeting.started", 0), joined("1", 0), left("1", 0), joined("1", 1), body("meeting.ended", 2)]
    assert {str(spans(life_of(order))) for order in itertools.permutations(short)} == {
        "[('1', '', 0, 0), ('1', '', 1, 2)]",
    }


def test_in_the_same_moment_coming_is_before_going_and_that_before_the_end():
    told = [body("meeting.ended", 0), *(there(str(n), 0) for n in range(10) for there in (left, joined))]
    assert spans(life_of(told)) == [(str(n), "", 0, 0) for n in range(10)]


def test_what_is_not_told_is_not_made_up():
    assert spans(life_of([joined("1", 10)])) == [("1", "", 10, None)]
    assert spans(life_of([left("1", 10)])) == [("1", "", None, 10)]
    life = life_of([left("1", 10), joined("2", 20)])
    assert [stay.interval(at(30)) for stay in life.stays] == [None, Interval(at(20), at(30))]
    # Nor is anybody in for a time that runs backwards.
    assert life.stays[1].interval(at(15)) is None


def test_a_join_told_twice_is_from_the_first():
    assert spans(life_of([joined("1", 10), joined("1", 12), left("1", 50), left("1", 55)])) == [
        *(("1", "", 10, 50), ("1", "", None, 55)),
    ]


def test_who_came_after_the_last_end_is_not_put_before_it():
    assert spans(life_of([body("meeting.ended", 10), joined("1", 20)])) == [("1", "", 20, 20)]


def test_two_holdings_and_two_meetings_are_apart():
    other = body("meeting.started", 5, {"uuid": "other"})
    assert life_of([*STORY, other]) == life_of(STORY)
    assert life_of([*STORY, other], "other").started_at == at(5)


def test_a_deleted_meeting_says_so():
    assert life_of([body("meeting.deleted", 3)]).deleted


def test_events_stand_in_their_own_order_once():
    told = [read_event(data, received_at=MIDDAY) for data in [*STORY, *STORY]]
    assert [event.key for event in in_order(reversed(told))] == [event.key for event in told[: len(STORY)]]
