"""Repairs a plan when others come than were expected: whoever stays keeps their table, unless somebody must move.

First as few moves as can be, with the best company for those who move or come late; then, for repeats that are left, single
swaps of two people, each of which must save one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sessions.breakouts.clashes import Start, first_seating
from sessions.breakouts.hard_rules import broken_rules
from sessions.breakouts.placing import Old
from sessions.breakouts.problem import Problem, Seating
from sessions.breakouts.scoring import score
from sessions.breakouts.solver import Search, in_order

MOVE = 1_000  # dearer than any company, cheaper than any hard rule
SWAPS = 3  # of two people each, for repeats that are left
SWEEPS = 30


@dataclass
class Repair:
    """A repaired plan, and who changes tables in it: by round, those who were seated before and stay."""

    rounds: Seating
    bound: int = 0
    movers: dict[int, list[int]] = field(default_factory=dict)

    @property
    def moved(self) -> int:
        """How many moves there are in all rounds."""
        return sum(len(movers) for movers in self.movers.values())


def repaired(problem: Problem, *, seed: int, seconds: float) -> Repair:
    """The plan there was, repaired; or Clash."""
    old = tables_before(problem)
    start = first_seating(problem, seed=seed, old=old)
    search = Search(problem, start.rounds, start.sizes, seed=seed)
    search.charge_moves(old, MOVE)
    search.run(max(5, int(SWEEPS * min(2.0, seconds))), hot=4 * 256)
    search.restore()
    rounds = in_order(problem, search.rounds())
    repeats = score(problem, rounds).repeats
    search.charge_moves(old, 1 - MOVE)
    for _ in range(SWAPS):
        better = repeat_saved(problem, search, repeats)
        if better is None:
            break
        rounds = better
        repeats = score(problem, rounds).repeats
    if broken_rules(problem, rounds) and start.keeps_all:
        rounds = in_order(problem, start.rounds)
    return Repair(rounds, bound=fewest_moves(problem, start, old), movers=movers(problem, rounds, old))


def repeat_saved(problem: Problem, search: Search, repeats: int) -> Seating | None:
    """One swap of two people that saves a repeat, if there is one; a swap that saves none is taken back."""
    if not repeats:
        return None
    for hall in search.halls:
        before = hall.seats.copy()
        if search.best_swap(hall) < 0:
            rounds = in_order(problem, search.rounds())
            if score(problem, rounds).repeats < repeats:
                return rounds
            search.put_back(hall, before)
    return None


def tables_before(problem: Problem) -> Old:
    """The table of each person who is still there, for each round that is repaired."""
    return {
        index: {
            one: table
            for table, group in enumerate(groups)
            for one in group
            if one in set(problem.rounds[index].present)
        }
        for index, groups in enumerate(problem.previous)
        if index not in problem.locked
    }


def movers(problem: Problem, rounds: Seating, old: Old) -> dict[int, list[int]]:
    """Those who had a table and sit at another one."""
    found = {}
    for index, tables in sorted(old.items()):
        now = {one: table for table, group in enumerate(rounds[index]) for one in group}
        moved = sorted(one for one, table in tables.items() if now[one] != table)
        if moved:
            found[index] = moved
    return found


def fewest_moves(problem: Problem, start: Start, old: Old) -> int:
    """No repair moves fewer: tables that are gone or too full, seats that somebody may not have, seats that must be filled."""
    total = 0
    for index, tables in old.items():
        round_ = problem.rounds[index]
        sizes = start.sizes[index]
        staying = [0] * len(sizes)
        must = 0
        for one, table in tables.items():
            misplaced = table >= len(sizes) or not round_.groups[table].suits(problem.person[one])
            kept = problem.pinned.get(index, {}).get(one, round_.hosted.get(one, table))
            if misplaced or kept != table:
                must += 1
            else:
                staying[table] += 1
        over = sum(max(0, count - most) for count, (_, most) in zip(staying, sizes, strict=True))
        lacking = sum(max(0, least - count) for count, (least, _) in zip(staying, sizes, strict=True))
        late = len(round_.present) - len(tables)
        total += max(must + over, lacking - late)
    return total
