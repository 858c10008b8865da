"""Who speaks, where the text says it as Zoom does: "Ana Ruiz: Good morning."

A colon makes no speaker: only a name that comes back, in a file where names are common, or that is known, is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from sessions.transcripts.cues import Cue

LONGEST_NAME, MOST_WORDS = 60, 8
# Of the cues so many must begin with a name that comes back.
SHARE = 0.2
# Whoever spoke goes on speaking over a pause of so many milliseconds; Zoom leaves the name out then.
SHORT_GAP = 3000
NOT_IN_NAMES = re.compile(r"[?!;\"“”<>=]|://")


def with_speakers(cues: Sequence[Cue], known: Collection[str] = ()) -> tuple[Cue, ...]:
    """The cues with the names taken out of their texts; as they are where tags have said who speaks."""
    if any(cue.speaker for cue in cues):
        return tuple(cues)
    prefixes = [_prefix(cue.text) for cue in cues]
    names = _names([prefix[0] for prefix in prefixes if prefix], len(cues), known)
    found: list[Cue] = []
    for cue, prefix in zip(cues, prefixes, strict=True):
        if prefix and _folded(prefix[0]) in names:
            found.append(replace(cue, speaker=prefix[0], text=prefix[1]))
        elif found and found[-1].speaker and cue.starts - found[-1].ends <= SHORT_GAP:
            found.append(replace(cue, speaker=found[-1].speaker))
        else:
            found.append(cue)
    return tuple(found)


def _prefix(text: str) -> tuple[str, str] | None:
    """What stands before the first colon, and after it, if that could be a name and what is said."""
    name, colon, said = text.partition(": ")
    could_be = (
        bool(colon and said.strip() and name)
        and len(name) <= LONGEST_NAME
        and len(name.split()) <= MOST_WORDS
        and any(char.isalpha() for char in name)
        and not name[0].islower()
        and not NOT_IN_NAMES.search(name)
    )
    return (name.strip(), said.strip()) if could_be else None


def _names(candidates: list[str], cues: int, known: Collection[str]) -> set[str]:
    counted = Counter(map(_folded, candidates))
    recurring = {name: number for name, number in counted.items() if number > 1}
    names = set(recurring) if sum(recurring.values()) >= SHARE * cues else set()
    return names | (set(counted) & {_folded(name) for name in known})


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
