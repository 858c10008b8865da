"""The head of a mail: what decides whose it is and whether anything is done with it, read without its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from discussions.incoming.automatic import is_automatic
from discussions.incoming.fields import one_line_of, words_of
from discussions.incoming.vouching import Voucher, voucher_of

# More than any honest mail has; each line is looked at more than once.
LONGEST_HEAD, MOST_HEADERS = 256 * 1024, 500
MOST_ADDRESSES = 50
# Where a mail server, or whoever forwards, writes down to whom it came.
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "To", "Cc")
# What a pipe of Postfix or a mailbox file puts first.
ENVELOPE_LINE = re.compile(rb"\A>?From [^\r\n]*\r?\n")
HEAD_ENDS = re.compile(rb"\r?\n\r?\n")


class Unreadable(Exception):
    """No mail, or one that is built to cost work."""


@dataclass(frozen=True)
class Head:
    """Whom a mail says it is from and for; `sender` is empty where it doesn't name exactly one."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    is_automatic: bool
    voucher: Voucher


def read_head(data: bytes) -> Head:
    """The head of a mail; what follows may be missing, cut or broken. Raises `Unreadable`."""
    envelope = ENVELOPE_LINE.match(data[:2000])
    data = data[envelope.end() :] if envelope else data
    end = HEAD_ENDS.search(data, 0, LONGEST_HEAD)
    if end is None and len(data) > LONGEST_HEAD:
        raise Unreadable("The head has no end.")
    block = data[: end.start()] if end else data
    if block.count(b"\n") > MOST_HEADERS * 4:
        raise Unreadable("The head has too many lines.")
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(block + b"\n\n", headersonly=True)
        return _read(message, came_from_nobody=bool(envelope and b"MAILER-DAEMON" in envelope[0].upper()))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # Python's own parser stumbles over some heads; which, changes from version to version.
        raise Unreadable(type(error).__name__) from error


def _read(message: Message, *, came_from_nobody: bool) -> Head:
    if len(message) > MOST_HEADERS:
        raise Unreadable("The head has too many fields.")
    senders = _addresses(message, "From")
    return Head(
        message_id=one_line_of(message.get("Message-ID", ""))[:998],
        sender=senders[0] if len(senders) == 1 else "",
        recipients=tuple(dict.fromkeys(address for name in ADDRESSED for address in _addresses(message, name))),
        subject=words_of(message.get("Subject", "")),
        is_automatic=came_from_nobody or is_automatic(message, senders),
        voucher=voucher_of(message),
    )


def _addresses(message: Message, name: str) -> list[str]:
    """The plain addresses in a field, in lower case; of a field that can't be read as addresses, none."""
    values = [one_line_of(value)[:4000] for value in message.get_all(name, [])[:MOST_ADDRESSES]]
    found = [address.strip().lower() for _, address in getaddresses(values)]
    return [address for address in found if "@" in address][:MOST_ADDRESSES]
