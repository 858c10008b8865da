"""A problem as the exchange format has it (docs/breakouts.md): people, rounds with their groups, what must hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

TRAITS = ("org", "type", "role", "state", "exp")
KINDS = ("sgp", "cafe", "program", "mdgp", "repair")
FORMAT = "breakouts-instance/1"

Pair = tuple[int, int]
Seating = list[list[list[int]]]  # rounds, groups, ids


def pair_of(one: int, other: int) -> Pair:
    """A pair has no first and second: the smaller id comes first."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True)
class Person:
    """One who may be present. `languages` is empty where nothing is said of them; then every room will do."""

    id: int
    traits: dict[str, int | str]
    languages: tuple[str, ...] = ()
    access: bool = False
    community: bool = False

    @property
    def needs_language(self) -> bool:
        """Sits only in a room of a language of theirs."""
        return bool(self.languages) and "en" not in self.languages


@dataclass(frozen=True)
class Group:
    """A table or a room of one round."""

    least: int
    most: int
    host: int | None = None
    language: str | None = None
    access: bool = False

    def suits(self, person: Person) -> bool:
        """Its language and its door let this person in; who hosts it is another question."""
        if person.needs_language and self.language not in person.languages:
            return False
        return self.access or not person.access


@dataclass(frozen=True)
class Round:
    """One round of one session: who is there, and the groups to fill."""

    session: int
    number: int
    present: tuple[int, ...]  # sorted
    groups: tuple[Group, ...]

    @cached_property
    def hosted(self) -> dict[int, int]:
        """The group each host keeps."""
        return {group.host: index for index, group in enumerate(self.groups) if group.host is not None}


@dataclass(frozen=True)
class Problem:
    """Everything a plan must respect and may improve. People are sorted by id, so that an upload's order never matters."""

    id: str
    kind: str
    people: tuple[Person, ...]
    rounds: tuple[Round, ...]
    history: dict[Pair, int]
    apart: frozenset[Pair] = frozenset()
    together: frozenset[Pair] = frozenset()
    repeat_cap: int | None = None
    no_table_twice: bool = False
    min_community: int = 0
    distance: tuple[tuple[float, ...], ...] | None = None  # in the order of `people`
    previous: tuple[tuple[tuple[int, ...], ...], ...] = ()
    locked: frozenset[int] = frozenset()
    pinned: dict[int, dict[int, int]] = field(default_factory=dict)  # by round: the group in which each of these sits

    @cached_property
    def person(self) -> dict[int, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def index(self) -> dict[int, int]:
        """Where an id stands in `people`."""
        return {person.id: index for index, person in enumerate(self.people)}

    def held(self, index: int) -> list[list[int]]:
        """A locked round as it was."""
        return [list(group) for group in self.previous[index]]

    def company(self, index: int) -> list[tuple[int, ...]]:
        """Those present in a round as units: people kept together, directly or through others, are one unit."""
        present = self.rounds[index].present
        leader = {one: one for one in present}

        def root(one: int) -> int:
            while leader[one] != one:
                one = leader[one]
            return one

        for a, b in sorted(self.together):
            if a in leader and b in leader:
                first, second = sorted((root(a), root(b)))
                leader[second] = first
        units: dict[int, list[int]] = {}
        for one in present:
            units.setdefault(root(one), []).append(one)
        return [tuple(unit) for unit in units.values()]


def even_sizes(groups: tuple[Group, ...], count: int) -> list[tuple[int, int]]:
    """The least and most of each group so that sizes differ as little as their own limits allow; [] where none fit."""
    if not sum(group.least for group in groups) <= count <= sum(group.most for group in groups):
        return []
    level = 0
    highest = max((group.most for group in groups), default=0)
    while level < highest and sum(min(max(level + 1, group.least), group.most) for group in groups) <= count:
        level += 1
    return [
        (min(max(level, group.least), group.most), min(max(level + 1, group.least), group.most)) for group in groups
    ]
