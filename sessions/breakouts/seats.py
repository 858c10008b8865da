"""Who may sit where: the hard rules of all rounds as one question of units, tables and sizes, which `placing` answers.

A unit is one person or people who are kept together. Rules can be left out, to see which of them clash.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sessions.breakouts.problem import Problem, even_sizes


@dataclass
class Unit:
    """People who sit down as one. `tables` has a bit for each group they may join."""

    round: int
    people: tuple[int, ...]
    tables: int
    community: int
    foes: list[int] = field(default_factory=list)  # units of this round they are kept apart from
    visits: list[int] = field(default_factory=list)  # units of other rounds with a guest of theirs: another table there

    @property
    def is_free(self) -> bool:
        """Nothing but the sizes binds them, where they may join every group."""
        return len(self.people) == 1 and not self.foes and not self.visits and not self.community


@dataclass
class Question:
    """The units of all rounds that are to be planned, and each round's sizes."""

    units: list[Unit]
    sizes: dict[int, list[tuple[int, int]]]  # by round
    min_community: int
    of_round: dict[int, list[int]]


def question(problem: Problem, rounds: list[int], *, without: frozenset[str] = frozenset(), even: bool) -> Question:
    """The rules of some rounds as a question. Where sizes can't be even within their limits, only the limits hold."""
    asked = Question([], {}, 0 if "community" in without else problem.min_community, {})
    for index in rounds:
        round_ = problem.rounds[index]
        sizes = even_sizes(round_.groups, len(round_.present)) if even else []
        asked.sizes[index] = sizes or [(group.least, group.most) for group in round_.groups]
        if "sizes" in without:
            asked.sizes[index] = [(0, len(round_.present)) for _ in round_.groups]
        company = [(one,) for one in round_.present] if "together" in without else problem.company(index)
        first = len(asked.units)
        for people in company:
            asked.units.append(
                Unit(
                    index,
                    people,
                    tables_for(problem, index, people, without),
                    sum(problem.person[one].community for one in people) if asked.min_community else 0,
                )
            )
        asked.of_round[index] = list(range(first, len(asked.units)))
        if "apart" not in without:
            add_foes(problem, asked, index)
    if problem.no_table_twice and "tables" not in without:
        add_visits(problem, asked, without)
    return asked


def tables_for(problem: Problem, index: int, people: tuple[int, ...], without: frozenset[str]) -> int:
    """The groups that every one of these may join."""
    groups = problem.rounds[index].groups
    hosted = {} if "hosts" in without else problem.rounds[index].hosted
    tables = (1 << len(groups)) - 1
    pinned = {} if "pinned" in without else problem.pinned.get(index, {})
    for one in people:
        person = problem.person[one]
        if one in pinned:
            tables &= 1 << pinned[one]
        if one in hosted:
            tables &= 1 << hosted[one]
        if person.needs_language and "languages" not in without:
            tables &= sum(1 << spot for spot, group in enumerate(groups) if group.language in person.languages)
        if person.access and "access" not in without:
            tables &= sum(1 << spot for spot, group in enumerate(groups) if group.access)
    return tables


def add_foes(problem: Problem, asked: Question, index: int) -> None:
    """Who is kept apart; a unit that holds such a pair itself can sit nowhere."""
    unit_of = {one: spot for spot in asked.of_round[index] for one in asked.units[spot].people}
    for a, b in sorted(problem.apart):
        if a not in unit_of or b not in unit_of:
            continue
        one, other = unit_of[a], unit_of[b]
        if one == other:
            asked.units[one].tables = 0
        elif other not in asked.units[one].foes:
            asked.units[one].foes.append(other)
            asked.units[other].foes.append(one)


def add_visits(problem: Problem, asked: Question, without: frozenset[str]) -> None:
    """Guests sit at another table in each round, also than in rounds that were held."""
    guest_at = guests_at(problem, asked, without)
    for spots in guest_at.values():
        for spot in spots:
            asked.units[spot].visits.extend(other for other in spots if other != spot)
    if "locked" in without:
        return
    for index in sorted(problem.locked):
        for table, group in enumerate(problem.held(index)):
            for one in group:
                if problem.rounds[index].hosted.get(one) != table:
                    for spot in guest_at.get(one, []):
                        asked.units[spot].tables &= ~(1 << table)


def guests_at(problem: Problem, asked: Question, without: frozenset[str]) -> dict[int, list[int]]:
    """The units in which each person is a guest."""
    guest_at: dict[int, list[int]] = {}
    for spot, unit in enumerate(asked.units):
        hosted = {} if "hosts" in without else problem.rounds[unit.round].hosted
        for one in unit.people:
            if one not in hosted:
                guest_at.setdefault(one, []).append(spot)
    return guest_at
