"""Fetching answers from the mailbox that the settings name, mail by mail."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError

from common.mailbox import Mailbox, MailboxAway
from discussions.enums import MailedState
from discussions.models import MailedReply
from discussions.operations.replying_by_mail import LARGEST, note_failure, take_in

logger = logging.getLogger(__name__)

# A run ends between two mails after this long, before the task's time limit; the next ring goes on.
RUN = timedelta(minutes=3)
DONE = {MailedState.POSTED, MailedState.HELD, MailedState.KEPT, MailedState.REFUSED}


def fetch_replies(
    *, open_mailbox: Callable[[], AbstractContextManager[Mailbox]], clock: Callable[[], datetime]
) -> Counter[str]:
    """Takes in what is new, and returns how many mails ended in which state.

    A mail leaves the mailbox once what became of it is committed: killed in between, the next run finds it, and it is known
    by its key. Two runs at once take each mail once, for the same reason. What couldn't be taken in stays there, marked.
    """
    began = clock()
    ended: Counter[str] = Counter()
    try:
        with open_mailbox() as mailbox:
            for number in mailbox.unread():
                if clock() - began >= RUN:
                    break
                data = mailbox.content(number, limit=LARGEST)
                if data is None:
                    continue
                reply = _taken_in(data, clock())
                ended[str(reply.state)] += 1
                if reply.state in DONE or reply.reason in {"automatic", "bounce"}:
                    mailbox.remove(number)
                else:
                    mailbox.set_aside(number)
    except MailboxAway as error:
        logger.warning("The mailbox of answers is away; mail waits there. %s", error)
    except (DatabaseError, InterfaceError):
        logger.warning("The database is away; answers wait in their mailbox.", exc_info=True)
    return ended


def _taken_in(data: bytes, now: datetime) -> MailedReply:
    """What became of a mail; one that the portal stumbles over is noted, and holds no other up."""
    try:
        return take_in(data=data, now=now)
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("An answer by mail could not be taken in.")
        return note_failure(data=data, reason=type(error).__name__, now=now)
