"""What somebody looks for, read from what they typed. Pure: no database.

Words, "words beside each other", and -words that are not wanted. Anything else they typed is as good as a space.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# Of what was typed; a search is no place for a whole text.
LONGEST = 200
MOST_TERMS = 12

WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'(?P<sign>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


# What stands over and under letters.
MARKS = "\u0300-\u036f"
_MARK = re.compile(f"[{MARKS}]")


@dataclass(frozen=True)
class Term:
    """One word, or several that stand beside each other."""

    words: tuple[str, ...]
    is_unwanted: bool = False

    @property
    def folded(self) -> Term:
        return Term(tuple(folded(word) for word in self.words), self.is_unwanted)


@dataclass(frozen=True)
class Sought:
    """All of it: every wanted term is to be found, none of the unwanted."""

    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_unwanted)

    @property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_unwanted)

    @property
    def words(self) -> tuple[str, ...]:
        """The wanted words, each once."""
        return tuple(dict.fromkeys(word for term in self.wanted for word in term.words))

    def __bool__(self) -> bool:
        """Whether there is anything to look for; to leave something out is no search."""
        return bool(self.wanted)

    def is_name(self, name: str) -> bool:
        """Whether somebody of this name is meant: every word begins one of the name's, and nothing is unwanted."""
        parts = WORD.findall(folded(name))
        return bool(self) and all(
            any(part.startswith(word) for part in parts) for word in map(folded, self.words)
        ) and not self.unwanted  # fmt: skip


def read(typed: str) -> Sought:
    """What was typed, as terms; never refuses."""
    terms: dict[Term, None] = {}
    for found in _TERM.finditer(unicodedata.normalize("NFC", typed[:LONGEST])):
        words = tuple(WORD.findall((found["phrase"] or found["word"] or "").lower()))
        if words:
            terms[Term(words, found["sign"] == "-")] = None
    return Sought(tuple(terms)[:MOST_TERMS])


def folded(text: str) -> str:
    """Small letters without marks, as what is searched is folded in the database."""
    return text.lower() if text.isascii() else _MARK.sub("", unicodedata.normalize("NFD", text.lower()))


def loosely(term: Term, *, after: str) -> str:
    """A regular expression that finds the term whatever its capitals and accents, beginning at a word's beginning.

    `after`: what stands before a word, in the words of whoever reads the expression.
    """
    between = r"[^\w]+"
    return after + between.join("".join(map(_any_of, folded(word))) for word in term.words)


@cache
def _kin() -> dict[str, str]:
    """Letters by what is left of them without marks, in the languages that are written with Latin letters."""
    kin: dict[str, str] = {}
    for letter in map(chr, range(0xC0, 0x180)):
        kin[folded(letter)] = kin.get(folded(letter), "") + letter
    return kin


def _any_of(letter: str) -> str:
    """The letter with or without a mark, which may also stand behind it by itself."""
    return f"[{letter}{_kin()[letter]}][{MARKS}]*" if letter in _kin() else re.escape(letter)
