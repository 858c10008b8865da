"""Zoom's JSON read by name and kind; what is not as documented is `NotUnderstood`, which names the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sessions.zoom.errors import NotUnderstood

# Numbers of meetings have up to eleven digits; a column holds 64 bits.
LARGEST = 2**63 - 1


class Fields:
    """One object of an answer or an event. A missing field and null are the same; unknown fields are let be."""

    __slots__ = ("_raw", "_where")

    def __init__(self, raw: object, where: str = "answer") -> None:
        if not isinstance(raw, Mapping):
            raise NotUnderstood(where=where)
        self._raw: Mapping[str, Any] = raw
        self._where = where

    @classmethod
    def of_json(cls, body: bytes, where: str = "answer") -> Fields:
        """From the bytes of a body. Neither depth nor odd numbers get further than this."""
        try:
            return cls(json.loads(body), where)
        except (ValueError, RecursionError):
            raise NotUnderstood(where=where) from None

    def __contains__(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """A text; a number is taken for one (`id` is either). Without a default it must be there and not empty.

        Half an emoji and NUL, which no database takes, are let go: people choose their names.
        """
        value = self._raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or (value == "" and default is None):
            value = default
        if not isinstance(value, str):
            raise self._wrong(name)
        return value.encode("utf-8", "replace").decode().replace("\x00", "")

    def whole(self, name: str, default: int | None = None) -> int:
        """A number from 0 on, also one written as text."""
        value = self._raw.get(name)
        if value is None or value == "":
            value = default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
            raise self._wrong(name)
        return value

    def moment(self, name: str) -> datetime | None:
        """An instant (`2022-04-20T19:00:00Z`) in UTC, or None where there is none."""
        value = self._raw.get(name)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            raise self._wrong(name) from None

    def part(self, name: str) -> Fields:
        """The object under a name; an empty one where there is none."""
        return Fields(self._raw.get(name) or {}, f"{self._where}.{name}")

    def parts(self, name: str) -> tuple[Fields, ...]:
        """The objects of a list; none where there is no list."""
        value = self._raw.get(name) or []
        if not isinstance(value, list):
            raise self._wrong(name)
        return tuple(Fields(item, f"{self._where}.{name}") for item in value)

    def _wrong(self, name: str) -> NotUnderstood:
        return NotUnderstood(where=f"{self._where}.{name}")
