"""What a plan must respect, and where a plan doesn't. Rounds and tables are counted from 1 in sentences, ids are as given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sessions.breakouts.problem import Group, Problem, Round, Seating


@dataclass(frozen=True)
class Broken:
    """One rule that doesn't hold at one place."""

    rule: str  # a key of NAMES
    sentence: str


NAMES = {
    "seats": "everybody sits exactly once a round",
    "sizes": "the smallest and largest sizes of the groups",
    "hosts": "hosts stay at their tables",
    "languages": "rooms by language",
    "access": "accessible rooms",
    "apart": "people kept apart",
    "together": "people kept together",
    "tables": "nobody sits at a table twice",
    "community": "community members at every table",
    "locked": "rounds that are locked",
    "pinned": "seats that are locked",
}


def broken_rules(problem: Problem, rounds: Seating) -> list[Broken]:
    """Everything that is wrong with a plan; nothing for a plan that may be used."""
    found: list[Broken] = []
    for index, (round_, groups) in enumerate(zip(problem.rounds, rounds, strict=True)):
        if index in problem.locked:
            if groups != problem.held(index):
                found.append(Broken("locked", f"Round {index + 1} is locked and was changed."))
            if seats_are_held_otherwise(round_, groups):
                continue  # it was held with whoever was there then
        found.extend(in_round(problem, index, round_, groups))
    if problem.no_table_twice:
        found.extend(tables_twice(problem, rounds))
    return found


def seats_are_held_otherwise(round_: Round, groups: list[list[int]]) -> bool:
    """A locked round sat other people than those who are present now."""
    return sorted(one for group in groups for one in group) != list(round_.present)


def in_round(problem: Problem, index: int, round_: Round, groups: list[list[int]]) -> Iterator[Broken]:
    """The rules that each round keeps by itself."""
    where = f"Round {index + 1}"
    table = {one: spot for spot, group in enumerate(groups) for one in group}
    if seats_are_held_otherwise(round_, groups):
        yield Broken("seats", f"{where} doesn't seat each of those present once.")
    for spot, group in enumerate(round_.groups):
        yield from at_table(problem, f"{where}, table {spot + 1}", group, groups[spot])
    for a, b in sorted(problem.apart):
        if a in table and table.get(a) == table.get(b):
            yield Broken("apart", f"{where} seats {a} and {b} at one table.")
    for a, b in sorted(problem.together):
        if a in table and b in table and table[a] != table[b]:
            yield Broken("together", f"{where} parts {a} and {b}.")
    for one, spot in sorted(problem.pinned.get(index, {}).items()):
        if table.get(one) != spot:
            yield Broken("pinned", f"{where} doesn't seat {one} at table {spot + 1}.")


def at_table(problem: Problem, here: str, group: Group, seated: list[int]) -> Iterator[Broken]:
    """The rules that each group keeps by itself."""
    if not group.least <= len(seated) <= group.most:
        yield Broken("sizes", f"{here} seats {len(seated)}, not {group.least} to {group.most}.")
    if group.host is not None and group.host not in seated:
        yield Broken("hosts", f"{here} doesn't seat its host, {group.host}.")
    for one in seated:
        person = problem.person[one]
        if person.needs_language and group.language not in person.languages:
            yield Broken("languages", f"{here} is not a room of a language of {one}.")
        if person.access and not group.access:
            yield Broken("access", f"{here} is not accessible for {one}.")
    members = sum(problem.person[one].community for one in seated)
    if members < problem.min_community:
        yield Broken("community", f"{here} seats {members} community members, not {problem.min_community}.")


def tables_twice(problem: Problem, rounds: Seating) -> Iterator[Broken]:
    """Guests who come back to a table. A host at their own table is no guest there."""
    seen: dict[tuple[int, int], int] = {}
    for index, groups in enumerate(rounds):
        hosted = problem.rounds[index].hosted
        for spot, group in enumerate(groups):
            for one in group:
                if hosted.get(one) == spot:
                    continue
                if (one, spot) in seen:
                    first = seen[one, spot] + 1
                    yield Broken(
                        "tables", f"Person {one} sits at table {spot + 1} in round {first} and in round {index + 1}."
                    )
                else:
                    seen[one, spot] = index
