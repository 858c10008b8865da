"""The whole numbers the search moves on: what two people in one group cost, and who may sit at which table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sessions.breakouts.problem import Problem
from sessions.breakouts.scoring import REPEAT, WEIGHTS

Grid = npt.NDArray[np.int32]
BIG = 100_000  # a hard rule; no sum of wishes comes near it
FINENESS = 2_000  # what the largest distance becomes


@dataclass
class Weights:
    """`pairs` holds people by index, then empty seats that may move, then empty seats that may not."""

    people: int
    moving: int  # empty seats that may move
    pairs: Grid  # wishes, history and pairs kept apart, without this plan's own meetings
    repeat: int  # what each earlier meeting of this plan costs
    together: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]  # pairs who cost nothing, both ways round


def weights(problem: Problem, *, moving: int, fixed: int) -> Weights:
    """What each pair of people in one group costs."""
    count = len(problem.people)
    pairs = np.zeros((count + moving + fixed,) * 2, dtype=np.int32)
    people = pairs[:count, :count]
    if problem.distance is not None:
        people -= spread(np.array(problem.distance, dtype=np.float64))
    else:
        add_wishes(problem, people)
    for pair, times in sorted(problem.history.items()):
        a, b = problem.index[pair[0]], problem.index[pair[1]]
        if problem.distance is None:
            people[a, b] += REPEAT * min(times, 100)
            people[b, a] = people[a, b]
    for pair in sorted(problem.apart):
        a, b = problem.index[pair[0]], problem.index[pair[1]]
        people[a, b] += BIG
        people[b, a] = people[a, b]
    both = [(problem.index[a], problem.index[b]) for a, b in sorted(problem.together)]
    both += [(b, a) for a, b in both]
    together = (np.array([a for a, _ in both], dtype=np.intp), np.array([b for _, b in both], dtype=np.intp))
    pairs[together] = 0
    empty = pairs[count : count + moving, count : count + moving]
    empty += BIG  # two empty seats at one table would make sizes differ by two
    np.fill_diagonal(pairs, 0)
    return Weights(count, moving, pairs, 0 if problem.distance is not None else REPEAT, together)


def add_wishes(problem: Problem, people: Grid) -> None:
    """Two who are alike cost what scoring says."""
    for trait, weight in WEIGHTS.items():
        codes: dict[int | str, int] = {}
        values = [
            codes.setdefault(person.traits[trait], len(codes)) if trait in person.traits else -1 - index
            for index, person in enumerate(problem.people)
        ]
        if codes:
            column = np.array(values, dtype=np.int16 if len(values) < 30_000 else np.int32)
            people += (column[:, None] == column[None, :]).astype(np.int8) * np.int32(weight)
    np.fill_diagonal(people, 0)


def spread(distance: npt.NDArray[np.float64]) -> Grid:
    """Distances as whole numbers, the largest of them FINENESS at most; small whole numbers stay what they are."""
    largest = float(np.abs(distance).max(initial=0))
    if largest == 0:
        return np.zeros(distance.shape, dtype=np.int32)
    if largest <= FINENESS and bool((distance == np.rint(distance)).all()):
        return distance.astype(np.int32)
    return np.rint(distance * (FINENESS / largest)).astype(np.int32)


def table_rules(problem: Problem, index: int, sizes: list[tuple[int, int]], *, moving: int, fixed: int) -> Grid | None:
    """BIG where somebody may not sit; None where everybody may sit everywhere."""
    round_ = problem.rounds[index]
    count = len(problem.people)
    rules = np.zeros((count + moving + fixed, len(round_.groups)), dtype=np.int32)
    for one in round_.present:
        person = problem.person[one]
        if one in round_.hosted:
            rules[problem.index[one]] = BIG
            rules[problem.index[one], round_.hosted[one]] = 0
        elif person.needs_language or person.access:
            for table, group in enumerate(round_.groups):
                rules[problem.index[one], table] = 0 if group.suits(person) else BIG
    for one, seat in problem.pinned.get(index, {}).items():
        elsewhere = np.arange(len(round_.groups)) != seat
        rules[problem.index[one], elsewhere] = BIG
    for table, (least, most) in enumerate(sizes):
        if least == most:
            rules[count : count + moving, table] = BIG
    rules[count + moving :] = 0
    return rules if rules.any() else None
