from __future__ import annotations

import pytest

from sessions.breakouts.clashes import first_seating
from sessions.breakouts.crowd import COPIES, copies_of, run_together
from sessions.breakouts.reading import read_problem
from sessions.breakouts.scoring import score
from sessions.breakouts.solver import Search, in_order
from tests.sessions.breakouts import recount
from tests.sessions.breakouts.problems import cafe, group, mixed_people, problem, program

ONE_ROUND = program(50, 9, 1)


def search_of(document, seed=1):
    read = read_problem(document)
    start = first_seating(read, seed=seed)
    return read, Search(read, start.rounds, start.sizes, seed=seed)


def after_a_crowd(document, *, copies=COPIES, sweeps=60, told=None):
    read, search = search_of(document)
    run_together(search, copies, sweeps, hot=300, cold=22, enough=0, told=told)
    search.restore()
    return read, search


def test_the_best_of_the_copies_is_the_search_s_own_and_costs_what_it_says():
    read, search = after_a_crowd(ONE_ROUND)
    rounds = in_order(read, search.rounds())
    assert recount.keeps_rules(ONE_ROUND, rounds)
    assert search.best == search.whole_cost() == score(read, rounds).cost == recount.counted(ONE_ROUND, rounds)["cost"]


def test_copies_find_what_one_alone_does_not_in_as_many_sweeps():
    _, alone = search_of(ONE_ROUND)
    alone.run(60, hot=300, cold=22)
    _, together = after_a_crowd(ONE_ROUND)
    assert together.best < alone.best


def test_the_same_seed_the_same_plan():
    assert after_a_crowd(ONE_ROUND)[1].rounds() == after_a_crowd(ONE_ROUND)[1].rounds()


def test_rules_of_tables_hold_for_every_copy():
    people = mixed_people(23, 6, seed=2)
    for one in (3, 4, 5):
        people[one] |= {"langs": ["es"], "access": one == 5}
    tables = [group(4, 6, host=7), group(4, 6, lang="es", access=True), group(4, 6), group(4, 5)]
    document = problem(people, [(list(range(23)), tables)], pinned=[[0, 9, 2]])
    document["keep_apart"] = [[10, 11], [12, 13]]
    read, search = after_a_crowd(document)
    assert recount.keeps_rules(document, in_order(read, search.rounds()))


def test_a_stop_keeps_the_best_so_far():
    read, search = after_a_crowd(ONE_ROUND, sweeps=500, told=lambda done, total, cost: done < 3)
    assert search.stopped
    assert recount.keeps_rules(ONE_ROUND, in_order(read, search.rounds()))


@pytest.mark.parametrize(
    ("document", "copies"),
    [
        (ONE_ROUND, COPIES),
        (program(50, 9, 2), 1),  # rounds hang together
        (program(300, 40, 1), 1),  # a step is work enough
        (cafe(5, 4, 1), 1),  # tables are counted over all rounds
        (ONE_ROUND | {"keep_together": [[1, 2]]}, 1),  # people change places as one
        (problem(4, [([0, 1, 2, 3], [group(4, 4)])]), 1),
        (problem(4, [([], [group(0, 0), group(0, 0)])]), 1),
    ],
)
def test_where_copies_are_worth_their_time(document, copies):
    assert copies_of(search_of(document)[1]) == copies
