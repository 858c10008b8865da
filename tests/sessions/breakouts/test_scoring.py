from __future__ import annotations

from sessions.breakouts.bounds import bounds
from sessions.breakouts.reading import read_problem
from sessions.breakouts.scoring import score
from tests.sessions.breakouts.problems import golfers, group, problem

PEOPLE = [{"id": 0, "org": 1}, {"id": 1, "org": 1, "role": 2}, {"id": 2, "role": 2}, {"id": 3, "org": 5}]
TWO = [group(2, 2), group(2, 2)]


def scored(rounds, **more):
    document = problem(PEOPLE, [([0, 1, 2, 3], TWO)] * len(rounds), **more)
    return score(read_problem(document), rounds)


def test_a_repeat_is_a_meeting_beyond_the_first_of_a_pair():
    rounds = [[[0, 3], [1, 2]], [[0, 3], [1, 2]], [[0, 2], [1, 3]]]
    found = scored(rounds)

    assert (found.repeats, found.distinct_pairs, found.new_pairs, found.meetings) == (2, 4, 4, 6)
    assert found.cost == 2 * 20 + 2


def test_meetings_of_earlier_sessions_count():
    found = scored([[[0, 3], [1, 2]]], history=[[3, 0, 2]])

    assert (found.repeats, found.new_pairs, found.most_meetings, found.cost) == (1, 1, 3, 2 * 20 + 1)


def test_company_that_was_asked_for_does_not_count():
    found = scored([[[0, 1], [2, 3]], [[0, 1], [2, 3]]], keep_together=[[0, 1]])

    assert (found.repeats, found.cost, found.same["org"], found.one_organization) == (1, 20, 0, 2)


def test_a_trait_that_is_not_known_of_both_is_not_shared():
    found = scored([[[0, 1], [2, 3]]])

    assert found.same == {"org": 1, "type": 0, "role": 0, "state": 0, "exp": 0}
    assert (found.one_organization, found.smallest, found.largest, found.size_gap) == (1, 2, 2, 0)


def test_bounds_count_what_cannot_be_avoided():
    limits = bounds(read_problem(golfers(2, 2, 5)))

    assert (limits.repeats, limits.reason, limits.cost) == (4, "counting", 80)


def test_a_room_for_few_forces_repeats_and_the_bound_says_so():
    people = [{"id": one, "langs": ["es"] if one < 3 else ["en"]} for one in range(8)]
    groups = [group(4, 4, lang="es"), group(4, 4)]
    limits = bounds(read_problem(problem(people, [(list(range(8)), groups)] * 2)))

    assert limits.within_rooms == 3
    assert limits.repeats >= 3


def test_hosts_who_stay_force_repeats_with_their_guests():
    groups = [group(3, 3, host=0), group(3, 3, host=1)]
    limits = bounds(read_problem(problem(6, [(list(range(6)), groups)] * 3)))

    assert limits.with_hosts == 4
    assert limits.reason == "hosts"
