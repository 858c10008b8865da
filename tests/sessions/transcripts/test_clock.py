from __future__ import annotations

import pytest

from sessions.transcripts.clock import clock, seconds_of


@pytest.mark.parametrize(("seconds", "written"), [(0, "0:00"), (754, "12:34"), (3599, "59:59"), (3723, "1:02:03")])
def test_places_are_written_and_read(seconds, written):
    assert (clock(seconds), seconds_of(written)) == (written, seconds)


@pytest.mark.parametrize(("written", "seconds"), [("754", 754), (" 754.9 ", 754), ("90:00", 5400), ("05:09", 309)])
def test_other_ways_to_write_them(written, seconds):
    assert seconds_of(written) == seconds


@pytest.mark.parametrize(
    "written", ["", "soon", "-1", "1:60", "1:60:00", "٣:٣٣", "9" * 40, "1e3", "12:3", "1:2:3:4", "\0"]
)
def test_what_is_no_place(written):
    assert seconds_of(written) is None
