from __future__ import annotations

from datetime import date, time

import pytest

from common.wall_clock import Month, NonexistentTime
from cop_portal.blueprints.new_dates import propose
from cop_portal.blueprints.proposal import Basis
from cop_portal.blueprints.reading import read_document
from tests.cop_portal.blueprints.examples import changed


@pytest.fixture
def schedule():
    """Two sessions, on March 3 (known) and April 7 (its day is not), in a phase from March to April."""
    return propose(read_document(changed("program", "unit", "individual"), file="x"), first=Month(2026, 3))


class TestMove:
    def test_changes_one_session_and_leaves_the_schedule_it_came_from(self, schedule):
        moved = schedule.move("first-meeting", day=date(2026, 3, 10), start=time(0), minutes=60)

        first = moved.session("first-meeting")
        assert (first.day, first.start, first.minutes, first.basis) == (date(2026, 3, 10), time(0), 60, Basis.CHOSEN)
        assert moved.sessions[1] == schedule.sessions[1]
        assert schedule.session("first-meeting").day == date(2026, 3, 3)

    def test_keeps_what_is_not_given(self, schedule):
        first = schedule.move("first-meeting", day=date(2026, 3, 10)).session("first-meeting")

        assert (first.start, first.minutes) == (time(18), 90)

    def test_confirms_a_proposal_when_nothing_is_given(self, schedule):
        assert schedule.unconfirmed == ("second-meeting",)

        assert schedule.move("second-meeting").unconfirmed == ()

    def test_refuses_a_time_that_does_not_exist(self, schedule):
        with pytest.raises(NonexistentTime, match=r"2:30 a\.m\. on March 8, 2026 does not exist \(Central\)"):
            schedule.move("first-meeting", day=date(2026, 3, 8), start=time(2, 30))

    def test_knows_only_sessions_of_the_schedule(self, schedule):
        with pytest.raises(KeyError, match="third-meeting"):
            schedule.move("third-meeting")


def test_a_session_can_be_left_out(schedule):
    assert [proposed.slug for proposed in schedule.without("first-meeting").sessions] == ["second-meeting"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 28), ("first-meeting",)),
        (date(2026, 3, 1), ()),
        (date(2026, 4, 30), ()),
        (date(2026, 5, 1), ("first-meeting",)),
    ],
)
def test_a_move_out_of_the_phase_is_pointed_out(schedule, day, expected):
    assert schedule.move("first-meeting", day=day).outside_their_phase == expected
