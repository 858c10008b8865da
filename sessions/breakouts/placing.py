"""Answers who can sit where: a search that tries everything, most bound first, and stops at a number of steps.

It says one of three things: a seating; that there is none; or that it gave up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sessions.breakouts.chance import Chance
from sessions.breakouts.seats import Question

Answer = dict[int, list[list[int]]]  # rounds, groups, ids
Old = dict[int, dict[int, int]]  # by round: the table each person had


class NoSeating(Exception):
    """Nobody can seat these people by these rules. `proven` is false where the search gave up."""

    def __init__(self, *, proven: bool) -> None:
        super().__init__("proven" if proven else "given up")
        self.proven = proven


@dataclass
class Tables:
    """The tables of one round while they fill."""

    sizes: list[tuple[int, int]]
    used: list[int]
    members: list[int]  # community members
    waiting: int  # people who have no seat yet
    waiting_members: int
    hands: list[int] = field(default_factory=list)  # bound units seated there

    def can_fill(self, min_community: int) -> bool:
        """Those who wait are enough for what each table still lacks."""
        lacking = sum(max(0, least - used) for (least, _), used in zip(self.sizes, self.used, strict=True))
        room = sum(most - used for (_, most), used in zip(self.sizes, self.used, strict=True))
        if not lacking <= self.waiting <= room:
            return False
        return sum(max(0, min_community - members) for members in self.members) <= self.waiting_members


class Placing:
    """One search."""

    def __init__(self, asked: Question, *, steps: int, chance: Chance, old: Old) -> None:
        self.asked = asked
        self.left = steps
        self.chance = chance
        self.old = old
        self.domain = [unit.tables for unit in asked.units]
        self.seat: dict[int, int] = {}
        self.tables = {
            index: Tables(
                sizes,
                [0] * len(sizes),
                [0] * len(sizes),
                sum(len(asked.units[spot].people) for spot in asked.of_round[index]),
                sum(asked.units[spot].community for spot in asked.of_round[index]),
                [0] * len(sizes),
            )
            for index, sizes in asked.sizes.items()
        }
        everywhere = {index: (1 << len(sizes)) - 1 for index, sizes in asked.sizes.items()}
        self.bound = [
            spot
            for spot, unit in enumerate(asked.units)
            if not unit.is_free or self.domain[spot] != everywhere[unit.round]
        ]
        self.likeness = {spot: self.likeness_of(spot) for spot in self.bound}
        self.last: dict[tuple[int, ...], list[int]] = {}

    def likeness_of(self, spot: int) -> tuple[int, ...]:
        """Units of one likeness are exchangeable: they are seated from lower to higher tables only."""
        unit = self.asked.units[spot]
        if unit.foes or unit.visits:
            return (spot,)
        return (-1, unit.round, len(unit.people), unit.tables, unit.community)

    def answer(self) -> Answer:
        """The groups of each round."""
        if any(not domain for domain in self.domain):
            raise NoSeating(proven=True)
        if not all(tables.can_fill(self.asked.min_community) for tables in self.tables.values()):
            raise NoSeating(proven=True)
        if not self.search():
            raise NoSeating(proven=self.left > 0)
        return {index: self.groups(index) for index in self.asked.sizes}

    def search(self) -> bool:
        """Seats the bound units, one after the other, with every choice open until it is refuted."""
        trail: list[tuple[int, list[int], list[int]]] = []  # unit, tables still to try, domains to bring back
        waiting = set(self.bound)
        spot = self.most_bound(waiting)
        choices = [] if spot is None else self.choices(spot)
        while spot is not None:
            waiting.discard(spot)
            advanced = False
            while choices and self.left > 0:
                table = choices.pop()
                self.left -= 1
                saved = self.domain.copy()
                self.sit(spot, table)
                if self.narrow(spot, table, waiting):
                    trail.append((spot, choices, saved))
                    advanced = True
                    break
                self.rise(spot, table)
                self.domain = saved
            if advanced:
                spot = self.most_bound(waiting)
                choices = [] if spot is None else self.choices(spot)
                continue
            waiting.add(spot)
            if not trail or self.left <= 0:
                return False
            spot, choices, saved = trail.pop()
            self.rise(spot, self.seat[spot])
            self.domain = saved
        return True

    def most_bound(self, waiting: set[int]) -> int | None:
        """The unit with the fewest tables left; of these the largest, then the first."""
        if not waiting:
            return None
        units, domain = self.asked.units, self.domain
        return min(waiting, key=lambda spot: (domain[spot].bit_count(), -len(units[spot].people), spot))

    def choices(self, spot: int) -> list[int]:
        """The tables to try, the best one last: those that lack most, in a random order."""
        unit = self.asked.units[spot]
        tables = self.tables[unit.round]
        earlier = self.last.get(self.likeness[spot])
        floor = earlier[-1] if earlier else 0
        options = [table for table in range(len(tables.sizes)) if table >= floor and self.domain[spot] >> table & 1]
        if not unit.visits:
            options = self.first_of_equals(unit.round, options)
        options = self.chance.shuffled(options)
        old = self.old.get(unit.round, {}).get(unit.people[0])
        options.sort(key=lambda table: (table == old, tables.sizes[table][1] - tables.used[table]))
        return options

    def first_of_equals(self, index: int, options: list[int]) -> list[int]:
        """Of empty tables that nothing tells apart one is enough."""
        tables = self.tables[index]
        others = 0
        for spot in self.asked.of_round[index]:
            others |= self.asked.units[spot].tables ^ ((1 << len(tables.sizes)) - 1)
        kept, seen = [], set()
        for table in options:
            if tables.hands[table] or others >> table & 1:
                kept.append(table)
            elif tables.sizes[table] not in seen:
                seen.add(tables.sizes[table])
                kept.append(table)
        return kept

    def sit(self, spot: int, table: int) -> None:
        """A unit takes its seats."""
        unit = self.asked.units[spot]
        tables = self.tables[unit.round]
        self.seat[spot] = table
        tables.used[table] += len(unit.people)
        tables.members[table] += unit.community
        tables.hands[table] += 1
        tables.waiting -= len(unit.people)
        tables.waiting_members -= unit.community
        self.last.setdefault(self.likeness[spot], []).append(table)

    def rise(self, spot: int, table: int) -> None:
        """A unit gives its seats back."""
        unit = self.asked.units[spot]
        tables = self.tables[unit.round]
        del self.seat[spot]
        tables.used[table] -= len(unit.people)
        tables.members[table] -= unit.community
        tables.hands[table] -= 1
        tables.waiting += len(unit.people)
        tables.waiting_members += unit.community
        self.last[self.likeness[spot]].pop()

    def narrow(self, spot: int, table: int, waiting: set[int]) -> bool:
        """Takes away what this seat forbids others; False where somebody is left without a table."""
        unit = self.asked.units[spot]
        tables = self.tables[unit.round]
        if tables.used[table] > tables.sizes[table][1] or not tables.can_fill(self.asked.min_community):
            return False
        bit = 1 << table
        for other in (*unit.foes, *unit.visits):
            if other in self.seat:
                continue
            self.domain[other] &= ~bit
            if not self.domain[other]:
                return False
        room = tables.sizes[table][1] - tables.used[table]
        for other in self.asked.of_round[unit.round]:
            if other in waiting and self.domain[other] & bit and len(self.asked.units[other].people) > room:
                self.domain[other] &= ~bit
                if not self.domain[other]:
                    return False
        return True

    def groups(self, index: int) -> list[list[int]]:
        """The tables of a round, those whom nothing binds seated where most is lacking."""
        tables = self.tables[index]
        groups: list[list[int]] = [[] for _ in tables.sizes]
        free: list[int] = []
        for spot in self.asked.of_round[index]:
            people = self.asked.units[spot].people
            if spot in self.seat:
                groups[self.seat[spot]].extend(people)
            else:
                free.extend(people)
        self.seat_free(index, groups, self.chance.shuffled(free))
        return groups

    def seat_free(self, index: int, groups: list[list[int]], free: list[int]) -> None:
        """Seats those whom nothing binds: at the table they had, then where the least is lacking, then up to the most."""
        sizes = self.tables[index].sizes
        old = self.old.get(index, {})
        waiting = []
        for one in free:
            table = old.get(one, -1)
            if 0 <= table < len(groups) and len(groups[table]) < sizes[table][1]:
                groups[table].append(one)
            else:
                waiting.append(one)
        late = set(waiting)
        can_go = [one for one in free if one not in late]
        for table, (least, _) in enumerate(sizes):
            while len(groups[table]) < least:
                if not waiting:
                    waiting.append(self.spared(groups, sizes, can_go))
                groups[table].append(waiting.pop())
        for table, (_, most) in enumerate(sizes):
            while len(groups[table]) < most and waiting:
                groups[table].append(waiting.pop())

    @staticmethod
    def spared(groups: list[list[int]], sizes: list[tuple[int, int]], can_go: list[int]) -> int:
        """Somebody whose table has more than it must."""
        for one in can_go:
            for table, group in enumerate(groups):
                if one in group and len(group) > sizes[table][0]:
                    group.remove(one)
                    return one
        raise NoSeating(proven=False)


def seated(asked: Question, *, steps: int, seed: int, old: Old | None = None) -> Answer:
    """A seating that keeps the rules, or NoSeating. Whoever had a table keeps it where that is as good as any."""
    return Placing(asked, steps=steps, chance=Chance(seed), old=old or {}).answer()
