from __future__ import annotations

import pytest

from sessions.transcripts.parts import LINES, MOST_LINES, line_at, parts_of


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, [0]), (1, [1]), (LINES, [LINES]), (LINES + 1, [LINES, 1]), (2500, [LINES] * 10)],
)
def test_lines_are_cut_into_parts(count, sizes):
    assert [len(part) for part in parts_of(range(count))] == sizes


def test_every_line_is_in_one_part_and_a_second_is_not_cut():
    seconds = [place // 7 for place in range(1000)]
    parts = parts_of(seconds)
    assert [place for part in parts for place in part] == list(range(1000))
    assert not {seconds[part[-1]] for part in parts[:-1]} & {seconds[part[0]] for part in parts[1:]}
    assert [len(part) for part in parts] == [252, 252, 252, 244]


def test_a_file_that_gives_all_lines_one_time_is_cut_all_the_same():
    assert [len(part) for part in parts_of([0] * 1000)] == [MOST_LINES, MOST_LINES, 200]


@pytest.mark.parametrize(("at", "place"), [(0, None), (4, None), (5, 1), (6, 1), (9, 2), (10**9, 2)])
def test_the_last_line_that_has_begun(at, place):
    assert line_at([5, 5, 9], at) == place


def test_no_lines():
    assert line_at([], 5) is None
