from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.attendance.intervals import Interval
from sessions.attendance.signs import Counted, Sign, Weight, count, minutes_needed

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
HELD = Interval(START, START + timedelta(minutes=90))
DOORS = START - timedelta(minutes=15)
AFTER = START + timedelta(days=1)


def at(minutes):
    return START + timedelta(minutes=minutes)


def heard(joined=None, left=None, minutes=None):
    times = [at(one) if one is not None else None for one in (joined, left)]
    return Sign(Weight.HEARD, *times, minutes)


def pressed(joined):
    return Sign(Weight.PRESSED, at(joined))


def counted(*signs, now=AFTER):
    return count(signs, HELD, doors_open_at=DOORS, now=now)


@pytest.mark.parametrize(
    ("signs", "minutes"),
    [
        ([], 0),
        ([heard(0, 90)], 90),
        ([heard(-10, 30), heard(40, 120)], 80),
        # Two devices at once, and the same stay told by the webhook and by the report.
        ([heard(0, 50), heard(10, 60), heard(10, 60)], 60),
        ([heard(20, None)], 70),
        # Only the going was told.
        ([heard(None, 60)], 0),
        # A report of one row for each person tells minutes alone; the same minutes twice are one.
        ([heard(minutes=50)], 50),
        ([heard(minutes=50), heard(0, 30)], 50),
        ([heard(minutes=500)], 90),
        # First coming and last going, with fewer minutes in between.
        ([heard(0, 90, minutes=30)], 30),
        ([heard(-60, 10, minutes=60)], 10),
        ([heard(0, 61, minutes=61)], 61),
    ],
)
def test_what_is_heard_counts_as_told(signs, minutes):
    assert counted(*signs) == Counted(minutes)


def test_a_press_of_join_counts_to_the_end_until_zoom_says_more():
    assert counted(pressed(10)) == Counted(80, by_button=True)
    assert counted(pressed(10), heard(10, 25)) == Counted(15)
    # That somebody went says neither when they came nor how long they stayed.
    assert counted(pressed(10), heard(None, 25)) == Counted(80, by_button=True)


def test_a_press_before_the_doors_opened_was_for_another_date():
    assert counted(pressed(-15)) == Counted(90, by_button=True)
    assert counted(pressed(-16)) == Counted()


def test_what_goes_on_counts_up_to_now():
    assert counted(pressed(-5), now=at(-1)) == Counted(0, by_button=True)
    assert counted(pressed(-5), now=at(20)) == Counted(20, by_button=True)
    assert counted(heard(5, None), now=at(20)) == Counted(15)


def test_whoever_is_seen_is_there():
    assert counted(Sign(Weight.SEEN, at(3))) == Counted(0, seen=True)
    assert counted(Sign(Weight.SEEN, at(3)), pressed(60)) == Counted(30, seen=True)


@pytest.mark.parametrize(
    ("minimum", "lasts", "needs"), [(45, 90, 45), (45, 46, 45), (45, 45, 23), (45, 30, 15), (45, 5, 3), (1, 1, 1)]
)
def test_in_a_short_session_half_of_it_is_enough(minimum, lasts, needs):
    assert minutes_needed(minimum, lasts) == needs
