"""What changed between two texts, word by word. Pure: no Django, no model.

The work is bounded: texts that would take long to compare word by word are compared line by line, and what even then would
is shown as taken out and put in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

# Comparisons of one piece with another, roughly: a fifth of a second.
MOST_WORK = 20_000_000
# A word or a mark with the space behind it: a space of its own would be alike everywhere.
WORD = re.compile(r"\w+[^\S\n]*|[^\w\s]+[^\S\n]*|\n|[^\S\n]+")
LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Change(Enum):
    """What became of a piece of text."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Piece:
    """Some text, and what became of it."""

    change: Change
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in reading order; what was taken out stands before what came in its place."""
    found: list[Piece] = []
    for piece in _by_lines(LINE.findall(before), LINE.findall(after)):
        if not piece.text:
            continue
        if found and found[-1].change == piece.change:
            found[-1] = Piece(piece.change, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    budget = MOST_WORK
    for start, out, put in _changes(before, after):
        yield Piece(Change.KEPT, start)
        old, new = WORD.findall(out), WORD.findall(put)
        cost = _work(old, new)
        if cost > budget:
            yield from (Piece(Change.OUT, out), Piece(Change.IN, put))
            continue
        budget -= cost
        for kept, gone, come in _changes(old, new):
            yield from (Piece(Change.KEPT, kept), Piece(Change.OUT, gone), Piece(Change.IN, come))


def _changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What stays, what goes and what comes, over and over; anything may be empty."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    yield "".join(before[:head]), "", ""
    if _work(old, new) > MOST_WORK:
        yield "", "".join(old), "".join(new)
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                yield "".join(old[i1:i2]), "", ""
            else:
                yield "", "".join(old[i1:i2]), "".join(new[j1:j2])
    yield "".join(before[len(before) - tail :]), "", ""


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many pieces are the same at the beginning."""
    return next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )


def _work(before: Sequence[str], after: Sequence[str]) -> int:
    """A bound for what comparing costs: each pair of the same pieces may be looked at once for each piece of the shorter."""
    often = Counter(after)
    pairs = sum(count * often[piece] for piece, count in Counter(before).items())
    return len(before) + len(after) + pairs * min(len(before), len(after), 400)
