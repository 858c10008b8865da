from __future__ import annotations

from itertools import combinations

import pytest

from sessions.breakouts.cafe_rows import ROWS
from sessions.breakouts.designs import design, difference_rows, found_rows, in_product
from sessions.breakouts.starters import STARTERS

# Groups: the rounds for groups of 3, 4, 5 … people. Published, but for 10 groups of 6, 7 and 8, where ours are longer.
KNOWN = {
    3: [4],
    4: [4, 5],
    5: [7, 5, 6],
    6: [8, 7, 6, 3],
    7: [10, 9, 7, 7, 8],
    8: [11, 9, 8, 8, 8, 9],
    9: [13, 11, 9, 9, 9, 9, 10],
    10: [14, 13, 9, 8, 8, 8, 5, 4],
}
CELLS = [(groups, size, rounds) for groups, row in KNOWN.items() for size, rounds in enumerate(row, start=3)]


def meets_twice(rounds):
    seen = set()
    for groups in rounds:
        for group in groups:
            for pair in combinations(sorted(group), 2):
                if pair in seen:
                    return pair
                seen.add(pair)
    return None


def check(groups, size, rounds):
    _, plan = design(groups, size, rounds)

    assert len(plan) == rounds
    for tables in plan:
        assert [len(table) for table in tables] == [size] * groups
        assert sorted(point for table in tables for point in table) == list(range(groups * size))
    assert meets_twice(plan) is None


@pytest.mark.parametrize(
    ("groups", "size", "rounds"), [*CELLS, (12, 6, 13), (16, 4, 21), (25, 5, 31), (30, 2, 59), (70, 5, 8)]
)
def test_nobody_meets_twice_in_a_design(groups, size, rounds):
    check(groups, size, rounds)


@pytest.mark.parametrize(("groups", "size"), sorted(STARTERS))
def test_every_starter_is_a_plan(groups, size):
    turns, orbits, stay, points = STARTERS[groups, size]

    check(groups, size, turns * len(points) // (turns * orbits + stay))


@pytest.mark.parametrize("tables", sorted(ROWS))
def test_any_two_rows_that_are_kept_differ_by_something_else_in_each_round(tables):
    for a, b, guests, rounds, *values in ROWS[tables]:
        add = in_product(a, b)
        rows = [[0] * rounds, *(values[row * rounds : (row + 1) * rounds] for row in range(guests))]
        assert len(values) == guests * rounds
        for one, other in combinations(rows, 2):
            differences = {
                next(value for value in range(tables) if add(y, value) == x) for x, y in zip(one, other, strict=True)
            }
            assert len(differences) == rounds


def test_rows_for_many_tables_are_found_at_once():
    rows = found_rows(100, 5, 10, seed=1)

    assert meets_twice(rows.rounds([0, 1, 2, 3, 4, 5])) is None


def test_what_nobody_knows_is_not_there():
    assert design(8, 4, 10) is None
    assert design(3, 5, 2) is None
    assert difference_rows(6, 5, 4) is None
