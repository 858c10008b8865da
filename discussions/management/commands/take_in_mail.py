"""`manage.py take_in_mail < mail`: an answer to a mail about a post, handed over by the mail server, a mail a call."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from discussions.enums import MailedState
from discussions.operations.replying_by_mail import LARGEST, note_failure, take_in
from discussions.reply_addresses import is_open

logger = logging.getLogger(__name__)

# As sysexits.h has them: nobody of this name, so the server sends the mail back; not now, so it tries again later.
NO_USER, LATER = 67, 75


class Command(BaseCommand):
    help = (
        "Reads a mail from standard input and posts it as an answer. Ends with 0 when it is dealt with (whatever its writer "
        "is told comes by mail), 67 when the server may send it back, 75 when it should try again later."
    )
    # The mail server waits for an answer, and prints what it is told into the mail it sends back.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_open():
            raise CommandError("REPLY_MAIL_ADDRESS is not set: this portal takes no answers by mail.", returncode=LATER)
        data = sys.stdin.buffer.read(LARGEST + 1)
        # What is longer is refused; read to its end, so that the server doesn't take a closed pipe for a failure.
        while sys.stdin.buffer.read(1_000_000):
            pass
        now = timezone.now()
        try:
            reply = take_in(data=data, now=now)
        except Exception as error:
            logger.exception("An answer by mail could not be taken in.")
            self._note(data, error)
            raise CommandError("The mail could not be taken in now.", returncode=LATER) from error
        if reply.state == MailedState.REFUSED and reply.person_id is None:
            raise CommandError("There is nobody of this name.", returncode=NO_USER)
        self.stdout.write(f"{reply.state}: {reply.reason}" if reply.reason else str(reply.state))

    def _note(self, data: bytes, error: Exception) -> None:
        try:
            note_failure(data=data, reason=type(error).__name__, now=timezone.now())
        except Exception:
            logger.exception("Nor could that be noted.")
