"""Mails that came back: a server took them, and said later that nobody has the address."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser

from common.mail import one_line
from notifications.enums import MailState
from notifications.models import OutboxMail

logger = logging.getLogger(__name__)

# As `OutboxMail.message_id` writes it.
OURS = re.compile(r"<[\w.]+\.(\d+)\.\d+@[^<>\s]+>")
REASON_LENGTH = 500
LARGEST = 5_000_000


def note_bounce(*, data: bytes) -> OutboxMail | None:
    """Reads a report that a mail could not be delivered for good (RFC 3464), and notes it at the mail; twice is once.

    None where it is something else: a reply, a delay, a report about somebody else's mail. The report names the mail by its
    Message-ID, which only those who have had the mail know.
    """
    report = BytesParser(policy=policy.compat32).parsebytes(data[:LARGEST])
    reason = _why(report)
    if reason is None:
        return None
    for written in _message_ids(report):
        number = OURS.fullmatch(written)
        mail = OutboxMail.objects.filter(pk=int(number[1])).first() if number and len(number[1]) < 19 else None
        if mail is not None and mail.message_id == written:
            sent = OutboxMail.objects.filter(pk=mail.pk, state=MailState.SENT)
            if sent.update(state=MailState.FAILED, reason=one_line(reason, REASON_LENGTH)):
                logger.info("Mail %s came back.", mail.pk)
            mail.refresh_from_db()
            return mail
    return None


def _why(report: Message) -> str | None:
    """What the other side says, where it has failed for good; None where it says no such thing."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                    said = str(block.get("Diagnostic-Code") or block.get("Status") or "")
                    return said.partition(";")[2].strip() or said.strip()
    return None


def _message_ids(report: Message) -> Iterator[str]:
    """The Message-IDs of the mail that came back: of its copy, or of its copied headers."""
    for part in report.walk():
        if part is not report and part.get("Message-ID"):
            yield str(part["Message-ID"]).strip()
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            if isinstance(text, bytes):
                yield from re.findall(r"(?im)^message-id:\s*(<[^<>\s]+>)", text.decode("ascii", "replace"))
