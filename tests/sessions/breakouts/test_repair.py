from __future__ import annotations

import random

import pytest

from sessions.breakouts.planner import plan
from sessions.breakouts.reading import read_problem
from tests.sessions.breakouts import recount
from tests.sessions.breakouts.problems import group, program


def after_a_plan(count, *, gone, late, seed, tables=None):
    """A program whose first round was held; then some have gone and others come."""
    chance = random.Random(seed)
    document = program(count, 8, 3, seed=seed)
    expected = sorted(chance.sample(range(count), count - late))
    for item in document["rounds"]:
        item["present"], item["groups"] = expected, groups_for(len(expected))
    before = plan(read_problem(document), seed=seed, seconds=0.05).rounds
    staying = sorted(chance.sample(expected, len(expected) - gone))
    now = sorted(staying + [one for one in range(count) if one not in expected])
    for item in document["rounds"][1:]:
        item["present"], item["groups"] = now, groups_for(len(now), tables)
    return document | {"kind": "repair", "previous": {"rounds": before}, "locked_rounds": [0]}


def groups_for(count, tables=None):
    tables = tables or -(-count // 5)
    return [group(count // tables, -(-count // tables)) for _ in range(tables)]


def moved(document, rounds):
    """Counted anew: those who sat somewhere, are still there, and sit elsewhere."""
    total = 0
    for before, after in zip(document["previous"]["rounds"][1:], rounds[1:], strict=True):
        old = {one: table for table, seats in enumerate(before) for one in seats}
        new = {one: table for table, seats in enumerate(after) for one in seats}
        total += sum(new[one] != table for one, table in old.items() if one in new)
    return total


@pytest.mark.parametrize(
    ("gone", "late", "tables"), [(0, 0, None), (3, 0, None), (0, 4, None), (6, 3, None), (9, 0, 10), (9, 1, 7)]
)
def test_a_repair_moves_as_few_as_it_says(gone, late, tables):
    document = after_a_plan(50, gone=gone, late=late, seed=gone + late, tables=tables)
    found = plan(read_problem(document), seed=1, seconds=1)

    assert recount.keeps_rules(document, found.rounds)
    assert found.rounds[0] == document["previous"]["rounds"][0]
    assert moved(document, found.rounds) == found.repair.moved == sum(map(len, found.repair.movers.values()))
    assert found.repair.bound <= found.repair.moved <= found.repair.bound + 2
    assert found.score.repeats == 0
    assert found.score.size_gap <= 1


def test_a_repair_without_changes_changes_nobody():
    document = after_a_plan(30, gone=0, late=0, seed=3)
    found = plan(read_problem(document), seed=1, seconds=1)

    assert (found.repair.moved, found.repair.bound, found.repair.movers) == (0, 0, {})
    assert [[sorted(seats) for seats in groups] for groups in found.rounds] == document["previous"]["rounds"]


def test_sizes_stay_even_whatever_happens():
    chance = random.Random(5)
    for seed in range(12):
        count = chance.randrange(12, 40)
        document = after_a_plan(count, gone=chance.randrange(count // 3), late=chance.randrange(4), seed=seed)
        found = plan(read_problem(document), seed=seed, seconds=0.3)

        assert recount.keeps_rules(document, found.rounds), seed
        assert all(max(map(len, groups)) - min(map(len, groups)) <= 1 for groups in found.rounds), seed
