"""A text that is used and never shown."""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """A key, a token or a passcode: `str()`, `repr()`, logs and reports of errors say “…”, only `reveal()` says it.

    It is compared in constant time, and can't be pickled: what is pickled lands in a queue or a cache.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "…"

    __str__ = __repr__

    def __format__(self, _specification: str) -> str:
        return "…"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not written anywhere.")
