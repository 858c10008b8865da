"""What stands in one cell: cleaned when it is read, made harmless when it is written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from enum import Enum

# What makes a spreadsheet take a cell for a formula; the wide ones are the same keys of East Asian keyboards.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
# Invisible, and part of how some names are written.
JOINERS = "\u200c\u200d"
SPACES = re.compile(r"\s+")
# What a spreadsheet shows where a formula failed.
ERRORS = frozenset(
    {
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#ERROR!",
        "#GETTING_DATA",
    }
)


class Oddity(Enum):
    """What a spreadsheet may have made of a cell that was meant as text."""

    ERROR = "error"
    NOT_CALCULATED = "not_calculated"
    DATE = "date"


class Uncalculated(str):
    """The text of a formula whose result the file doesn't hold."""

    __slots__ = ()


def oddity_of(value: object) -> Oddity | None:
    """What is odd about a cell's value, if anything is."""
    if isinstance(value, Uncalculated):
        return Oddity.NOT_CALCULATED
    if isinstance(value, date | time):
        return Oddity.DATE
    return Oddity.ERROR if isinstance(value, str) and value in ERRORS else None


def cleaned(value: object) -> str:
    """The text of a cell on one line: no control characters, no spaces around, none doubled. An empty cell is ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    plain = str(value)
    if plain.isascii() and plain.isprintable():
        return " ".join(plain.split())
    kept = "".join(" " if character.isspace() else character for character in plain if _is_text(character))
    return SPACES.sub(" ", kept).strip()


def _is_text(character: str) -> bool:
    """Whether it is to be read: neither a control nor a format character, nor one that no file may hold."""
    if character.isspace() or character in JOINERS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} and ord(character) & 0xFFFE != 0xFFFE


def harmless(text: str) -> str:
    """The text as it may stand in a file that a spreadsheet opens.

    A tab before it keeps a spreadsheet from running it, also after the file was saved there again (an apostrophe is
    dropped on saving). `cleaned` takes the tab away, so what was written is read back as it was.
    """
    text = "".join(
        " " if character.isspace() and character not in "\t\r\n" else character
        for character in text
        if _is_text(character)
    )
    return f"\t{text}" if text.startswith(FORMULA_STARTS) or text in ERRORS else text
