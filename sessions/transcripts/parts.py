"""A long transcript in parts: hours of talk on one page are heavy for a phone, and slow to read aloud by a screen reader."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

# Some ten minutes of talk.
LINES = 250
# Lines that begin in the same second stay together, so that an address with a time finds each; up to so many.
MOST_LINES = 400


def parts_of(seconds: Sequence[int]) -> list[range]:
    """The places of the lines of each part; `seconds` are when the lines begin, in their order. At least one part."""
    cuts, size = [0], 0
    for place, second in enumerate(seconds):
        if size >= MOST_LINES or (size >= LINES and second != seconds[place - 1]):
            cuts.append(place)
            size = 0
        size += 1
    return [range(first, last) for first, last in pairwise([*cuts, len(seconds)])]


def line_at(seconds: Sequence[int], at: int) -> int | None:
    """The place of the last line that has begun at that second; None before the first."""
    return bisect_right(seconds, at) - 1 if seconds and seconds[0] <= at else None
