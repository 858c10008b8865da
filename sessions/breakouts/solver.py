"""The search: swaps between pairs of groups, drawn as a heat bath while the temperature falls, all rounds of a plan together.

In each step the groups of one round are shuffled into pairs. For every pair of groups all swaps of two seats are weighed at once,
which is exact because the pairs of groups have nothing in common, and one of them, or none, is drawn. Empty seats are people
who cost nothing, so that sizes change as easily as company. Budgets are counted in sweeps, never in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import numpy.typing as npt

from sessions.breakouts.chance import Chance
from sessions.breakouts.problem import Problem, Seating
from sessions.breakouts.weights import BIG, Grid, table_rules, weights

Index = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int64]
Sizes = dict[int, list[tuple[int, int]]]  # by round: the least and most of each group
HOT, COLD = 10 * 256, 64  # temperatures in 1/256
STEPS = 4  # on one round before the next round's turn
Told = Callable[[int, int, int], bool]  # sweeps done, sweeps in all, cost; answers whether to go on


class Hall:
    """The seats of one round: a row for each group, people and empty seats by index."""

    def __init__(self, problem: Problem, index: int, groups: list[list[int]], sizes: list[tuple[int, int]]) -> None:
        self.index = index
        self.width = max([most for _, most in sizes], default=0)
        self.sizes = sizes
        self.moving = sum(most for _, most in sizes) - sum(len(group) for group in groups)
        self.fixed = sum(self.width - most for _, most in sizes)
        self.start = [[problem.index[one] for one in sorted(group)] for group in groups]
        self.units = [[problem.index[one] for one in unit] for unit in problem.company(index) if len(unit) > 1]
        self.seats: Index = np.zeros((0, 0), dtype=np.intp)
        self.tables: Index = np.arange(len(groups))  # the table of each row of seats
        self.rules: Grid | None = None
        self.unit_of: Index = np.zeros(0, dtype=np.intp)

    def fill(self, problem: Problem, moving: int, fixed: int) -> None:
        """Takes seats and rules, once it is known how many empty seats there are at most in a round."""
        count = len(problem.people)
        empty, blocked = count, count + moving
        rows = []
        for group, (_, most) in zip(self.start, self.sizes, strict=True):
            gaps = most - len(group)
            row = [*group, *range(empty, empty + gaps), *range(blocked, blocked + self.width - most)]
            empty += gaps
            blocked += self.width - most
            rows.append(row)
        self.seats = np.array(rows, dtype=np.intp).reshape(len(rows), self.width)
        self.rules = table_rules(problem, self.index, self.sizes, moving=moving, fixed=fixed)
        self.unit_of = np.zeros(count + moving + fixed, dtype=np.intp)
        self.unit_of[count + moving :] = -1
        for number, unit in enumerate(self.units, start=1):
            self.unit_of[unit] = number


class Search:
    """One search. `rounds` keep the hard rules, or break few of them; afterwards `rounds()` is the best that was seen."""

    def __init__(self, problem: Problem, rounds: dict[int, list[list[int]]], sizes: Sizes, *, seed: int) -> None:
        self.problem = problem
        self.chance = Chance(seed)
        self.halls = [Hall(problem, index, groups, sizes[index]) for index, groups in sorted(rounds.items())]
        moving = max((hall.moving for hall in self.halls), default=0)
        fixed = max((hall.fixed for hall in self.halls), default=0)
        self.weights = weights(problem, moving=moving, fixed=fixed)
        self.pairs = self.weights.pairs
        self.people = self.weights.people
        self.community = np.zeros(len(self.pairs), dtype=np.int32)
        if problem.min_community:
            self.community[: self.people] = [person.community for person in problem.people]
        for hall in self.halls:
            hall.fill(problem, moving, fixed)
        self.visits: Grid | None = None
        if problem.no_table_twice:
            most = max((len(round_.groups) for round_ in problem.rounds), default=0)
            self.visits = np.zeros((len(self.pairs), most), dtype=np.int32)
        self.add_held_rounds()
        for hall in self.halls:
            self.enter(hall, 1)
        self.stopped = False
        self.cost = self.best = 0
        self.kept: list[Index] = []
        self.begin()

    def begin(self) -> None:
        """What stands now is the best that is known: at the start, and when the rules have changed."""
        self.cost = self.best = self.whole_cost()
        self.kept = [hall.seats.copy() for hall in self.halls]

    def charge_moves(self, old: dict[int, dict[int, int]], charge: int) -> None:
        """Adds to the rules that whoever had a table pays for leaving it."""
        for hall in self.halls:
            rules = np.zeros((len(self.pairs), len(hall.seats)), dtype=np.int32) if hall.rules is None else hall.rules
            for one, table in old.get(hall.index, {}).items():
                spot = self.problem.index[one]
                rules[spot] += charge
                if table < len(hall.seats):
                    rules[spot, table] -= charge
            hall.rules = rules
        self.begin()

    # -- what the other rounds say ------------------------------------------------------------------------------------

    def add_held_rounds(self) -> None:
        """Rounds that stay as they were count like history."""
        for index in sorted(self.problem.locked):
            hosted = self.problem.rounds[index].hosted
            for table, group in enumerate(self.problem.held(index)):
                for one in group:
                    spot = self.problem.index[one]
                    if self.visits is not None and hosted.get(one) != table:
                        self.visits[spot, table] += 1
                    for other in group:
                        if other != one:
                            self.pairs[spot, self.problem.index[other]] += self.weights.repeat
        self.pairs[self.weights.together] = 0

    def enter(self, hall: Hall, sign: int) -> None:
        """Adds a round's meetings (and visits to tables) to what the others must count, or takes them away."""
        seats = hall.seats
        if self.weights.repeat:
            person = seats < self.people
            meets = person[:, :, None] & person[:, None, :]
            meets &= ~np.eye(hall.width, dtype=bool)
            self.pairs[seats[:, :, None], seats[:, None, :]] += meets * np.int32(sign * self.weights.repeat)
            if len(self.weights.together[0]):
                self.pairs[self.weights.together] = 0
        if self.visits is not None:
            tables = np.broadcast_to(np.arange(len(seats))[:, None], seats.shape)
            guests = (seats < self.people).astype(np.int32)
            for host, table in self.problem.rounds[hall.index].hosted.items():
                guests[table][seats[table] == self.problem.index[host]] = 0
            self.visits[seats, tables] += guests * np.int32(sign)

    def rules_of(self, hall: Hall) -> Grid | None:
        """What each person costs at each table, this round's own seats apart."""
        if self.visits is None:
            return hall.rules
        visited = self.visits[:, : len(hall.seats)] * np.int32(BIG)
        hosts = [self.problem.index[one] for one in self.problem.rounds[hall.index].hosted]
        visited[hosts] = 0
        return visited if hall.rules is None else visited + hall.rules

    def whole_cost(self) -> int:
        """The cost of all rounds, broken rules included, from nothing."""
        total = 0
        for hall in self.halls:
            self.enter(hall, -1)
        for hall in self.halls:
            seats = hall.seats
            total += int(self.pairs[seats[:, :, None], seats[:, None, :]].sum(dtype=np.int64)) // 2
            rules = self.rules_of(hall)
            if rules is not None:
                total += int(rules[seats, np.arange(len(seats))[:, None]].sum(dtype=np.int64))
            self.enter(hall, 1)
        return total

    # -- moves --------------------------------------------------------------------------------------------------------

    def pairs_of_groups(self, hall: Hall) -> tuple[Index, Index]:
        """The groups of a round, shuffled into pairs; with an odd number one sits out."""
        order = self.chance.order(len(hall.seats))
        half = len(order) // 2
        return order[:half], order[half : 2 * half]

    def swaps(self, hall: Hall, rules: Grid | None, one: Index, other: Index) -> Numbers:
        """By how much the cost changes: a row for each pair of groups, first no swap, then each swap of two seats."""
        half, width = len(one), hall.width
        seats = np.concatenate((hall.seats[one], hall.seats[other]), axis=1)
        among = self.pairs[seats[:, :, None], seats[:, None, :]]
        sums = among.reshape(half, 2 * width, 2, width).sum(axis=3)
        change = (
            (sums[:, :width, 1] - sums[:, :width, 0])[:, :, None]
            + (sums[:, width:, 0] - sums[:, width:, 1])[:, None, :]
            - 2 * among[:, :width, width:]
        )
        if rules is not None:
            first, second = seats[:, :width], seats[:, width:]
            here, there = hall.tables[one][:, None], hall.tables[other][:, None]
            change += (rules[first, there] - rules[first, here])[:, :, None]
            change += (rules[second, here] - rules[second, there])[:, None, :]
        self.forbid(hall, seats, change)
        options = np.zeros((half, width * width + 1), dtype=np.int64)
        options[:, 1:] = change.reshape(half, -1)
        return options

    def swap(self, hall: Hall, rules: Grid | None, heat: int) -> int:
        """One swap, or none, in each pair of groups; answers by how much the cost changed."""
        one, other = self.pairs_of_groups(hall)
        return int(self.swap_between(hall, rules, one, other, heat).sum()) if len(one) and hall.width else 0

    def swap_between(self, hall: Hall, rules: Grid | None, one: Index, other: Index, heat: int) -> Numbers:
        """The same in these pairs; answers by how much the cost changed in each."""
        options = self.swaps(hall, rules, one, other)
        keys = options << 8
        if heat:
            keys -= (self.chance.gumbel(keys.size).reshape(keys.shape).astype(np.int64) * heat) >> 8
        drawn = keys.argmin(axis=1)
        moved = np.flatnonzero(drawn)
        if len(moved):
            self.exchange(hall, one[moved], other[moved], drawn[moved])
        return options[np.arange(len(drawn)), drawn]

    @staticmethod
    def exchange(hall: Hall, one: Index, other: Index, drawn: Index) -> None:
        """Carries out one swap in each pair of groups, as `swaps` numbers them."""
        spot, partner = np.divmod(drawn - 1, hall.width)
        hall.seats[one, spot], hall.seats[other, partner] = hall.seats[other, partner], hall.seats[one, spot]

    def best_swap(self, hall: Hall) -> int:
        """The best single swap of a round is carried out if it makes the plan cheaper; answers by how much."""
        one, other = np.triu_indices(len(hall.seats), 1)
        if not len(one) or not hall.width:
            return 0
        self.enter(hall, -1)
        options = self.swaps(hall, self.rules_of(hall), one, other)
        row, drawn = divmod(int(options.argmin()), options.shape[1])
        change = int(options[row, drawn])
        if change < 0:
            self.exchange(hall, one[row : row + 1], other[row : row + 1], np.array([drawn]))
            self.cost += change
        self.enter(hall, 1)
        self.keep()
        return change

    def put_back(self, hall: Hall, seats: Index) -> None:
        """Gives a round the seats it had."""
        self.enter(hall, -1)
        hall.seats = seats
        self.enter(hall, 1)
        self.begin()

    def forbid(self, hall: Hall, seats: Index, change: npt.NDArray[np.signedinteger]) -> None:
        """Seats that don't move alone, and community members whom their table can't spare."""
        width = hall.width
        if hall.units or hall.fixed:
            bound = (hall.unit_of[seats] != 0) * np.int32(BIG * 10)
            change += bound[:, :width, None]
            change += bound[:, None, width:]
        if self.problem.min_community:
            member = self.community[seats]
            for side, mine in ((0, member[:, :width]), (1, member[:, width:])):
                scarce = mine.sum(axis=1) <= self.problem.min_community
                leaves = (mine * scarce[:, None]).astype(bool)
                others = member[:, width:] if side == 0 else member[:, :width]
                lost = leaves[:, :, None] & (others == 0)[:, None, :]
                change += (lost if side == 0 else lost.transpose(0, 2, 1)) * np.int32(BIG * 10)

    def swap_units(self, hall: Hall, rules: Grid | None, heat: int) -> int:
        """Each unit changes places with as many single people, or with a unit of its size, of another group."""
        total = 0
        if len(hall.seats) < 2:
            return 0
        for number in self.chance.order(len(hall.units)).tolist():
            unit = hall.units[number]
            table, _ = np.nonzero(hall.seats == unit[0])
            here = int(table[0])
            there = (here + 1 + self.chance.below(len(hall.seats) - 1)) % len(hall.seats)
            total += self.swap_unit(hall, rules, heat, unit, (here, there))
        return total

    def swap_unit(self, hall: Hall, rules: Grid | None, heat: int, unit: list[int], tables: tuple[int, int]) -> int:
        """One unit between two tables; answers by how much the cost changed."""
        here, there = tables
        options = self.partners(hall, unit, there)
        if not options:
            return 0
        mine, theirs = hall.seats[here], hall.seats[there]
        staying = mine[~np.isin(mine, unit)]
        before = int(self.pairs[np.ix_(unit, staying)].sum())
        to_theirs = self.pairs[np.ix_(unit, theirs)].sum(axis=0)
        at_home = self.pairs[np.ix_(theirs, theirs)]
        away = self.pairs[np.ix_(theirs, staying)].sum(axis=1)
        home = at_home.sum(axis=1)
        whole = int(to_theirs.sum())
        seats = np.array(options, dtype=np.intp)
        people = theirs[seats]
        change = whole - to_theirs[seats].sum(axis=1) + away[seats].sum(axis=1) - before - home[seats].sum(axis=1)
        change += at_home[seats[:, :, None], seats[:, None, :]].sum(axis=(1, 2))
        if rules is not None:
            change += int((rules[unit, there] - rules[unit, here]).sum())
            change += (rules[people, here] - rules[people, there]).sum(axis=1)
        if self.problem.min_community:
            gained = self.community[people].sum(axis=1) - int(self.community[unit].sum())
            least = self.problem.min_community
            lacking = (int(self.community[mine].sum()) + gained < least) | (
                int(self.community[theirs].sum()) - gained < least
            )
            change += lacking * np.int64(BIG * 10)
        changes = [0, *change.tolist()]
        keys = np.array(changes, dtype=np.int64) << 8
        if heat:
            keys -= (self.chance.gumbel(len(keys)).astype(np.int64) * heat) >> 8
        drawn = int(keys.argmin())
        if drawn:
            spots = seats[drawn - 1]
            hall.seats[here] = np.concatenate((staying, theirs[spots]))
            row = theirs.copy()
            row[spots] = unit
            hall.seats[there] = row
        return changes[drawn]

    @staticmethod
    def partners(hall: Hall, unit: list[int], there: int) -> list[tuple[int, ...]]:
        """The seats of a table that could be given for a unit's."""
        numbers = hall.unit_of[hall.seats[there]]
        single = np.flatnonzero(numbers == 0).tolist()
        options = list(combinations(single, len(unit)))[:60]
        for number in sorted(set(numbers.tolist()) - {0, -1}):
            if len(hall.units[number - 1]) == len(unit):
                options.append(tuple(np.flatnonzero(numbers == number).tolist()))
        return options

    # -- the run ------------------------------------------------------------------------------------------------------

    def run(
        self, sweeps: int, *, hot: int = HOT, cold: int = COLD, enough: int = -(1 << 62), told: Told | None = None
    ) -> None:
        """So many sweeps from hot to cold, then still ones until nothing gets better."""
        heat = hot << 20
        fall = int((1 << 30) * (cold / hot) ** (1 / max(1, sweeps)))
        for sweep in range(sweeps):
            self.sweep(heat >> 20)
            heat = (heat * fall) >> 30
            self.keep()
            if self.best <= enough or not self.goes_on(told, sweep, sweeps):
                return
        self.restore()
        for _ in range(6):
            before = self.best
            self.sweep(0)
            self.keep()
            if self.best == before:
                break

    def goes_on(self, told: Told | None, sweep: int, sweeps: int) -> bool:
        """Tells how far the search is, and hears whether to go on."""
        if told is not None and not told(sweep + 1, sweeps, self.best):
            self.stopped = True
        return not self.stopped

    def sweep(self, heat: int) -> None:
        """Every round has its turn."""
        for hall in self.halls:
            self.enter(hall, -1)
            rules = self.rules_of(hall)
            for _ in range(STEPS):
                self.cost += self.swap(hall, rules, heat)
            if hall.units:
                self.cost += self.swap_units(hall, rules, heat)
            self.enter(hall, 1)

    def keep(self) -> None:
        """Remembers the best plan."""
        if self.cost < self.best:
            self.best = self.cost
            self.kept = [hall.seats.copy() for hall in self.halls]

    def restore(self) -> None:
        """Goes back to the best plan."""
        for hall in self.halls:
            self.enter(hall, -1)
        for hall, seats in zip(self.halls, self.kept, strict=True):
            hall.seats = seats.copy()
            self.enter(hall, 1)
        self.cost = self.best

    def rounds(self) -> dict[int, list[list[int]]]:
        """The best plan, ids sorted within each group."""
        people = self.problem.people
        return {
            hall.index: [sorted(people[spot].id for spot in row if spot < self.people) for row in seats.tolist()]
            for hall, seats in zip(self.halls, self.kept, strict=True)
        }


def in_order(problem: Problem, rounds: dict[int, list[list[int]]]) -> Seating:
    """All rounds of a plan: those that were planned, and those that are locked as they were."""
    return [problem.held(index) if index in problem.locked else rounds[index] for index in range(len(problem.rounds))]
