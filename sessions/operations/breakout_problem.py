"""A session's breakouts in the planner's own words (`sessions.breakouts`), and its answer in ours.

People are told to the planner as numbers from 0, in an order that the plan's seed makes: the same wishes make the same plan.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cohorts.enums import RoleLevel
from cohorts.models import Enrollment
from sessions.enums import BreakoutPart, Mixed, SessionStatus
from sessions.models import BreakoutPlan, BreakoutSeat, LiveSession

FORMAT = "breakouts-instance/1"


@dataclass(frozen=True)
class TableWish:
    """A table as it is wished: who stays at it, its language ("" for any), whether it is reached without steps."""

    host: int | None = None
    language: str = ""
    is_accessible: bool = False
    name: str = ""


@dataclass(frozen=True)
class PersonWish:
    """What is wished for one person: their part, and the language they need ("" for none but the session's)."""

    part: str = BreakoutPart.GUEST
    language: str = ""


@dataclass(frozen=True)
class Wishes:
    """What facilitators want of the breakouts. `parts` are by person, `pairs` are two people and whether together.

    `locked` are seats to keep: round, person and table, rounds and tables counted from 0.
    """

    rounds: int
    minutes: int
    size: int = 5
    tables: int | None = None
    expected: str = "coming"
    question: str = ""
    etiquette: str = ""
    mixed: Sequence[str] = (Mixed.KIND, Mixed.ROLE)
    fewest_community: int = 0
    parts: Mapping[int, PersonWish] = field(default_factory=dict)
    pairs: Sequence[tuple[int, int, bool]] = ()
    locked: Sequence[tuple[int, int, int]] = ()
    seed: int = 1

    @classmethod
    def of(
        cls,
        row: BreakoutPlan,
        *,
        people: Iterable[tuple[int, str, str]],
        pairs: Iterable[tuple[int, int, bool]],
        locked: Iterable[tuple[int, int, int]],
        tables: int,
    ) -> Wishes:
        """What was wished of a version that is kept."""
        parts = {person: PersonWish(part, language) for person, part, language in people}
        return cls(
            rounds=row.rounds,
            minutes=row.minutes,
            tables=tables,
            expected=row.expected,
            question=row.question,
            etiquette=row.etiquette,
            mixed=row.mixed,
            fewest_community=row.fewest_community,
            parts={person: wish for person, wish in parts.items() if wish != PersonWish()},
            pairs=list(pairs),
            locked=list(locked),
            seed=row.seed,
        )


def tables_for(wishes: Wishes, people: Sequence[int]) -> list[TableWish]:
    """The tables: as many as were wished, or as the size asks for; first those of hosts, then of languages and without steps.

    A host who needs a language, or no steps, has a table that is so.
    """
    count = wishes.tables or max(1, -(-len(people) // max(1, wishes.size)))
    part = {person: wishes.parts.get(person, PersonWish()) for person in people}
    hosts = [person for person in people if part[person].part == BreakoutPart.HOST]
    tables = [TableWish(host=person, language=part[person].language) for person in hosts]
    tables += [TableWish() for _more in range(count - len(tables))]
    needed = Counter(part[person].language for person in people if part[person].language)
    fits = max(1, -(-len(people) // max(1, len(tables))))
    for language, number in sorted(needed.items()):
        wanted = -(-number // fits) - sum(table.language == language for table in tables)
        for _more in range(max(0, wanted)):
            tables = _with_first(tables, language=language)
    reached = sum(part[person].part == BreakoutPart.ACCESS for person in people)
    for _more in range(-(-reached // fits)):
        tables = _with_first(tables, is_accessible=True)
    return tables


def _with_first(tables: list[TableWish], *, language: str = "", is_accessible: bool = False) -> list[TableWish]:
    """The same, where the first table that is free for it has this language, or is reached without steps."""
    changed = list(tables)
    for place, table in enumerate(tables):
        is_free = not table.language if language else not table.is_accessible
        if is_free:
            changed[place] = TableWish(
                host=table.host,
                language=language or table.language,
                is_accessible=is_accessible or table.is_accessible,
                name=table.name,
            )
            break
    return changed


def problem_of(
    *,
    wishes: Wishes,
    tables: Sequence[TableWish],
    people: Sequence[Enrollment],
    met: Mapping[tuple[int, int], int],
    present: Sequence[Sequence[int]] | None = None,
) -> dict[str, Any]:
    """The problem in the planner's exchange format; `met` says how often two people (by key, the smaller first) have met.

    `present` are those of each round, by key, where it isn't everybody in all.
    """
    number = numbers_of((person.person_id for person in people), wishes.seed)
    rounds: list[dict[str, Any]] = [
        {"session": 0, "round": place, "present": there, "groups": _groups(tables, there, number)}
        for place in range(wishes.rounds)
        for there in (sorted(number[person] for person in (number if present is None else present[place])),)
    ]
    seated = [pair for pair in wishes.pairs if pair[0] in number and pair[1] in number]
    apart = [[number[one], number[other]] for one, other, is_together in seated if not is_together]
    together = [[number[one], number[other]] for one, other, is_together in seated if is_together]
    return {
        "format": FORMAT,
        "id": "session",
        "kind": "cafe" if any(table.host is not None for table in tables) else "program",
        "n": len(people),
        "people": _people(people, number, wishes),
        "rounds": rounds,
        "history": [
            [number[one], number[other], times]
            for (one, other), times in sorted(met.items())
            if one in number and other in number
        ],
        "keep_apart": apart,
        "keep_together": together,
        "repeat_cap": None,
        "no_table_twice": False,
        "min_community": wishes.fewest_community,
        "pinned": [
            [place, number[person], table]
            for place, person, table in seats_to_keep(wishes, tables)
            if person in number and number[person] in rounds[place]["present"]
        ],
    }


def seats_to_keep(wishes: Wishes, tables: Sequence[TableWish]) -> list[tuple[int, int, int]]:
    """The locked seats that can still be meant: of rounds and tables that there are. Hosts stay at their tables anyway."""
    hosts = {table.host for table in tables}
    return [
        (place, person, table)
        for place, person, table in wishes.locked
        if place < wishes.rounds and table < len(tables) and person not in hosts
    ]


def _groups(tables: Sequence[TableWish], there: Sequence[int], number: Mapping[int, int]) -> list[dict[str, Any]]:
    """The tables of one round; their sizes differ by one at most. A table whose host isn't there goes on without one."""
    smallest, extra = divmod(len(there), max(1, len(tables)))
    hosts = [None if table.host is None else number.get(table.host) for table in tables]
    return [
        {
            "min": smallest,
            "max": smallest + (1 if extra else 0),
            "host": host if host in there else None,
            "lang": table.language or None,
            "access": table.is_accessible,
        }
        for table, host in zip(tables, hosts, strict=True)
    ]


def in_order(people: Iterable[int], seed: int) -> list[int]:
    """Keys in the order of the planner's numbers: by chance, and the same for the same seed."""
    return sorted(people, key=lambda person: hashlib.sha256(f"{seed}-{person}".encode()).digest())


def numbers_of(people: Iterable[int], seed: int) -> dict[int, int]:
    """The planner's number of each person."""
    return {person: number for number, person in enumerate(in_order(people, seed))}


def _people(people: Sequence[Enrollment], number: Mapping[int, int], wishes: Wishes) -> list[dict[str, Any]]:
    """What the planner is told of people: what is to be mixed as numbers, needs, and who is of the community."""
    kinds = {
        Mixed.KIND: ("type", lambda e: e.organization.kind if e.organization else ""),
        Mixed.ROLE: ("role", lambda e: e.level),
        Mixed.STATE: ("state", lambda e: e.organization.place if e.organization else ""),
        Mixed.EXPERIENCE: ("exp", lambda e: e.organization.experience if e.organization else ""),
    }
    rows: dict[int, dict[str, Any]] = {}
    for enrollment in people:
        wish = wishes.parts.get(enrollment.person_id, PersonWish())
        row: dict[str, Any] = {"id": number[enrollment.person_id]}
        if enrollment.organization_id is not None:
            row["org"] = enrollment.organization_id
        if wish.language:
            row["langs"] = [wish.language]
        if wish.part == BreakoutPart.ACCESS:
            row["access"] = True
        row["community"] = enrollment.level == RoleLevel.COMMUNITY
        rows[row["id"]] = row
    for mixed in wishes.mixed:
        key, value_of = kinds[Mixed(mixed)]
        values = {value: place for place, value in enumerate(sorted({value_of(e) for e in people} - {""}))}
        for enrollment in people:
            if value := value_of(enrollment):
                rows[number[enrollment.person_id]][key] = values[value]
    return [rows[place] for place in sorted(rows)]


def met_before(live_session: LiveSession) -> Counter[tuple[int, int]]:
    """How often two people have sat at one table in this cohort's earlier sessions, by what was published. One query."""
    seats = BreakoutSeat.objects.filter(
        plan__published_at__isnull=False,
        plan__live_session__cohort=live_session.cohort_id,
        plan__live_session__starts_at__lt=live_session.starts_at,
        plan__live_session__status=SessionStatus.SCHEDULED,
    ).values_list("table", "round", "person")
    at_tables: dict[tuple[int, int], list[int]] = {}
    for table, round_number, person in seats:
        at_tables.setdefault((table, round_number), []).append(person)
    return meetings_at(at_tables.values())


def meetings_at(tables: Iterable[Iterable[int]]) -> Counter[tuple[int, int]]:
    """How often two people sit together at these tables, the smaller key first."""
    met: Counter[tuple[int, int]] = Counter()
    for table in tables:
        sitting = sorted(table)
        for place, one in enumerate(sitting):
            for other in sitting[place + 1 :]:
                met[one, other] += 1
    return met
