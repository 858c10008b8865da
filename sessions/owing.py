"""What people still have to do for a session, as a reminder says it, before the next session or after this one.

The participation rule stands a floor above, in `progress`; it registers here what it knows, in `AppConfig.ready()`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models import LiveSession

# Asked with people, the session that is about to be and the time; answers with sentences in the current language, by the id of
# whoever owes something.
Source = Callable[["Sequence[User]", "LiveSession", datetime], Mapping[int, list[str]]]

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


def still_owed(*, people: Sequence[User], live_session: LiveSession, now: datetime) -> Mapping[int, list[str]]:
    """What each of these people still owes, a sentence each, by their ids; nothing of those who owe nothing, or if nobody knows.

    A source that breaks is left out: people had better be reminded without its lines than not at all.
    """
    owed: dict[int, list[str]] = defaultdict(list)
    for source in _sources:
        try:
            for person, lines in source(people, live_session, now).items():
                owed[person] += lines
        except Exception:
            logger.exception("What people still owe for session %s could not be said.", live_session.pk)
    return owed


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
