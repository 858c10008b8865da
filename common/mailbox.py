"""A mailbox on another server, read over IMAP with the standard library. Knows nothing of what is in the mails."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

TIMEOUT = 20


class MailboxAway(Exception):
    """The server can't be reached, lets nobody in, or ended the talk: no fault of any one mail."""


@dataclass(frozen=True)
class MailboxAddress:
    """Where a mailbox is. Without TLS only on this machine, for a stand-in (`cop_portal.environment`)."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    uses_tls: bool = True

    def __repr__(self) -> str:
        # The password stands in no log and on no error page.
        return f"MailboxAddress({self.host}, {self.folder})"


class Mailbox:
    """A talk with the server; use as a context manager. Everything raises `MailboxAway`.

    Nothing is changed by reading. A mail is taken out (`remove`) or marked (`set_aside`) when its reader says so, after what they
    made of it stands.
    """

    def __init__(self, address: MailboxAddress, *, context: ssl.SSLContext | None = None) -> None:
        self._address, self._context = address, context

    def __enter__(self) -> Self:
        at = self._address
        try:
            self._talk = self._connected()
            try:
                self._talk.login(at.user, at.password)
                # Before somebody is in, a server says little of what it can.
                said = self._asked(self._talk.capability())
                self._has_uidplus = b"UIDPLUS" in b" ".join(said).upper().split()
                self._asked(self._talk.select(f'"{at.folder}"'))
            except BaseException:
                self._close()
                raise
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxAway(type(error).__name__) from error
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def _connected(self) -> imaplib.IMAP4:
        at = self._address
        if not at.uses_tls:
            return imaplib.IMAP4(at.host, at.port, timeout=TIMEOUT)
        # The library's own default asks for no certificate.
        context = self._context or ssl.create_default_context()
        return imaplib.IMAP4_SSL(at.host, at.port, ssl_context=context, timeout=TIMEOUT)

    def _close(self) -> None:
        try:
            self._talk.logout()
        except (imaplib.IMAP4.error, OSError):
            self._talk.shutdown()

    def unread(self) -> Iterator[str]:
        """The numbers of the mails that nobody has read or set aside, the oldest first."""
        found = [part for part in self._ask("SEARCH", "UNSEEN", "UNDELETED") if isinstance(part, bytes)]
        return iter(b" ".join(found).decode("ascii", "replace").split())

    def content(self, number: str, *, limit: int) -> bytes | None:
        """A mail, or of a larger one its first `limit` bytes and one; None where it is gone."""
        answer = self._ask("FETCH", number, f"(BODY.PEEK[]<0.{limit + 1}>)")
        return next((part[1] for part in answer if isinstance(part, tuple)), None)

    def remove(self, number: str) -> None:
        """Takes a mail out for good."""
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Seen \Deleted)")
        # Where the server can, this one alone: somebody else's deleted mails are theirs.
        if self._has_uidplus:
            self._ask("EXPUNGE", number)
        else:
            try:
                self._asked(self._talk.expunge())
            except (imaplib.IMAP4.error, OSError) as error:
                raise MailboxAway(type(error).__name__) from error

    def set_aside(self, number: str) -> None:
        """Leaves a mail where it is, marked, for a person to look at; it isn't offered again."""
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Seen \Flagged)")

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        try:
            return self._asked(self._talk.uid(command, *arguments))
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxAway(type(error).__name__) from error

    def _asked(self, answer: tuple[str, list[Any]]) -> list[Any]:
        status, data = answer
        if status != "OK":
            raise MailboxAway(f"The server said {status}.")
        return data
