"""A cue: what is said from one moment to another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cue:
    """Milliseconds from the beginning of the recording; one line of plain text, and who says it where that is known."""

    starts: int
    ends: int
    text: str
    speaker: str = ""
