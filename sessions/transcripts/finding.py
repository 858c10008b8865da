"""Finding words in what was said: without regard to capitals and accents, and with the places to mark."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# More words than anybody types into a search.
MOST_WORDS = 10


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
    return all(word in low for word in words)


def has_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands in the text."""
    low = folded(text)
    return any(word in low for word in words)


def _spans(low: str, word: str) -> list[tuple[int, int]]:
    spans, at = [], low.find(word)
    while at >= 0:
        spans.append((at, at + len(word)))
        at = low.find(word, at + len(word))
    return spans


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
