"""What people call themselves in a meeting, and whom of those expected that may mean. A likeness is proposed, never taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

RENAMED = re.compile(r"(?P<name>.*\S)\s*[(（](?P<other>[^()（）]+)[)）]")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# Words of devices and of their owners' marks, that are no part of a name.
NO_NAMES = frozenset(
    {
        *("iphone", "ipad", "galaxy", "phone", "telefono", "android", "macbook", "laptop", "tablet", "zoom", "user"),
        *("s", "de", "del", "la", "of"),
    }
)
MOST_PROPOSALS = 3
ALIKE = 0.84


def folded_name(name: str) -> str:
    """The name as it is compared: without case, accents, signs and doubled spaces. Of one without letters, itself."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(character for character in plain if not unicodedata.combining(character)).casefold()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return " ".join(words) or " ".join(name.split()).casefold()


def address_in(name: str, email: str) -> str:
    """The address that a row tells, in lower case; some people call themselves by theirs."""
    if email.strip():
        return email.strip().lower()
    return name.strip().lower() if ADDRESS.fullmatch(name.strip()) else ""


def spellings(name: str) -> tuple[str, ...]:
    """What a name may be: as it stands, and both parts of “New (Original)”; “Ana (she/her)” too, which does no harm."""
    match = RENAMED.fullmatch(name.strip())
    return (name, match["name"], match["other"].strip()) if match else (name,)


def proposals(name: str, people: Mapping[int, str]) -> list[int]:
    """Whom of these people a name may mean, the likeliest first, three at most."""
    said = [words for spelling in spellings(name) if (words := _words(spelling))]
    scores = {person: _likeness(said, _words(known)) for person, known in people.items()}
    likely = sorted((-score, person) for person, score in scores.items() if score)
    return [person for _score, person in likely[:MOST_PROPOSALS]]


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    words = folded_name(name).split()
    return tuple(word for word in words if word not in NO_NAMES) or tuple(words)


def _likeness(said: Iterable[tuple[str, ...]], known: tuple[str, ...]) -> float:
    return max((_alike(words, known) for words in said), default=0.0) if known else 0.0


def _alike(said: tuple[str, ...], known: tuple[str, ...]) -> float:
    """1 for the same words in any order; less for fewer of them, an initial, a slip of the keyboard; 0 for another name."""
    ours, theirs = set(said), set(known)
    if ours == theirs:
        return 1.0
    if len(ours & theirs) >= 2:
        return 0.9
    if said[0] == known[0]:
        if len(said) == 1 or len(known) == 1:
            return 0.6
        if len(said[-1]) == 1 and known[-1].startswith(said[-1]):
            return 0.85
    ours_joined, theirs_joined = " ".join(sorted(ours)), " ".join(sorted(theirs))
    if abs(len(ours_joined) - len(theirs_joined)) > 4:
        return 0.0
    matcher = SequenceMatcher(None, ours_joined, theirs_joined, autojunk=False)
    ratio = matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0
    return ratio * 0.8 if ratio >= ALIKE else 0.0
