from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sessions.attendance.intervals import Interval, minutes_present, union, within

START = datetime(2022, 4, 20, 19, 0, tzinfo=UTC)
SESSION = Interval(START, START + timedelta(minutes=90))


def between(start, end):
    """An interval in minutes after the session's start."""
    return Interval(START + timedelta(minutes=start), START + timedelta(minutes=end))


def some(chance):
    """Intervals around the session, on whole seconds."""
    found = []
    for _ in range(chance.randrange(8)):
        start = chance.randrange(-3600, 7200)
        found.append(between(start / 60, (start + chance.randrange(0, 3600)) / 60))
    return found


def seconds_in(intervals):
    """Counted second by second, the slow way."""
    start, end = int(SESSION.start.timestamp()), int(SESSION.end.timestamp())
    inside = set()
    for interval in intervals:
        inside |= set(range(max(start, int(interval.start.timestamp())), min(end, int(interval.end.timestamp()))))
    return len(inside)


@pytest.mark.parametrize("seed", range(200))
def test_time_is_counted_once_and_within_the_session(seed):
    intervals = some(random.Random(seed))
    assert minutes_present(intervals, SESSION) == seconds_in(intervals) // 60


@pytest.mark.parametrize("seed", range(100))
def test_a_union_is_in_order_without_overlap_and_stays_one(seed):
    chance = random.Random(seed)
    intervals = some(chance)
    merged = union(intervals)
    assert all(first.end < second.start for first, second in pairwise(merged))
    assert union(merged) == merged
    chance.shuffle(intervals)
    assert union(intervals) == merged
    assert union([*intervals, *intervals]) == merged
    assert within(within(intervals, SESSION), SESSION) == within(intervals, SESSION)


def test_coming_back_and_a_second_device():
    assert minutes_present([between(0, 20), between(10, 30), between(60, 90)], SESSION) == 60
    assert union([between(0, 10), between(10, 20)]) == (between(0, 20),)


def test_before_and_after_do_not_count():
    assert minutes_present([between(-30, 10), between(80, 200)], SESSION) == 20
    assert minutes_present([between(-30, 0), between(90, 200)], SESSION) == 0
    assert minutes_present([], SESSION) == 0


def test_a_begun_minute_is_none():
    assert minutes_present([between(0, 29 + 59 / 60)], SESSION) == 29
    # Two halves are a whole.
    assert minutes_present([between(0, 0.5), between(5, 5.5)], SESSION) == 1


@pytest.mark.parametrize(("totals", "minutes"), [([], 10), ([5], 10), ([40], 40), ([40, 45], 45), ([500], 90)])
def test_minutes_of_which_it_is_not_known_when(totals, minutes):
    assert minutes_present([between(0, 10)], SESSION, totals) == minutes


@pytest.mark.parametrize(
    ("start", "end"),
    [(START, START - timedelta(seconds=1)), (START.replace(tzinfo=None), START), (START, START.replace(tzinfo=None))],
)
def test_what_is_no_interval(start, end):
    with pytest.raises(ValueError, match="interval"):
        Interval(start, end)
