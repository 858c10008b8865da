"""What no plan can beat: how many repeats are unavoidable, and why; how many people who are alike must share a group.

Each bound is a count that holds for every plan that keeps the hard rules. The largest counts, and only it is given as the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import numpy.typing as npt

from sessions.breakouts.problem import TRAITS, Pair, Problem, even_sizes, pair_of
from sessions.breakouts.scoring import REPEAT, WEIGHTS, meetings_of


@dataclass
class Bounds:
    """The least of each figure, with the reason for the repeats: a key of `explain.REASONS`, or nothing."""

    repeats: int = 0
    reason: str = ""
    within_rooms: int = 0
    with_hosts: int = 0
    tightness: int = 0  # meetings there must be, in per cent of the pairs who can meet for the first time
    same: dict[str, int] = field(default_factory=dict)

    @property
    def cost(self) -> int:
        """No plan costs less."""
        return REPEAT * self.repeats + sum(WEIGHTS[trait] * count for trait, count in self.same.items())


def pairs_among(count: int) -> int:
    """Pairs of so many people."""
    return count * (count - 1) // 2


def fewest_pairs(count: int, rooms: list[int]) -> int:
    """The fewest pairs in one room when so many people spread over rooms with so many seats."""
    filled = [0] * len(rooms)
    for _ in range(count):
        open_rooms = [spot for spot in range(len(rooms)) if filled[spot] < rooms[spot]]
        if not open_rooms:
            break
        filled[min(open_rooms, key=filled.__getitem__)] += 1
    return sum(pairs_among(seats) for seats in filled)


class Counting:
    """What is known of the rounds that are still to be planned."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.open = [index for index in range(len(problem.rounds)) if index not in problem.locked]
        held = meetings_of(problem, [problem.held(index) for index in sorted(problem.locked)])
        self.held_repeats = sum(times - (not problem.history.get(pair)) for pair, times in held.items())
        self.met: set[Pair] = set(problem.history) | set(held)
        self.present = [problem.rounds[index].present for index in self.open]
        self.together_in = {
            index: sum(a in here and b in here for a, b in problem.together)
            for index in self.open
            for here in [set(problem.rounds[index].present)]
        }
        self.possible = self.first_meetings()
        self.hosts = {host for index in self.open for host in problem.rounds[index].hosted}

    def first_meetings(self) -> npt.NDArray[np.bool_]:
        """Who can meet whom for the first time, by index: both are there in one round, and nothing keeps them from it."""
        there = np.zeros((len(self.problem.people), max(1, len(self.open))), dtype=np.float32)
        for spot, present in enumerate(self.present):
            there[[self.problem.index[one] for one in present], spot] = 1
        possible: npt.NDArray[np.bool_] = there @ there.T > 0
        for a, b in self.met | self.problem.apart | self.problem.together:
            i, j = self.problem.index[a], self.problem.index[b]
            possible[i, j] = possible[j, i] = False
        np.fill_diagonal(possible, val=False)
        return possible

    def may_meet(self, people: list[int]) -> int:
        """Pairs of these who can meet for the first time."""
        spots = [self.problem.index[one] for one in people]
        return int(self.possible[np.ix_(spots, spots)].sum()) // 2

    def sizes(self, index: int) -> list[tuple[int, int]]:
        """The even sizes of a round's groups."""
        round_ = self.problem.rounds[index]
        return even_sizes(round_.groups, len(round_.present))

    def even(self, index: int, *, less: int = 0) -> int:
        """The fewest pairs in one group of a round; `less` leaves so many people out of each group."""
        round_ = self.problem.rounds[index]
        sizes = [least for least, _ in self.sizes(index)]
        rest = len(round_.present) - sum(sizes)
        growing = [spot for spot, (least, most) in enumerate(self.sizes(index)) if most > least]
        for spot in growing[:rest]:
            sizes[spot] += 1
        return sum(pairs_among(max(0, size - less)) for size in sizes)


def bounds(problem: Problem) -> Bounds:
    """All bounds of a problem."""
    count = Counting(problem)
    found = Bounds()
    if any(not count.sizes(index) for index in count.open):
        return found
    everybody = [person.id for person in problem.people]
    first = count.may_meet(everybody)
    found.tightness = 100 * by_counting(count, 0) // max(1, first)
    found.within_rooms, found.with_hosts = in_rooms(count), at_hosts(count)
    hosted = found.with_hosts + max(found.within_rooms, among_guests(count))
    options = [
        ("counting", by_counting(count, first)),
        ("people", by_people(count)),
        ("hosts" if found.with_hosts else "rooms", hosted),
        ("tables", at_few_tables(count)),
    ]
    reason, most = max(options, key=lambda option: option[1])
    found.repeats = count.held_repeats + max(0, most)
    found.reason = reason if most > 0 else ("held" if count.held_repeats else "")
    found.same = {trait: fewest_alike(problem, trait) for trait in TRAITS}
    return found


def by_counting(count: Counting, first: int) -> int:
    """All meetings that there must be, less the pairs who can meet for the first time."""
    return sum(count.even(index) - count.together_in[index] for index in count.open) - first


def by_people(count: Counting) -> int:
    """Each person's meetings, less those whom they can meet for the first time; a repeat has two people."""
    problem = count.problem
    new = dict(zip(problem.index, count.possible.sum(axis=1).tolist(), strict=True))
    must = dict.fromkeys(problem.index, 0)
    for index in count.open:
        least = min((size for size, _ in count.sizes(index)), default=0)
        here = set(problem.rounds[index].present)
        for one in here:
            must[one] += max(0, least - 1)
        for a, b in problem.together:
            if a in here and b in here:
                must[a] -= 1
                must[b] -= 1
    return (sum(max(0, must[one] - new[one]) for one in must) + 1) // 2


def at_few_tables(count: Counting) -> int:
    """Of a group that is larger than there are groups, some sat together in the other round as well; so for any two rounds."""
    rounds = [count.problem.rounds[index] for index in count.open]
    return seen_again(count, [(set(round_.present), len(round_.groups)) for round_ in rounds])


def seen_again(count: Counting, rounds: list[tuple[set[int], int]]) -> int:
    """The fewest repeats among these people, given for each round with how many groups they may sit in.

    In two rounds each of them has one place of a table of groups by groups: whoever shares a place meets twice. A pair that meets
    in k of R rounds is k - 1 repeats, and k(k - 1)/2 such meetings of two rounds: at most R/2 for each repeat.
    """
    twice = 0
    for (here, groups), (there, others) in combinations(rounds, 2):
        both = here & there
        together = sum(a in both and b in both for a, b in count.problem.together)
        places = max(1, groups * others)
        each, rest = divmod(len(both), places)
        shared = rest * pairs_among(each + 1) + (places - rest) * pairs_among(each)
        twice += max(0, shared - together)
    return -(-2 * twice // max(1, len(rounds)))


def in_rooms(count: Counting) -> int:
    """People whom the same few rooms will do meet each other there again."""
    problem = count.problem
    classes: dict[tuple[tuple[int, ...], ...], list[int]] = {}
    for person in problem.people:
        if person.id not in count.hosts and (person.needs_language or person.access):
            rooms = tuple(
                tuple(spot for spot, group in enumerate(problem.rounds[index].groups) if group.suits(person))
                for index in count.open
            )
            classes.setdefault(rooms, []).append(person.id)
    forced = 0
    for rooms, people in classes.items():
        meetings = 0
        seated = []
        for spot, index in enumerate(count.open):
            round_ = problem.rounds[index]
            here = [one for one in people if one in set(round_.present)]
            seats = [round_.groups[room].most - (round_.groups[room].host is not None) for room in rooms[spot]]
            meetings += fewest_pairs(len(here), seats)
            meetings -= sum(a in here and b in here for a, b in problem.together)
            seated.append((set(here), len(rooms[spot])))
        forced += max(0, meetings - count.may_meet(people), seen_again(count, seated))
    return forced


def at_hosts(count: Counting) -> int:
    """A guest meets a host in each round; with fewer hosts than rounds they meet some host again."""
    problem = count.problem
    forced = 0
    here = {index: set(problem.rounds[index].present) for index in count.open}
    open_to: dict[tuple[int, tuple[str, ...], bool], set[int | None]] = {}
    for person in problem.people:
        if person.id in count.hosts:
            continue
        company = {b if a == person.id else a for a, b in problem.together if person.id in (a, b)}
        certain = 0
        reached: set[int] = set()
        for index in count.open:
            round_ = problem.rounds[index]
            if person.id not in here[index]:
                continue
            needs = (index, person.languages if person.needs_language else (), person.access)
            if needs not in open_to:
                open_to[needs] = {
                    group.host
                    for group in round_.groups
                    if group.suits(person) and group.most > (group.host is not None)
                }
            hosts = open_to[needs]
            if hosts and None not in hosts and not company & hosts:
                certain += 1
            reached.update(host for host in hosts if host is not None)
        new = {
            host
            for host in reached
            if pair_of(person.id, host) not in count.met and pair_of(person.id, host) not in problem.apart
        }
        forced += max(0, certain - len(new))
    return forced


def among_guests(count: Counting) -> int:
    """Where every group has a host: what guests must meet guests, less the pairs of them who can meet for the first time."""
    problem = count.problem
    rounds = [problem.rounds[index] for index in count.open]
    if not rounds or not all(len(round_.hosted) == len(round_.groups) for round_ in rounds):
        return 0
    if any(set(round_.hosted) != count.hosts for round_ in rounds):
        return 0
    guests = [person.id for person in problem.people if person.id not in count.hosts]
    together = sum(
        a in present and b in present
        for present in map(set, count.present)
        for a, b in problem.together
        if a not in count.hosts and b not in count.hosts
    )
    meetings = sum(count.even(index, less=1) for index in count.open) - together
    return max(0, meetings - count.may_meet(guests))


def fewest_alike(problem: Problem, trait: str) -> int:
    """Pairs in one group who share a value, however well the value is spread."""
    total = 0
    for index, round_ in enumerate(problem.rounds):
        if index in problem.locked:
            groups = problem.held(index)
            here = [one for group in groups for one in group]
        else:
            here = list(round_.present)
        values: dict[int | str, int] = {}
        for one in here:
            value = problem.person[one].traits.get(trait)
            if value is not None:
                values[value] = values.get(value, 0) + 1
        tables = max(1, len(round_.groups))
        for number in values.values():
            each, rest = divmod(number, tables)
            total += rest * pairs_among(each + 1) + (tables - rest) * pairs_among(each)
        total -= alike_together(problem, trait, set(here))
    return max(0, total)


def alike_together(problem: Problem, trait: str, here: set[int]) -> int:
    """Pairs kept together who share a value: they count nowhere."""
    return sum(
        a in here
        and b in here
        and problem.person[a].traits.get(trait) == problem.person[b].traits.get(trait) is not None
        for a, b in problem.together
    )
