"""The place in a text where what was looked for stands, in pieces of which some are to be marked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from common.search.sought import WORD, Sought, folded

LONGEST = 240
# So much of what stands before the first word found.
BEFORE = 60

# (text, whether it is marked); a template escapes the one and draws a <mark> for the other.
Pieces = list[tuple[str, bool]]


def candidates(texts: Iterable[str], sought: Sought) -> set[str]:
    """The words of the texts that may be those looked for: stems keep the first two letters."""
    beginnings = tuple({folded(word)[:2] for word in sought.words})
    words = {word.lower() for text in texts for word in WORD.findall(text)}
    return {word for word in words if folded(word).startswith(beginnings)} if beginnings else set()


def marked(text: str, found: Collection[str]) -> Pieces:
    """All of the text, with the words (in small letters) marked."""
    pieces: Pieces = []
    done = 0
    for word in WORD.finditer(text):
        if word.group().lower() in found:
            pieces += [(text[done : word.start()], False), (word.group(), True)]
            done = word.end()
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]


def excerpt(text: str, found: Collection[str]) -> Pieces:
    """The text on one line, cut to where the first marked word stands."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return marked(line, found)
    first = next((word.start() for word in WORD.finditer(line) if word.group().lower() in found), 0)
    start = 0 if first <= BEFORE else line.rfind(" ", 0, first - BEFORE) + 1
    end = len(line) if len(line) <= start + LONGEST else max(line.rfind(" ", start, start + LONGEST), start)
    end = start + LONGEST if end == start else end
    pieces = marked(line[start:end], found)
    return [("… ", False)] * (start > 0) + pieces + [(" …", False)] * (end < len(line))
