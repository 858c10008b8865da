"""Queries of hot pages: their SQL is composed once and asked again with other values.

Composing what a page of a thread asks takes Django longer than the database takes to answer. What a query asks for doesn't
change from one reader to the next, only the values it is asked with do; so nothing of an answer is ever kept here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
# Where a value will stand: numbers no constant of ours has, within what every whole-number column holds.
MARKERS = count(2_000_000_000)
# The last whole number that databases know.
LAST = 2**63 - 1


class CannotBeComposed(TypeError):
    """A value of another type, or one that the query doesn't hand to the database as it is."""


def composed_once(compose: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Makes of a function that answers with a queryset one that answers with its rows.

    Its values are named, and are whole numbers or texts; None is part of what is asked for. They may be compared with
    columns and nothing else: the function sees each of them once, as a marker, for whatever is asked later. So nothing
    else that differs from one call to the next, like the time or the language, may go into the queryset.
    """
    known: dict[tuple[Any, ...], _Composed[Row]] = {}

    @wraps(compose)
    def rows(**values: Any) -> list[Row]:
        shape = tuple((name, type(value)) for name, value in values.items())
        if shape not in known:
            known[shape] = _Composed(compose, values)
        return known[shape].asked(values)

    return rows


class _Composed(Generic[Row]):
    """One shape of a query: its SQL, and which of its parameters is which value."""

    def __init__(self, compose: Callable[..., QuerySet[Any, Row]], values: dict[str, Any]) -> None:
        marked = {name: None if value is None else _marker(name, value) for name, value in values.items()}
        markers = {marker: name for name, marker in marked.items() if marker is not None}
        self.queryset = compose(**marked)
        self.compiler: SQLCompiler = self.queryset.query.get_compiler(using=self.queryset.db)
        self.sql, self.parameters = self.compiler.as_sql()
        said = enumerate(self.parameters)
        self.slots = {place: markers[value] for place, value in said if type(value) in {int, str} and value in markers}
        if len(markers) != len(set(self.slots.values())):
            raise CannotBeComposed(f"{compose.__name__} doesn't ask for all of {', '.join(values)} as they are.")

    def asked(self, values: dict[str, Any]) -> list[Row]:
        """The rows for these values."""
        parameters = list(self.parameters)
        for place, name in self.slots.items():
            parameters[place] = _held(values[name])
        compiler = copy.copy(self.compiler)
        # The connection is the thread's, who asks.
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, tuple(parameters))  # type: ignore[method-assign]
        asked = self.queryset.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        return list(asked)


def _held(value: int | str) -> int | str:
    """A number no column holds compares with all that they hold as the last one does."""
    return value if isinstance(value, str) else max(-LAST, min(value, LAST))


def _marker(name: str, value: object) -> int | str:
    marker = next(MARKERS)
    if type(value) is str:
        return f"composed-{marker}"
    if type(value) is int:
        return marker
    raise CannotBeComposed(f"{name} is {value!r}: neither a whole number nor a text.")
