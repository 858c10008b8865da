"""Exact plans for a problem: who is which point of a design. Nobody meets twice in them whoever is who, so the places are
then dealt out anew, again and again, until the groups are as mixed as a search finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sessions.breakouts.chance import Chance
from sessions.breakouts.designs import Rounds, design, difference_rows
from sessions.breakouts.problem import Problem, Seating, even_sizes
from sessions.breakouts.weights import weights

Going = Callable[[], bool]  # whether there is time to go on
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Exact:
    """A design for a problem: rounds of points, who is which point, and which of them may change places."""

    name: str
    rounds: Rounds
    people: list[int]
    movable: list[bool]

    def plan(self, people: list[int]) -> Seating:
        """The plan with these people for the points."""
        return [[sorted(people[point] for point in group) for group in groups] for groups in self.rounds]


def exact_plan(problem: Problem, *, seed: int) -> Exact | None:
    """A design, where the rounds are alike enough for one. The caller checks the hard rules."""
    if not is_regular(problem):
        return None
    if problem.rounds[0].hosted or problem.no_table_twice:
        return at_tables(problem, seed)
    return in_groups(problem)


def better_mixed(problem: Problem, exact: Exact, *, seed: int, seconds: float, told: Going) -> Seating:
    """The same design with its places dealt out so that groups are mixed."""
    count = len(exact.people)
    steps = min(4_000, int(seconds * 1e6 / (80 + 0.09 * count * count)))
    cost = weights(problem, moving=0, fixed=0).pairs.astype(np.float64)
    index = [problem.index[one] for one in exact.people]
    dealt = dealt_out(exact, index, cost, steps=steps, seed=seed, told=told)
    return exact.plan([problem.people[spot].id for spot in dealt])


def is_regular(problem: Problem) -> bool:
    """The same people in the same groups in all rounds, and nothing that ties anybody to a room."""
    first = problem.rounds[0]
    count = len(first.present)
    sizes = even_sizes(first.groups, count)
    return (
        len(problem.rounds) > 1
        and problem.distance is None
        and not problem.locked
        and not problem.pinned
        and not problem.together
        and not problem.min_community
        and bool(sizes)
        and min(least for least, _ in sizes) + 1 >= max(most for _, most in sizes)
        and all(round_.present == first.present and round_.groups == first.groups for round_ in problem.rounds)
        and all(group.suits(problem.person[one]) for group in first.groups for one in first.present)
    )


def at_tables(problem: Problem, seed: int) -> Exact | None:
    """A World Café: hosts, if there are any, are the row that never moves; guests are the others."""
    first = problem.rounds[0]
    tables = len(first.groups)
    hosts = [group.host for group in first.groups if group.host is not None]
    if hosts and len(hosts) != tables:
        return None
    guests = [one for one in first.present if one not in first.hosted]
    rows = -(-len(guests) // tables)
    known = difference_rows(tables, rows, len(problem.rounds), seed=seed)
    if not rows or known is None:
        return None
    plan = known.rounds(list(range(0 if hosts else 1, rows + 1)))
    people = hosts + guests
    # The last row may have empty places: they are the last points.
    plan = [[[point for point in group if point < len(people)] for group in groups] for groups in plan]
    return Exact(known.name, plan, people, [one not in first.hosted for one in people])


def in_groups(problem: Problem) -> Exact | None:
    """Groups without places of their own: a design of the largest size, from which points are left out that never meet."""
    first = problem.rounds[0]
    people = list(first.present)
    size = -(-len(people) // len(first.groups))
    made = design(len(first.groups), size, len(problem.rounds))
    if made is None:
        return None
    name, rounds = made
    points = len(first.groups) * size
    out = strangers(rounds, points, points - len(people))
    if out is None:
        return None
    left = {point: number for number, point in enumerate(point for point in range(points) if point not in out)}
    plan = [[[left[point] for point in group if point in left] for group in groups] for groups in rounds]
    return Exact(name, plan, people, [True] * len(people))


def strangers(rounds: Rounds, points: int, count: int) -> set[int] | None:
    """So many points of which no two ever meet: without them no group lacks more than one."""
    met: list[set[int]] = [set() for _ in range(points)]
    for groups in rounds:
        for group in groups:
            for point in group:
                met[point].update(group)
    for first in range(points - 1, -1, -1):
        chosen: list[int] = []
        for point in [first, *range(points - 1, -1, -1)]:
            if len(chosen) < count and point not in chosen and not any(point in met[other] for other in chosen):
                chosen.append(point)
        if len(chosen) == count:
            return set(chosen)
    return None


def dealt_out(exact: Exact, people: list[int], cost: Floats, *, steps: int, seed: int, told: Going) -> list[int]:
    """Who is which point, so that those who meet are as different as can be: swaps of two, all weighed at once, by falling heat.

    All numbers are whole and small enough for floats to hold them exactly, whatever order they are added up in.
    """
    count = len(people)
    meets = np.zeros((count, count))
    for groups in exact.rounds:
        for group in groups:
            meets[np.ix_(group, group)] += 1
    np.fill_diagonal(meets, 0)
    who = np.array(people)
    movable = np.array(exact.movable)
    chance = Chance(seed)
    banned = ~(movable[:, None] & movable[None, :]) | np.tri(count, dtype=bool)
    now = total = float((meets * cost[np.ix_(who, who)]).sum() / 2)
    best, kept = now, who.copy()
    cooling = max(1, steps * 4 // 5)
    for step in range(steps):
        change = changes(meets, cost[np.ix_(who, who)])
        change[banned] = 1e12
        heat = max(0, 8 * (cooling - step) // cooling)
        noise = chance.gumbel(count * count).reshape(count, count) * heat
        one, other = divmod(int((change * 256 - noise).argmin()), count)
        if heat == 0 and change[one, other] >= 0:
            break
        if change[one, other] >= 1e11 or not told():
            break
        now += float(change[one, other])
        who[one], who[other] = who[other], who[one]
        if now < best:
            best, kept = now, who.copy()
    return [int(spot) for spot in (kept if best < total else np.array(people))]


def changes(meets: Floats, cost: Floats) -> Floats:
    """By how much all changes if two points change places, for every two."""
    product = meets @ cost
    own = np.diag(product)
    change: Floats = product + product.T - own[:, None] - own[None, :] + 2 * meets * cost
    return change
