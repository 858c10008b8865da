"""Counts a plan anew, by brute force and from the exchange format alone: nothing of the planner is imported here."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

Document = dict[str, Any]
Groups = list[list[int]]


def counted(document: Document, rounds: list[Groups]) -> dict[str, int]:
    people = {person["id"]: person for person in document["people"]}
    wanted = {frozenset(pair) for pair in document["keep_together"]}
    meetings: dict[frozenset[int], int] = {}
    for a, b, times in document["history"]:
        meetings[frozenset((a, b))] = meetings.get(frozenset((a, b)), 0) + times
    repeats = cost = 0
    for groups in rounds:
        for group in groups:
            for a, b in combinations(group, 2):
                pair = frozenset((a, b))
                if pair in wanted:
                    continue
                earlier = meetings.get(pair, 0)
                meetings[pair] = earlier + 1
                repeats += earlier > 0
                cost += 20 * earlier
                for trait, weight in (("org", 10), ("type", 1), ("role", 1), ("state", 1), ("exp", 1)):
                    value = people[a].get(trait)
                    cost += weight * (value is not None and value == people[b].get(trait))
    return {"repeats": repeats, "cost": cost}


def keeps_round(document: Document, number: int, groups: Groups) -> bool:
    asked = document["rounds"][number]
    people = {person["id"]: person for person in document["people"]}
    table = {one: index for index, group in enumerate(groups) for one in group}
    if sorted(one for group in groups for one in group) != sorted(asked["present"]) or len(groups) != len(
        asked["groups"]
    ):
        return False
    for index, room in enumerate(asked["groups"]):
        if not room["min"] <= len(groups[index]) <= room["max"]:
            return False
        if room["host"] is not None and table.get(room["host"]) != index:
            return False
        for one in groups[index]:
            languages = people[one].get("langs") or ["en"]
            if "en" not in languages and room["lang"] not in languages:
                return False
            if people[one].get("access") and not room["access"]:
                return False
    if any(table.get(one) != seat for index, one, seat in document.get("pinned", ()) if index == number):
        return False
    here = [(a, b) for a, b in document["keep_apart"] if a in table and b in table]
    wanted = [(a, b) for a, b in document["keep_together"] if a in table and b in table]
    return all(table[a] != table[b] for a, b in here) and all(table[a] == table[b] for a, b in wanted)


def visits(document: Document, number: int, groups: Groups) -> frozenset[tuple[int, int]]:
    rooms = document["rounds"][number]["groups"]
    return frozenset((one, index) for index, group in enumerate(groups) for one in group if rooms[index]["host"] != one)


def keeps_rules(document: Document, rounds: list[Groups]) -> bool:
    if len(rounds) != len(document["rounds"]):
        return False
    if not all(keeps_round(document, number, groups) for number, groups in enumerate(rounds)):
        return False
    seen: set[tuple[int, int]] = set()
    for number, groups in enumerate(rounds):
        now = visits(document, number, groups)
        if document["no_table_twice"] and now & seen:
            return False
        seen |= now
    return True


def can_be_planned(document: Document) -> bool:
    """Tries every seating of every round."""
    choices = []
    for number, asked in enumerate(document["rounds"]):
        found = []
        for seats in product(range(len(asked["groups"])), repeat=len(asked["present"])):
            groups: Groups = [[] for _ in asked["groups"]]
            for one, table in zip(asked["present"], seats, strict=True):
                groups[table].append(one)
            if keeps_round(document, number, groups):
                found.append(visits(document, number, groups))
                if not document["no_table_twice"]:
                    break
        choices.append(found)

    def goes_on(number: int, seen: frozenset[tuple[int, int]]) -> bool:
        if number == len(choices):
            return True
        return any(
            not (document["no_table_twice"] and now & seen) and goes_on(number + 1, seen | now)
            for now in choices[number]
        )

    return goes_on(0, frozenset())
