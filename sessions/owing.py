"""What a person still has to do for a session, as a reminder says it, before the next session or after this one.

The participation rule stands a floor above, in `progress`; it registers here what it knows, in `AppConfig.ready()`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models import LiveSession

# Asked with the person, the session that is about to be and the time; answers with sentences in the current language.
Source = Callable[["User", "LiveSession", datetime], list[str]]

# What a person owes, a sentence each by the session's id; and who owes something of a session that is over.
OwedBySession = Callable[["User", datetime], Mapping[int, str]]
Owing = Callable[["LiveSession", datetime], set[int]]

_sources: list[Source] = []
_after: list[tuple[OwedBySession, Owing]] = []
logger = logging.getLogger(__name__)


def register(source: Source) -> None:
    """Lets `source` add lines to what reminders say is still owed."""
    if source not in _sources:
        _sources.append(source)


def still_owed(*, person: User, live_session: LiveSession, now: datetime) -> list[str]:
    """What the person still owes, a sentence each; empty when nothing is, or nobody knows.

    A source that breaks is left out: people had better be reminded without its lines than not at all.
    """
    lines = []
    for source in _sources:
        try:
            lines += source(person, live_session, now)
        except Exception:
            logger.exception("What person %s still owes for session %s could not be said.", person.pk, live_session.pk)
    return lines


def register_after(*, owed_by_session: OwedBySession, people_owing: Owing) -> None:
    """Lets these say what is owed of sessions that are over."""
    if (owed_by_session, people_owing) not in _after:
        _after.append((owed_by_session, people_owing))


def owed_by_session(person: User, now: datetime) -> dict[int, str]:
    """What the person owes, a sentence by the id of each session that is over; empty where nobody knows of any."""
    return {pk: sentence for owed, _owing in _after for pk, sentence in owed(person, now).items()}


def people_owing(live_session: LiveSession, now: datetime) -> set[int]:
    """The ids of those who owe something of a session that is over."""
    return {pk for _owed, owing in _after for pk in owing(live_session, now)}
