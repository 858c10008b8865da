"""Queries of hot pages: their SQL is composed once and asked again with other values.

Composing what a page of a thread, or of a search, asks takes Django longer than the database takes to answer. What a query asks
for doesn't change from one reader to the next, only the values it is asked with do; so nothing of an answer is ever kept here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, wraps
from itertools import chain, count
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
# What a value is, and so part of what is asked for.
Kind = type | tuple[type, ...]
Shape = tuple[tuple[str, Kind | bool | None], ...]
# Where a value will stand: numbers no constant of ours has, within what every whole-number column holds.
MARKERS = count(2_000_000_000)
# The last whole number that databases know.
LAST = 2**63 - 1
# Moments nobody asks for.
LATE = datetime(9000, 1, 1, tzinfo=UTC)
# Of one query; what is asked in more ways is composed again. A search can be put in very many.
MOST_SHAPES = 64


class CannotBeComposed(TypeError):
    """A value of another type, or one that the query doesn't hand to the database as it is."""


def composed_once(compose: Callable[..., QuerySet[Any, Row]]) -> Callable[..., list[Row]]:
    """Makes of a function that answers with a queryset one that answers with its rows.

    Its values are named, and are whole numbers, texts, times, or lists of numbers or of texts with something in them; None, True
    and False are part of what is asked for. They may be compared with columns and nothing else (a list with `__in`): the
    function sees each of them once, as a marker, for whatever is asked later. So nothing else that differs from one call to
    the next, like the language, may go into the queryset.
    """

    @lru_cache(maxsize=MOST_SHAPES)
    def composed(shape: Shape) -> _Composed[Row]:
        return _Composed(compose, shape)

    @wraps(compose)
    def rows(**values: Any) -> list[Row]:
        return composed(tuple((name, _kind(name, value)) for name, value in values.items())).asked(values)

    return rows


class _Composed(Generic[Row]):
    """One shape of a query: its SQL, and which of its parameters is which value."""

    def __init__(self, compose: Callable[..., QuerySet[Any, Row]], shape: Shape) -> None:
        marked = {name: _marker(kind) for name, kind in shape}
        self.queryset = compose(**marked)
        self.compiler: SQLCompiler = self.queryset.query.get_compiler(using=self.queryset.db)
        sql, self.parameters = self.compiler.as_sql()
        # The SQL between its parameters: a list has as many as there are in it.
        self.pieces = sql.split("%s")
        said = {name: marker for name, marker in marked.items() if marker is not None and type(marker) is not bool}
        markers = {self._as_asked(marker)[0]: name for name, marker in said.items()}
        asked = enumerate(self.parameters)
        self.slots = {place: markers[value] for place, value in asked if type(value) in ASKED and value in markers}
        if len(markers) != len(set(self.slots.values())) or len(self.pieces) != len(self.parameters) + 1:
            raise CannotBeComposed(f"{compose.__name__} doesn't ask for all of {', '.join(said)} as they are.")

    def asked(self, values: dict[str, Any]) -> list[Row]:
        """The rows for these values."""
        at_places = [
            self._as_asked(values[self.slots[place]]) if place in self.slots else (value,)
            for place, value in enumerate(self.parameters)
        ]
        between = (", ".join(["%s"] * len(asked)) for asked in at_places)
        sql = "".join(chain(*zip(self.pieces, [*between, ""], strict=True)))
        parameters = tuple(chain(*at_places))
        compiler = copy.copy(self.compiler)
        # The connection is the thread's, who asks.
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *_args, **_kwargs: (sql, parameters)  # type: ignore[method-assign]
        asked = self.queryset.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        return list(asked)

    def _as_asked(self, value: Any) -> Sequence[Any]:
        """The parameters of the database that a value is: of a list as many as are in it, of anything else one."""
        if isinstance(value, list):
            return [_held(each) for each in value]
        if isinstance(value, datetime):
            return (connections[self.queryset.db].ops.adapt_datetimefield_value(value),)
        return (_held(value),)


ASKED = {int, str, datetime}


def _held(value: int | str) -> int | str:
    """A number no column holds compares with all that they hold as the last one does."""
    return value if isinstance(value, str) else max(-LAST, min(value, LAST))


def _kind(name: str, value: object) -> Kind | bool | None:
    if value is None or value is True or value is False:
        return value
    if type(value) in ASKED:
        return type(value)
    if type(value) is list and len(kinds := {type(each) for each in value}) == 1 and kinds <= {int, str}:
        return (*kinds,)
    raise CannotBeComposed(f"{name} is {value!r}: neither a whole number, a text or a time, nor a list of some.")


def _marker(kind: Kind | bool | None) -> Any:
    if kind is None or type(kind) is bool:
        return kind
    if isinstance(kind, tuple):
        return [_marker(kind[0])]
    number = next(MARKERS)
    return LATE + timedelta(seconds=number) if kind is datetime else f"composed-{number}" if kind is str else number
