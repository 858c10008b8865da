"""How a dataclass says which keys a table of a blueprint has: by its annotations.

`title: Annotated[str, a_text(200)]` is a value, `Annotated[tuple[str, ...], a_text()]` a list of values; a dataclass is a
table, a tuple of a dataclass a list of tables. What has no default is required.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import MISSING, dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from cop_portal.blueprints.values import Reading


@dataclass(frozen=True)
class Written:
    """How the key is written in the file, where that isn't the attribute's name."""

    name: str


@dataclass(frozen=True)
class Key:
    """What stands under one key: a value (`reading`) or a table (`shape`), one or `many` of them."""

    attribute: str
    written: str
    required: bool
    many: bool
    reading: Reading[Any] | None
    shape: type | None
    default: Any

    @property
    def noun(self) -> str:
        """What one of many is called: "agenda item" for `AgendaItem`."""
        return re.sub(r"(?<=.)([A-Z])", r" \1", self.shape.__name__).lower() if self.shape else "item"

    @property
    def hole(self) -> Any:
        """What stands for a key that isn't there or can't be read."""
        if not self.required:
            return self.default
        if self.many:
            return ()
        return with_holes(self.shape) if self.shape else None


def with_holes(shape: type) -> Any:
    """An instance in which every key is missing."""
    return shape(**{key.attribute: key.hole for key in keys_of(shape)})


@cache
def keys_of(shape: type) -> tuple[Key, ...]:
    """The keys of a table, in the order of the dataclass."""
    hints = get_type_hints(shape, include_extras=True)
    return tuple(_key(field, hints[field.name]) for field in dataclasses.fields(shape))


def _key(field: dataclasses.Field[Any], hint: Any) -> Key:
    notes = getattr(hint, "__metadata__", ())
    kind = hint.__origin__ if notes else hint
    inner = get_args(kind)
    return Key(
        attribute=field.name,
        written=next((note.name for note in notes if isinstance(note, Written)), field.name),
        required=field.default is MISSING,
        many=inner[-1:] == (...,),
        reading=next((note for note in notes if isinstance(note, Reading)), None),
        shape=None
        if notes
        else next(found for found in (kind, *inner) if isinstance(found, type) and dataclasses.is_dataclass(found)),
        default=field.default,
    )
