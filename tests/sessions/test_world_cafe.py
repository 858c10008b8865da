from __future__ import annotations

import pytest

from sessions.world_cafe import Rounds, agenda_within, rounds_within


@pytest.mark.parametrize(
    ("length", "rounds"),
    [
        (44, None),
        (45, Rounds(2, 10)),
        (55, Rounds(3, 10)),
        (60, Rounds(3, 10)),
        (90, Rounds(3, 20)),
        (100, Rounds(3, 25)),
        (240, Rounds(3, 25)),
    ],
)
def test_rounds_are_long_enough_to_talk_and_leave_time_for_the_harvest(length, rounds):
    assert rounds_within(length) == rounds


@pytest.mark.parametrize("length", [45, 55, 60, 75, 90, 120, 240])
def test_the_agenda_adds_up(length):
    blocks = agenda_within(length)
    assert sum(block["minutes"] for block in blocks) == length
    assert min(block["minutes"] for block in blocks if block["kind"] == "large_group") >= 10


def test_a_session_too_short_for_it_has_none():
    assert agenda_within(44) == []
