"""Finding words in what was said: without regard to capitals and accents, and with the places to mark.

A word is found where one begins with it ("educ" in "educación"); a short one only where it stands by itself, so that "the" is
not found in "then".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

# More words than anybody types into a search.
MOST_WORDS = 10
# A word of so many letters is a beginning of too many others.
SHORT = 3
# Where letters with accents stand in Unicode, Latin ones.
ACCENTED = (range(0x00C0, 0x0250), range(0x1E00, 0x1F00))
COMBINING = "\u0300-\u036f"


def words_of(query: str) -> tuple[str, ...]:
    """The words to look for, folded as texts are; each once."""
    return tuple(dict.fromkeys(folded(query).split()))[:MOST_WORDS]


def folded(text: str) -> str:
    """The text without capitals and accents."""
    return text.lower() if text.isascii() else _folded(text)[0]


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces; True for those that are one of the words."""
    low, places = (text.lower(), None) if text.isascii() else _folded(text)
    spans = sorted(span for word in words for span in _spans(low, word))
    pieces: list[tuple[str, bool]] = []
    done = 0
    for first, last in spans:
        start = first if places is None else places[first]
        end = last if places is None else places[last - 1] + 1
        if end <= done:
            continue
        pieces += [(text[done:start], False), (text[max(start, done) : end], True)]
        done = end
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]


def has_all(text: str, words: Sequence[str]) -> bool:
    """Whether each of the words stands in the text."""
    low = folded(text)
    return all(_sought(word).search(low) for word in words)


def has_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in the text."""
    low = folded(text)
    return any(_sought(word).search(low) for word in words)


def pattern_of(word: str) -> str:
    """A regular expression for databases, which finds the word with whatever accents and capitals it is written."""
    return "".join(_any_accent(letter) for letter in folded(word))


def _any_accent(letter: str) -> str:
    accented = _accented().get(letter, "")
    one = f"[{letter}{letter.upper()}{accented}]" if accented else re.escape(letter)
    # The accent may also be a character of its own behind the letter.
    return f"{one}[{COMBINING}]?" if letter.isalpha() else one


@cache
def _accented() -> dict[str, str]:
    """By letter, all that become it when they are folded."""
    found: dict[str, str] = {}
    for code in (code for codes in ACCENTED for code in codes):
        plain = folded(chr(code))
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            found[plain] = found.get(plain, "") + chr(code)
    return found


@lru_cache(maxsize=256)
def _sought(word: str) -> re.Pattern[str]:
    """Where the folded word stands in a folded text; in scripts that write no spaces, anywhere."""
    if not word.isascii():
        return re.compile(re.escape(word))
    before = r"(?<!\w)" if word[:1].isalnum() else ""
    after = r"(?!\w)" if word[-1:].isalnum() and len(word) <= SHORT else ""
    return re.compile(f"{before}{re.escape(word)}{after}")


def _spans(low: str, word: str) -> list[tuple[int, int]]:
    return [match.span() for match in _sought(word).finditer(low)]


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text it comes from."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", char).casefold():
            if not unicodedata.combining(part):
                chars.append(part)
                places.append(place)
    return "".join(chars), places
