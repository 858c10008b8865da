"""Who has made up a session they missed: the recording opened, and a reflection of enough words within the days there are.

Attendance doesn't know recordings and reflections; what does registers here, in `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models import LiveSession

# Pairs of a session's and a person's id.
MadeUp = Collection[tuple[int, int]]
# Asked with sessions, and a person or None for everybody; answers in a fixed number of queries, however many there are.
Source = Callable[[Sequence["LiveSession"], "User | None"], MadeUp]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Lets `source` say who has made up."""
    if source not in _sources:
        _sources.append(source)


def made_up_in(sessions: Sequence[LiveSession], person: User | None = None) -> set[tuple[int, int]]:
    """Everybody of whom a source says so; `person` asks for theirs alone."""
    return {pair for source in _sources for pair in source(sessions, person)}
