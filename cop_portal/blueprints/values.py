"""One value of a blueprint: how it is written, and what comes out of reading it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import Generic, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# No page shows them, and PostgreSQL keeps no zero byte.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Unreadable(Exception):
    """A value isn't what it should be; the text says what is wrong with it."""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """How a value is read. `wish` ends the sentence "Write …"; `parse` raises `Unreadable` with what is wrong."""

    wish: str
    parse: Callable[[object], T]


def shown(value: object) -> str:
    """A value as its author wrote it, short enough for a sentence."""
    match value:
        case str():
            written = json.dumps(value, ensure_ascii=False)
            return written if len(written) <= 60 else f'{written[:56]}…"'
        case bool():
            return str(value).lower()
        case date() | time():
            return value.isoformat()
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return str(value)


def counted(number: int, noun: str) -> str:
    """ "1 domain", "6 domains"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def meant(word: object, words: Collection[str]) -> str:
    """ ", did you mean …?" for a word that is close to one of `words`, or a full stop."""
    close = get_close_matches(word, words, n=1) if isinstance(word, str) else []
    return f', did you mean "{close[0]}"?' if close else "."


def a_text(longest: int | None = None) -> Reading[str]:
    """Words in quotes. Lines are joined, a blank line begins a new paragraph; `longest` counts characters."""

    def parse(value: object) -> str:
        if not isinstance(value, str):
            raise Unreadable(f"{shown(value)} is not a text.")
        paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n[ \t]*\n", value)]
        joined = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
        if not joined:
            raise Unreadable("it is empty.")
        if control := UNPRINTABLE.search(joined.replace("\n", " ")):
            raise Unreadable(f"it holds a character that can't be shown, U+{ord(control[0]):04X}.")
        if longest and len(joined) > longest:
            raise Unreadable(f"{shown(joined)} has {len(joined)} characters.")
        return joined

    return Reading(f"a text in quotes of at most {longest} characters" if longest else "a text in quotes", parse)


def a_slug(longest: int = 60) -> Reading[str]:
    """A name that can stand in an address."""

    def parse(value: object) -> str:
        if not isinstance(value, str) or not SLUG.fullmatch(value):
            raise Unreadable(f"{shown(value)} can't stand in an address.")
        if len(value) > longest:
            raise Unreadable(f"{shown(value)} has {len(value)} characters.")
        return value

    return Reading(f'lower-case letters, digits and single hyphens, as "module-3", at most {longest}', parse)


def a_number(lowest: int = 0, highest: int = 32_000) -> Reading[int]:
    """A count; the usual `highest` is more than any of them needs, and what every database can hold."""

    def parse(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable(f"{shown(value)} is not a whole number.")
        if value < 0:
            raise Unreadable(f"{value} is negative.")
        if not lowest <= value <= highest:
            raise Unreadable(f"{value} is too {'small' if value < lowest else 'large'}.")
        return value

    return Reading(f"a whole number from {lowest} to {highest}", parse)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable(f"{shown(value)} is neither true nor false.")
    return value


FLAG = Reading("true or false, without quotes", _flag)


def one_of(words: tuple[str, ...]) -> Reading[str]:
    """One of a fixed list of words."""

    def parse(value: object) -> str:
        if value not in words:
            raise Unreadable(f"{shown(value)} is not known{meant(value, words)}")
        return str(value)

    return Reading(f"one of {', '.join(words)}", parse)


def _web_address(value: object) -> str:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        host = parts.hostname if parts and parts.scheme in {"http", "https"} else None
    except ValueError:  # an address with a broken IPv6 host
        host = None
    if not host or re.search(r"\s", str(value)) or UNPRINTABLE.search(str(value)):
        raise Unreadable(f"{shown(value)} is not a web address.")
    return str(value)


WEB_ADDRESS = Reading("an address that begins with https:// or http://", _web_address)
