"""The planner: a problem, a seed and a number of seconds in, a plan with its figures out, the same each time.

First what algebra gives (`designs`), then the search; whichever is better is the plan. Budgets are counted in sweeps from the
problem's size and from `seconds`; the clock only stops a machine that is much too slow, and then the plan says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sessions.breakouts.bounds import Bounds, bounds
from sessions.breakouts.clashes import Clash, Start, first_seating
from sessions.breakouts.crowd import copies_of, run_together
from sessions.breakouts.exact import better_mixed, exact_plan
from sessions.breakouts.hard_rules import NAMES, broken_rules
from sessions.breakouts.problem import Problem, Seating
from sessions.breakouts.repair import Repair, repaired
from sessions.breakouts.scoring import Score, score
from sessions.breakouts.solver import Search, in_order

BEFORE, AFTER = 0.5, 0.95  # shares of the seconds: what the sweeps should take, and where the clock stops them
TIGHT = 15  # per cent of the pairs that are left; above it repeats are what the search is about
Told = Callable[[float, int], bool]  # the share that is done, the cost so far; answers whether to go on


@dataclass
class Plan:
    """A plan that keeps the hard rules."""

    problem: Problem
    rounds: Seating
    score: Score
    bounds: Bounds
    method: str
    stopped: bool = False  # the clock, or whoever watched, stopped the search
    repair: Repair | None = None

    @property
    def is_best(self) -> bool:
        """No plan has fewer repeats."""
        return self.score.repeats == self.bounds.repeats


class Watch:
    """Stops the search when its time is over, by the processor's clock, so that a busy machine changes nothing."""

    def __init__(self, seconds: float, told: Told | None) -> None:
        self.began = time.process_time()
        self.seconds = seconds
        self.told = told
        self.stopped = False

    def __call__(self, done: int, total: int, cost: int) -> bool:
        """Whether to go on."""
        if self.stopped:
            return False
        over = time.process_time() - self.began > self.seconds * AFTER
        cancelled = self.told is not None and not self.told(done / total, cost)
        self.stopped = over or cancelled
        return not self.stopped


def plan(problem: Problem, *, seed: int, seconds: float = 2.0, told: Told | None = None) -> Plan:
    """The best plan that was found, or Clash."""
    watch = Watch(seconds, told)
    limits = bounds(problem)
    look_at_cap(problem, limits)
    if problem.kind == "repair":
        repair = repaired(problem, seed=seed, seconds=seconds)
        return Plan(problem, repair.rounds, score(problem, repair.rounds), limits, "repair", repair=repair)
    return chosen(problem, limits, seed=seed, seconds=seconds, watch=watch)


def chosen(problem: Problem, limits: Bounds, *, seed: int, seconds: float, watch: Watch) -> Plan:
    """The best of what algebra gives, of the search, and of algebra with its places dealt out to mix people."""
    options: list[tuple[tuple[int, int], str, Seating]] = []

    def offer(method: str, rounds: Seating) -> None:
        options.append((rank(problem, score(problem, rounds)), method, rounds))

    exact = exact_plan(problem, seed=seed)
    if exact is not None:
        plain = exact.plan(exact.people)
        if not broken_rules(problem, plain):
            offer(exact.name, plain)
            found = score(problem, plain)
            if is_settled(problem, found, limits):
                return Plan(problem, plain, found, limits, exact.name)
    needed = not options
    share = BEFORE if exact is None else BEFORE / 2
    searched = searched_plan(problem, seed=seed, seconds=seconds * share, watch=watch, limits=limits, needed=needed)
    if searched is not None:
        offer("search", searched)
    left = searched is None or score(problem, searched).repeats > limits.repeats
    if left and exact is None:
        longer = continued(problem, seed=seed, seconds=seconds * share / 2, watch=watch)
        if longer is not None and not broken_rules(problem, longer[1]):
            offer(*longer)
    if left and exact is not None and not watch.stopped:
        mixed = better_mixed(problem, exact, seed=seed, seconds=seconds * share, told=lambda: watch(1, 1, 0))
        if not broken_rules(problem, mixed):
            offer(exact.name, mixed)
    _, method, rounds = min(options, key=lambda option: option[0])
    return Plan(problem, rounds, score(problem, rounds), limits, method, stopped=watch.stopped)


def continued(problem: Problem, *, seed: int, seconds: float, watch: Watch) -> tuple[str, Seating] | None:
    """A design of fewer rounds, if there is one, with the rounds it lacks searched for."""
    rounds = len(problem.rounds)
    for count in range(rounds - 1, max(1, rounds - 5), -1):
        exact = exact_plan(replace(problem, rounds=problem.rounds[:count]), seed=seed)
        if exact is None:
            continue
        held = tuple(tuple(map(tuple, groups)) for groups in exact.plan(exact.people))
        rest = replace(problem, previous=held, locked=frozenset(range(count)))
        found = searched_plan(rest, seed=seed, seconds=seconds, watch=watch, limits=bounds(rest), needed=False)
        return None if found is None else (f"{exact.name}, and {rounds - count} more", found)
    return None


def rank(problem: Problem, found: Score) -> tuple[int, int]:
    """Which of two plans is better: by cost, but for a golfers' problem or a café first by repeats."""
    return (found.repeats if problem.kind in ("sgp", "cafe") else 0, found.cost)


def is_settled(problem: Problem, found: Score, limits: Bounds) -> bool:
    """Nothing is left to wish for: no repeat that could be spared, and nobody says what else to mix."""
    plain = not any(person.traits for person in problem.people) or found.cost == limits.cost
    return found.repeats == limits.repeats and plain


def look_at_cap(problem: Problem, limits: Bounds) -> None:
    """A cap of no repeats at all, where a bound says that there must be some."""
    if problem.repeat_cap == 0 and limits.repeats > 0:
        raise Clash(
            f"No pair is to meet again (repeat_cap 0), and at least {limits.repeats} repeats can't be avoided. It would help to "
            f"have fewer rounds, smaller groups, or a higher cap.",
            ("repeats", "seats"),
        )


def searched_plan(
    problem: Problem, *, seed: int, seconds: float, watch: Watch, limits: Bounds, needed: bool
) -> Seating | None:
    """The plan of the search. Where a plan is at hand already, a search that breaks a rule is no reason to refuse."""
    start = first_seating(problem, seed=seed) if needed else seating_or_none(problem, seed)
    if start is None:
        return None
    search = Search(problem, start.rounds, start.sizes, seed=seed)
    lowest = -(1 << 62) if problem.distance is not None else limits.cost
    heat = temperatures(search, problem, limits.tightness)
    copies = copies_of(search)
    sweeps = sweeps_for(problem, seconds, copies)
    if copies > 1:
        run_together(search, copies, sweeps, hot=heat[0], cold=heat[1], enough=lowest, told=watch)
        sweeps = 0
    search.run(sweeps, hot=heat[0], cold=heat[1], enough=lowest, told=watch)
    rounds = in_order(problem, search.rounds())
    broken = broken_rules(problem, rounds)
    if not broken:
        return rounds
    if start.keeps_all:
        return in_order(problem, start.rounds)
    if not needed:
        return None
    rules = tuple(dict.fromkeys(item.rule for item in broken))
    raise Clash(
        f"No plan was found that keeps all rules, which doesn't prove that there is none. Not kept: "
        f"{'; '.join(NAMES[rule] for rule in rules)}. {broken[0].sentence} It would help to have more tables or fewer rounds.",
        rules,
        proven=False,
    )


def seating_or_none(problem: Problem, seed: int) -> Start | None:
    """A first seating, if one is found."""
    try:
        return first_seating(problem, seed=seed)
    except Clash:
        return None


def temperatures(search: Search, problem: Problem, tightness: int) -> tuple[int, int]:
    """Where the search begins and ends, in 1/256 of a cost: hot where repeats are hard to spare."""
    if problem.distance is None:
        return (10 * 256, 64) if tightness > TIGHT else (300, 22)
    people = search.pairs[: search.people, : search.people]
    spread = max(1, int(people.max()) - int(people.min()))
    return spread * 128, max(16, spread * 24)


def sweeps_for(problem: Problem, seconds: float, copies: int = 1) -> int:
    """How many sweeps take about so many seconds on an ordinary machine, from the sizes alone."""
    microseconds = 0.0
    for index, round_ in enumerate(problem.rounds):
        if index not in problem.locked and round_.groups:
            width = max(1, -(-len(round_.present) // len(round_.groups)))
            units = sum(len(unit) > 1 for unit in problem.company(index))
            area = 0.21 * len(round_.groups) * (width + 1) ** 2
            area *= 1 + len(problem.people) / 1000
            microseconds += 280 + area + 200 * units if copies == 1 else 210 + 0.36 * area * copies
    return max(20, min(20_000, int(seconds * 1e6 / max(1.0, microseconds))))
