"""Reads a blueprint file into its dataclasses, or says everything that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from cop_portal.blueprints.checks import what_does_not_fit
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.keys import Key, keys_of, with_holes
from cop_portal.blueprints.problems import BadBlueprint, BlueprintError, Place
from cop_portal.blueprints.values import Unreadable, meant, shown


def read_blueprint(path: Path) -> Blueprint:
    """The blueprint in this file. Raises `BadBlueprint`."""
    return read_document(parse(path), file=path.name)


def parse(path: Path) -> dict[str, Any]:
    """The keys of a file as they are written, not yet checked. Raises `BadBlueprint` for what isn't TOML."""
    place = Place(path.name)
    try:
        written = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(written)
    except OSError as error:
        raise BadBlueprint((place.error(f"it can't be read: {error.strerror}.", "Is this the right path?"),)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadBlueprint((place.error(f"line {line} is not in UTF-8.", "Save the file in UTF-8."),)) from error
    except tomllib.TOMLDecodeError as error:
        raise BadBlueprint((no_toml(error, written, place),)) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, lists inside of lists without end: Python's own limits.
        problem = "it holds a number or a nesting of lists that is too large to read."
        raise BadBlueprint((place.error(problem, "Write it as docs/blueprints.md shows."),)) from error


def no_toml(error: tomllib.TOMLDecodeError, written: str, place: Place) -> BlueprintError:
    """Where the file stops being TOML. What stands in it twice, an easy slip, is named."""
    reason, _, spot = str(error).rpartition(" (at ")
    spot = spot.rstrip(")").replace("end of document", f"line {len(written.splitlines())}, the last one")
    double = None
    if reason == "Cannot overwrite a value":
        # The parser has read the value to its end, which may be lines below the key.
        line = int(re.findall(r"\d+", spot)[0])
        keys = re.findall(r"^[ \t]*([\w.\"'-]+)[ \t]*=", "\n".join(written.splitlines()[:line]), re.MULTILINE)
        double = f'the key "{keys[-1]}"' if keys else None
    elif table := re.fullmatch(r"Cannot declare \((.+?),?\) twice", reason):
        path = re.findall(r"[^', ]+", table[1])
        double = f"the table [{'.'.join(path)}]"
    if double:
        return place.error(f"{spot}: {double} stands here a second time.", "Take one of the two out.")
    return place.error(f"{spot}: {reason}.", "Write it as TOML: https://toml.io")


def read_document(document: Mapping[str, Any], *, file: str) -> Blueprint:
    """The blueprint that these keys make; `file` is what problems call it. Raises `BadBlueprint`."""
    place = Place(file)
    reader = _Reader()
    blueprint: Blueprint = reader.table(Blueprint, document, place)
    misfits = [error for error in what_does_not_fit(blueprint, place) if not follows_from(error, reader.errors)]
    if reader.errors or misfits:
        raise BadBlueprint((*reader.errors, *misfits))
    return blueprint


def follows_from(misfit: BlueprintError, errors: list[BlueprintError]) -> bool:
    """Whether something doesn't fit only because a value couldn't be read, which is said already."""
    if any((misfit.place, misfit.key) == (error.place, error.key) for error in errors):
        return True
    return misfit.key == "sessions.phase" and any(error.key in {"phases", "phases.slug"} for error in errors)


def as_json(written: Any) -> Any:
    """What `parse` found, with dates and clock times as texts: `read_document` reads it the same."""
    match written:
        case dict():
            return {name: as_json(found) for name, found in written.items()}
        case list():
            return [as_json(found) for found in written]
        case time():
            return f"{written:%H:%M}"
        case date():
            return written.isoformat()
        case _:
            return written


class _Reader:
    """Reads tables into their shapes and collects what is wrong.

    What can't be read leaves a hole: the key's default, or `None` where it has none. So the rest is still read and
    checked; an instance with holes never leaves this module.
    """

    def __init__(self) -> None:
        self.errors: list[BlueprintError] = []

    def refuse(self, place: Place, problem: str, remedy: str) -> None:
        self.errors.append(place.error(problem, remedy))

    def table(self, shape: type, found: object, place: Place) -> Any:
        """One table as an instance of `shape`."""
        if not isinstance(found, Mapping):
            self.refuse(place, f"{shown(found)} is not a table.", "Write a table with keys.")
            return with_holes(shape)
        keys = {key.written: key for key in keys_of(shape)}
        for name in found:
            if name not in keys:
                problem = f"there is no such key{meant(name, keys)}"
                self.refuse(place.key(name), problem, f"The keys here are {', '.join(keys)}.")
        return shape(**{key.attribute: self.key(key, found.get(name), place.key(name)) for name, key in keys.items()})

    def key(self, key: Key, found: object, place: Place) -> Any:
        """What stands under one key. TOML has no null, so `None` is a key that isn't there."""
        if found is None:
            if key.required:
                self.refuse(place, "it is missing.", wish(key, place))
            return key.hole
        if not key.many:
            return self.one(key, found, place, otherwise=key.hole)
        if not isinstance(found, list):
            self.refuse(place, f"{shown(found)} is not a list.", wish(key, place))
            return key.hole
        if key.required and not found:
            self.refuse(place, "the list is empty.", wish(key, place))
        return tuple(
            self.one(key, item, item_place(key, place, position, item), otherwise=None)
            for position, item in enumerate(found, start=1)
        )

    def one(self, key: Key, found: object, place: Place, *, otherwise: object) -> Any:
        """One value or one table."""
        if key.reading is None:
            return self.table(key.shape or Blueprint, found, place)
        try:
            return key.reading.parse(found)
        except Unreadable as problem:
            self.refuse(place, str(problem), f"Write {key.reading.wish}.")
            return otherwise


def item_place(key: Key, place: Place, position: int, item: object) -> Place:
    """The place of one item of a list."""
    slug = item.get("slug") if isinstance(item, Mapping) else None
    return place.one_of_many(key.noun, position, slug)


def wish(key: Key, place: Place) -> str:
    """What would be right, for a key that is missing or holds no list."""
    path = ".".join(place.path)
    if key.reading is None:
        return f"Write a table headed {f'[[{path}]]' if key.many else f'[{path}]'}."
    return f"Write {f'a list in square brackets, each {key.reading.wish}' if key.many else key.reading.wish}."
