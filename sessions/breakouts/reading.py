"""Reads a problem from JSON. Whatever is wrong is said with its place: `rounds[2].groups[0].min: …`."""

from __future__ import annotations

import json
from typing import Any

from sessions.breakouts.problem import FORMAT, KINDS, TRAITS, Group, Pair, Person, Problem, Round, pair_of


class BadProblem(Exception):
    """The problem can't be read. `place` says where, the text what is wrong there."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.place = place


def read_text(text: str | bytes) -> Problem:
    """The problem in a file's text."""
    try:
        document = json.loads(text)
    except UnicodeDecodeError as error:
        raise BadProblem(f"byte {error.start}", "is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise BadProblem(f"line {error.lineno}, column {error.colno}", f"is not JSON: {error.msg}.") from error
    except RecursionError as error:
        raise BadProblem("the document", "is nested too deeply.") from error
    except ValueError as error:
        raise BadProblem("the document", f"is not JSON: {error}.") from error
    return read_problem(document)


def read_problem(document: Any) -> Problem:
    """The problem in a parsed document. Keys it doesn't know are left alone."""
    if not isinstance(document, dict):
        raise BadProblem("the document", "must be an object.")
    if document.get("format") != FORMAT:
        raise BadProblem("format", f"must be “{FORMAT}”.")
    kind = document.get("kind")
    if kind not in KINDS:
        raise BadProblem("kind", f"must be one of {', '.join(KINDS)}.")
    order = people_of(document)
    people = tuple(sorted(order, key=lambda person: person.id))
    known = {person.id for person in people}
    rounds = tuple(round_of(item, index, known) for index, item in enumerate(filled(document, "rounds", "rounds")))
    if not rounds:
        raise BadProblem("rounds", "must hold at least one round.")
    previous = previous_of(document, rounds, known)
    if kind == "repair" and not previous:
        raise BadProblem("previous", "is missing: a repair starts from the plan there was.")
    if kind == "mdgp" and (len(rounds) != 1 or document.get("distance") is None):
        raise BadProblem("kind", "mdgp needs exactly one round and a distance.")
    return Problem(
        id=str(document.get("id", "")),
        kind=kind,
        people=people,
        rounds=rounds,
        history=history_of(document, known),
        apart=frozenset(pairs_of(document, "keep_apart", known)),
        together=frozenset(pairs_of(document, "keep_together", known)),
        repeat_cap=whole_or_none(document.get("repeat_cap"), "repeat_cap"),
        no_table_twice=truth(document.get("no_table_twice"), "no_table_twice"),
        min_community=whole_or_none(document.get("min_community"), "min_community") or 0,
        distance=distance_of(document, [person.id for person in order]),
        previous=previous,
        locked=locked_of(document, rounds, previous),
        pinned=pinned_of(document, rounds, known),
    )


def listed(value: Any, place: str) -> list[Any]:
    """A list, or nothing said."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadProblem(place, "must be a list.")
    return value


def filled(mapping: dict[str, Any], key: str, place: str) -> list[Any]:
    """A list that must be there."""
    if mapping.get(key) is None:
        raise BadProblem(place, "is missing.")
    return listed(mapping[key], place)


def mapped(value: Any, place: str) -> dict[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise BadProblem(place, "must be an object.")
    return value


def whole(value: Any, place: str) -> int:
    """A whole number; true and false are none, 3.0 is one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**53:
        raise BadProblem(place, "must be a whole number.")
    return value


def whole_or_none(value: Any, place: str) -> int | None:
    """A whole number from 0 up, or nothing said."""
    if value is None:
        return None
    number = whole(value, place)
    if number < 0:
        raise BadProblem(place, "must not be below 0.")
    return number


def truth(value: Any, place: str) -> bool:
    """Either true or false; nothing said is false."""
    if value is None:
        return False
    if not isinstance(value, bool):
        raise BadProblem(place, "must be true or false.")
    return value


def someone(value: Any, place: str, known: set[int]) -> int:
    """The id of one of the people."""
    number = whole(value, place)
    if number not in known:
        raise BadProblem(place, f"{number} is not the id of anybody in people.")
    return number


def people_of(document: dict[str, Any]) -> list[Person]:
    """The people in the order they come in."""
    count = whole_or_none(document.get("n"), "n")
    if document.get("people") is None:
        if count is None:
            raise BadProblem("people", "is missing, and n too.")
        return [Person(index, {}) for index in range(count)]
    people = [person_of(item, f"people[{index}]") for index, item in enumerate(listed(document["people"], "people"))]
    seen: set[int] = set()
    for index, person in enumerate(people):
        if person.id in seen:
            raise BadProblem(f"people[{index}].id", f"{person.id} is the id of somebody before.")
        seen.add(person.id)
    if count is not None and count != len(people):
        raise BadProblem("n", f"says {count}, and people holds {len(people)}.")
    return people


def person_of(item: Any, place: str) -> Person:
    """One of the people."""
    item = mapped(item, place)
    if "id" not in item:
        raise BadProblem(f"{place}.id", "is missing.")
    traits: dict[str, int | str] = {}
    for trait in TRAITS:
        value = item.get(trait)
        if value is None:
            continue
        if isinstance(value, list | dict | float):
            raise BadProblem(f"{place}.{trait}", "must be a whole number or a word.")
        traits[trait] = value
    languages = listed(item.get("langs"), f"{place}.langs")
    for index, language in enumerate(languages):
        if not isinstance(language, str):
            raise BadProblem(f"{place}.langs[{index}]", "must be a word.")
    return Person(
        id=whole(item["id"], f"{place}.id"),
        traits=traits,
        languages=tuple(languages),
        access=truth(item.get("access"), f"{place}.access"),
        community=truth(item.get("community"), f"{place}.community"),
    )


def round_of(item: Any, index: int, known: set[int]) -> Round:
    """One of the rounds."""
    place = f"rounds[{index}]"
    item = mapped(item, place)
    present: set[int] = set()
    for spot, value in enumerate(filled(item, "present", f"{place}.present")):
        one = someone(value, f"{place}.present[{spot}]", known)
        if one in present:
            raise BadProblem(f"{place}.present[{spot}]", f"{one} stands there twice.")
        present.add(one)
    groups = filled(item, "groups", f"{place}.groups")
    return Round(
        session=whole(item.get("session") or 0, f"{place}.session"),
        number=whole(index if item.get("round") is None else item["round"], f"{place}.round"),
        present=tuple(sorted(present)),
        groups=tuple(group_of(value, f"{place}.groups[{spot}]", known) for spot, value in enumerate(groups)),
    )


def group_of(item: Any, place: str, known: set[int]) -> Group:
    """One group of a round."""
    item = mapped(item, place)
    sizes = [whole_or_none(item.get(key), f"{place}.{key}") for key in ("min", "max")]
    least, most = sizes
    if least is None or most is None:
        raise BadProblem(f"{place}.{'min' if least is None else 'max'}", "is missing.")
    if least > most:
        raise BadProblem(f"{place}.min", f"{least} is above max, which is {most}.")
    language = item.get("lang")
    if language is not None and not isinstance(language, str):
        raise BadProblem(f"{place}.lang", "must be a word or null.")
    host = item.get("host")
    return Group(
        least=least,
        most=most,
        host=None if host is None else someone(host, f"{place}.host", known),
        language=language,
        access=truth(item.get("access"), f"{place}.access"),
    )


def history_of(document: dict[str, Any], known: set[int]) -> dict[Pair, int]:
    """How often each pair has met before. Somebody who has left may still stand in it."""
    history: dict[Pair, int] = {}
    for index, item in enumerate(listed(document.get("history"), "history")):
        place = f"history[{index}]"
        if not isinstance(item, list) or len(item) != 3:
            raise BadProblem(place, "must be [id, id, times].")
        a, b = whole(item[0], f"{place}[0]"), whole(item[1], f"{place}[1]")
        times = whole_or_none(item[2], f"{place}[2]") or 0
        if a == b:
            raise BadProblem(place, "names one person twice.")
        if a in known and b in known and times:
            history[pair_of(a, b)] = history.get(pair_of(a, b), 0) + times
    return history


def pairs_of(document: dict[str, Any], key: str, known: set[int]) -> list[Pair]:
    """A list of pairs of people."""
    pairs = []
    for index, item in enumerate(listed(document.get(key), key)):
        place = f"{key}[{index}]"
        if not isinstance(item, list) or len(item) != 2:
            raise BadProblem(place, "must be a pair of ids.")
        a, b = (someone(value, f"{place}[{spot}]", known) for spot, value in enumerate(item))
        if a == b:
            raise BadProblem(place, "names one person twice.")
        pairs.append(pair_of(a, b))
    return pairs


def distance_of(document: dict[str, Any], order: list[int]) -> tuple[tuple[float, ...], ...] | None:
    """The distances, brought into the order of the ids."""
    rows = document.get("distance")
    if rows is None:
        return None
    rows = listed(rows, "distance")
    if len(rows) != len(order):
        raise BadProblem("distance", f"has {len(rows)} rows for {len(order)} people.")
    for index, row in enumerate(rows):
        place = f"distance[{index}]"
        if len(listed(row, place)) != len(order):
            raise BadProblem(place, f"has {len(row)} numbers for {len(order)} people.")
        for spot, value in enumerate(row):
            if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 1e12:
                raise BadProblem(f"{place}[{spot}]", "must be a number.")
    by_id = sorted(range(len(order)), key=order.__getitem__)
    for i in range(len(order)):
        for j in range(i):
            if rows[i][j] != rows[j][i]:
                raise BadProblem(f"distance[{i}][{j}]", f"is {rows[i][j]}, and distance[{j}][{i}] is {rows[j][i]}.")
    return tuple(tuple(rows[i][j] for j in by_id) for i in by_id)


def previous_of(
    document: dict[str, Any], rounds: tuple[Round, ...], known: set[int]
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """The plan there was, if any."""
    if document.get("previous") is None:
        return ()
    plan = []
    for index, item in enumerate(filled(mapped(document["previous"], "previous"), "rounds", "previous.rounds")):
        place = f"previous.rounds[{index}]"
        seen: set[int] = set()
        groups = []
        for spot, group in enumerate(listed(item, place)):
            ids = [
                someone(one, f"{place}[{spot}][{seat}]", known)
                for seat, one in enumerate(listed(group, f"{place}[{spot}]"))
            ]
            if len(set(ids)) < len(ids) or seen & set(ids):
                raise BadProblem(f"{place}[{spot}]", "seats somebody twice.")
            seen |= set(ids)
            groups.append(tuple(ids))
        plan.append(tuple(groups))
    if len(plan) > len(rounds):
        raise BadProblem("previous.rounds", f"has {len(plan)} rounds, and there are {len(rounds)}.")
    return tuple(plan)


def locked_of(
    document: dict[str, Any], rounds: tuple[Round, ...], previous: tuple[tuple[tuple[int, ...], ...], ...]
) -> frozenset[int]:
    """The rounds that stay as they were, counted from 0."""
    locked = set()
    for spot, item in enumerate(listed(document.get("locked_rounds"), "locked_rounds")):
        place = f"locked_rounds[{spot}]"
        index = whole(item, place)
        if not 0 <= index < len(rounds):
            raise BadProblem(place, f"{index} is not a round: they are counted from 0 to {len(rounds) - 1}.")
        if index >= len(previous):
            raise BadProblem(place, f"round {index} is locked, and previous doesn't hold it.")
        if len(previous[index]) != len(rounds[index].groups):
            raise BadProblem(
                place,
                f"round {index} is locked with {len(previous[index])} groups, and has {len(rounds[index].groups)} now.",
            )
        locked.add(index)
    return frozenset(locked)


def pinned_of(document: dict[str, Any], rounds: tuple[Round, ...], known: set[int]) -> dict[int, dict[int, int]]:
    """Seats that are locked, [round, id, group], both counted from 0: by round the group of each of these people."""
    pinned: dict[int, dict[int, int]] = {}
    for spot, item in enumerate(listed(document.get("pinned"), "pinned")):
        place = f"pinned[{spot}]"
        if len(listed(item, place)) != 3:
            raise BadProblem(place, "must be [round, id, group].")
        index, one, group = whole(item[0], place), someone(item[1], place, known), whole(item[2], place)
        if not 0 <= index < len(rounds):
            raise BadProblem(place, f"{index} is not a round: they are counted from 0 to {len(rounds) - 1}.")
        if one not in rounds[index].present:
            raise BadProblem(place, f"{one} is not present in round {index}.")
        if not 0 <= group < len(rounds[index].groups):
            raise BadProblem(place, f"{group} is not a group of round {index}.")
        if pinned.setdefault(index, {}).setdefault(one, group) != group:
            raise BadProblem(place, f"{one} sits in another group of round {index} already.")
    return pinned
