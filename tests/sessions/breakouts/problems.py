"""Problems for the planner's tests, as documents of the exchange format."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

Document = dict[str, Any]


def group(least: int, most: int, **more: Any) -> Document:
    return {"min": least, "max": most, "host": None, "lang": None, "access": False, **more}


def problem(people: int | list[Document], rounds: list[tuple[list[int], list[Document]]], **more: Any) -> Document:
    everybody = [{"id": one} for one in range(people)] if isinstance(people, int) else people
    return {
        "format": "breakouts-instance/1",
        "id": "test",
        "kind": "program",
        "n": len(everybody),
        "people": everybody,
        "rounds": [
            {"session": 0, "round": index, "present": present, "groups": groups}
            for index, (present, groups) in enumerate(rounds)
        ],
        "history": [],
        "keep_apart": [],
        "keep_together": [],
        "repeat_cap": None,
        "no_table_twice": False,
        **more,
    }


def golfers(groups: int, size: int, rounds: int) -> Document:
    everybody = list(range(groups * size))
    tables = [group(size, size) for _ in range(groups)]
    return problem(groups * size, [(everybody, tables)] * rounds, kind="sgp")


def cafe(tables: int, guests: int, rounds: int, *, missing: int = 0) -> Document:
    people = tables * (guests + 1) - missing
    groups = [group(people // tables, -(-people // tables), host=host) for host in range(tables)]
    return problem(people, [(list(range(people)), groups)] * rounds, kind="cafe", no_table_twice=True)


def mixed_people(count: int, organizations: int, *, seed: int) -> list[Document]:
    chance = random.Random(seed)
    return [
        {
            "id": one,
            "org": chance.randrange(organizations),
            "type": chance.randrange(5),
            "role": chance.randrange(6),
            "state": chance.randrange(9),
            "exp": chance.randrange(3),
        }
        for one in range(count)
    ]


def program(count: int, organizations: int, rounds: int, *, seed: int = 1) -> Document:
    tables = -(-count // 5)
    groups = [group(count // tables, -(-count // tables)) for _ in range(tables)]
    people = mixed_people(count, organizations, seed=seed)
    return problem(people, [(list(range(count)), groups)] * rounds)


def by_chance(seed: int) -> Document:
    """A small problem with any of the hard rules; often they can't all be kept."""
    chance = random.Random(seed)
    people = [{"id": one * 3 + 1, **needs(chance)} for one in range(chance.randint(2, 6))]
    ids = [person["id"] for person in people]
    tables, hosted = chance.randint(1, 4), chance.random() < 0.3
    rounds = []
    for _ in range(chance.randint(1, 3)):
        present = [one for one in ids if chance.random() < 0.9] or ids[:1]
        groups = []
        for _ in range(tables):
            least = max(0, len(present) // tables - chance.choice([0, 0, 0, 1]))
            groups.append(
                group(
                    least,
                    least + chance.choice([0, 1, 1, 1, 2]),
                    host=chance.choice(present) if hosted and chance.random() < 0.6 else None,
                    lang=chance.choice([None, None, "es", "fr"]),
                    access=chance.random() < 0.5,
                )
            )
        rounds.append((present, groups))
    pairs = [list(pair) for pair in combinations(ids, 2)]
    return problem(
        people,
        rounds,
        history=[[*pair, chance.randint(1, 2)] for pair in pairs if chance.random() < 0.2],
        keep_apart=chance.sample(pairs, min(len(pairs), chance.choice([0, 0, 1, 2, 4]))),
        keep_together=chance.sample(pairs, min(len(pairs), chance.choice([0, 0, 0, 1, 2]))),
        no_table_twice=chance.random() < 0.4,
        pinned=pins(chance, rounds),
    )


def pins(chance: random.Random, rounds: list[tuple[list[int], list[Document]]]) -> list[list[int]]:
    return [
        [number, one, chance.randrange(len(groups))]
        for number, (present, groups) in enumerate(rounds)
        for one in present
        if chance.random() < 0.08
    ]


def needs(chance: random.Random) -> Document:
    person: Document = {}
    if chance.random() < 0.3:
        person["langs"] = chance.choice([["en"], ["es"], ["en", "es"], ["fr"]])
    if chance.random() < 0.15:
        person["access"] = True
    for trait in ("org", "type", "role", "state", "exp"):
        if chance.random() < 0.6:
            person[trait] = chance.randrange(3)
    return person
