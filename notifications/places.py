"""Where things happen: the cohorts of a person, of which this floor knows a key and a title and no more.

The floor above that knows them registers in `AppConfig.ready()` who has which: `places.register(places_of_person)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Place:
    """A place as somebody sees it. `audiences`: whose matters are theirs there, beside everybody's."""

    key: str
    title: str
    audiences: frozenset[str] = frozenset()


Source = Callable[["User"], Iterable[Place]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Lets `source` say which places a person has."""
    if source not in _sources:
        _sources.append(source)


def places_of(person: User) -> list[Place]:
    """All of a person's places."""
    return [place for source in _sources for place in source(person)]
