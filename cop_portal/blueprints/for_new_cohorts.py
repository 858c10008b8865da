"""What a changed file says anew about cohorts that are still to be started: a line for each table, naming its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# These show at once: on the program's page, in its rubric, in the cohort of the file.
SHOWN_AT_ONCE = {"program", "rubric", "as_it_ran"}


def what_is_new(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Lines for whoever loads the file, in its order; both are whole documents, as they are stored."""
    return [
        f"For new cohorts, {line}"
        for name in {**after, **before}
        if name not in SHOWN_AT_ONCE and before.get(name) != after.get(name)
        for line in _table(name, before.get(name), after.get(name))
    ]


def _table(name: str, before: Any, after: Any) -> Iterator[str]:
    if isinstance(before or after, list):
        yield from _tables(name, before or [], after or [])
    else:
        yield f"{_words(name)}: {_keys(before or {}, after or {})}."


def _tables(name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[str]:
    """Phases and sessions, each of which is known by its slug."""
    noun = name.removesuffix("s")
    old = {table["slug"]: table for table in before}
    new = {table["slug"]: table for table in after}
    for slug, table in new.items():
        if slug not in old:
            yield f"{noun} “{slug}”: added."
        elif table != old[slug]:
            yield f"{noun} “{slug}”: {_keys(old[slug], table)}."
    for slug in [slug for slug in old if slug not in new]:
        yield f"{noun} “{slug}”: taken away."
    if [slug for slug in old if slug in new] != [slug for slug in new if slug in old]:
        yield f"{name}: their order."


def _keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return ", ".join(_words(key) for key in {**after, **before} if before.get(key) != after.get(key))


def _words(name: str) -> str:
    return name.replace("_", " ")
