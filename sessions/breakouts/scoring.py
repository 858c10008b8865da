"""What a plan is worth. Every number that the planner says comes from the definitions here.

A meeting is two people in one group in one round; people kept together don't count as meeting. A repeat is a meeting beyond the
first of a pair, with those of earlier sessions. What a plan costs: 20 for each meeting that a pair had before, at each meeting;
10 for two people of one organization in a group; 1 for each of type, role, state and experience that two people in a group share.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sessions.breakouts.problem import TRAITS, Pair, Problem, Seating

REPEAT = 20
WEIGHTS = {"org": 10, "type": 1, "role": 1, "state": 1, "exp": 1}


@dataclass
class Score:
    """The figures of one plan."""

    cost: int = 0
    repeats: int = 0  # made by this plan: those that history had before are not counted again
    most_meetings: int = 0  # of one pair, history included
    distinct_pairs: int = 0  # pairs who meet in this plan
    new_pairs: int = 0  # of these, who had never met before
    meetings: int = 0
    same: dict[str, int] = field(default_factory=dict)  # pairs in one group with the same value, by trait
    one_organization: int = 0  # groups of two and more where all are of one organization
    smallest: int = 0
    largest: int = 0
    size_gap: int = 0  # the largest difference of sizes within one round
    distance: float = 0.0


def meetings_of(problem: Problem, rounds: Seating) -> Counter[Pair]:
    """How often each pair meets in a plan."""
    met: Counter[Pair] = Counter()
    for groups in rounds:
        for group in groups:
            seated = sorted(group)
            met.update((a, b) for spot, a in enumerate(seated) for b in seated[spot + 1 :])
    for pair in problem.together:
        del met[pair]
    return met


def shared_by(problem: Problem, a: int, b: int) -> list[str]:
    """The traits in which two people are alike; a trait that isn't known of both is none."""
    one, other = problem.person[a].traits, problem.person[b].traits
    return [trait for trait in TRAITS if trait in one and one[trait] == other.get(trait)]


def score(problem: Problem, rounds: Seating) -> Score:
    """All figures of a plan."""
    result = Score(same=dict.fromkeys(TRAITS, 0))
    for pair, times in meetings_of(problem, rounds).items():
        before = problem.history.get(pair, 0)
        result.meetings += times
        result.distinct_pairs += 1
        result.new_pairs += not before
        result.repeats += times - (not before)
        result.most_meetings = max(result.most_meetings, before + times)
        result.cost += REPEAT * sum(range(before, before + times))
        for trait in shared_by(problem, *pair):
            result.same[trait] += times
            result.cost += WEIGHTS[trait] * times
    add_sizes(problem, rounds, result)
    if problem.distance is not None:
        result.distance = distance_within(problem, rounds)
    return result


def add_sizes(problem: Problem, rounds: Seating, result: Score) -> None:
    """The figures of whole groups."""
    sizes = [len(group) for groups in rounds for group in groups]
    result.smallest, result.largest = min(sizes, default=0), max(sizes, default=0)
    for groups in rounds:
        lengths = [len(group) for group in groups]
        result.size_gap = max(result.size_gap, max(lengths, default=0) - min(lengths, default=0))
        for group in groups:
            organizations = {problem.person[one].traits.get("org") for one in group}
            result.one_organization += len(group) > 1 and len(organizations) == 1 and None not in organizations


def distance_within(problem: Problem, rounds: Seating) -> float:
    """The sum of distances within groups, added up in the order of the ids."""
    distance = problem.distance or ()
    total: float = 0
    for groups in rounds:
        for group in groups:
            seated = sorted(problem.index[one] for one in group)
            total += sum(distance[i][j] for spot, i in enumerate(seated) for j in seated[spot + 1 :])
    return total


def repeated_pairs(problem: Problem, rounds: Seating) -> list[tuple[Pair, int, int]]:
    """Pairs who meet again: (pair, times before, times in this plan)."""
    return [
        (pair, problem.history.get(pair, 0), times)
        for pair, times in sorted(meetings_of(problem, rounds).items())
        if problem.history.get(pair, 0) + times > 1
    ]


def met_by(problem: Problem, rounds: Seating) -> dict[int, set[int]]:
    """Whom each person meets in a plan."""
    met: dict[int, set[int]] = {person.id: set() for person in problem.people}
    for a, b in meetings_of(problem, rounds):
        met[a].add(b)
        met[b].add(a)
    return met
