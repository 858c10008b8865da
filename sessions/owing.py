"""What a person still has to do for a session, as a reminder says it.

The participation rule stands a floor above, in `progress`; it registers here what it knows, in `AppConfig.ready()`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models import LiveSession

# Asked with the person, the session that is about to be and the time; answers with sentences in the current language.
Source = Callable[["User", "LiveSession", datetime], list[str]]

_sources: list[Source] = []
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
