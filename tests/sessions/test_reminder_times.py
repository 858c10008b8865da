from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.reminder_times import Offsets, latest_after

ENDS_AT = datetime(2026, 9, 23, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, Offsets([60], [1440])),
        ({"before": [30]}, Offsets([30], [1440])),
        ({"after": []}, Offsets([60], [])),
        ({"before": [], "after": None}, Offsets([], [1440])),
    ],
)
def test_a_kind_has_its_own_or_those_of_all(own, expected):
    assert Offsets.said([60], [1440], {"workshop": own}, "workshop") == expected
    assert Offsets.said([60], [1440], {"workshop": own}, "module") == Offsets([60], [1440])


@pytest.mark.parametrize(
    ("minutes_later", "due"),
    # For a day after its time; then it is no news any more.
    [
        (-10, None),
        (59, None),
        (60, 60),
        (1439, 60),
        (1440, 1440),
        (1500, 1440),
        (2879, 1440),
        (2880, None),
        (90000, None),
    ],
)
def test_the_latest_after_the_end_is_due_while_it_is_news(minutes_later, due):
    now = ENDS_AT + timedelta(minutes=minutes_later)
    assert latest_after(ends_at=ENDS_AT, offsets=[1440, 60], now=now) == due
