"""Whether a machine wrote a mail: an absence note, a report, a list, an echo of our own. Nothing is answered to those.

After RFC 3834, and what programs do that are older than it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from discussions.incoming.fields import words_of

# Fields that only answering machines write.
TELLING = (
    "X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder", "X-Autoreply-From", "X-Mail-Autoreply",
    "X-AutoReply-Loop", "X-FC-MachineGenerated", "X-Failed-Recipients", "Feedback-ID", "List-Id", "List-Unsubscribe",
)  # fmt: skip
PRECEDENCE = {"bulk", "list", "junk", "auto_reply", "auto-reply"}
NOBODY = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+.-][^@]*)?@")
# How absence notes begin; a topic with such a title comes back with a “Re:” before it.
ABSENT = re.compile(
    r"\s*(?:auto(?:matic|matisierte|matische|-?)?\s*-?(?:reply|response|antwort)\b|out of (?:the )?office\b|i am out of"
    r"|away from my (?:mail|desk)|on vacation\b|vacation (?:reply|notice|response)"
    r"|abwesen(?:d|heits?)|abwesenheitsnotiz|nicht im (?:büro|haus)"
    r"|respuesta autom[aá]tica|fuera de (?:la )?oficina|mensaje autom[aá]tico|ausencia\b|estoy de vacaciones"
    r"|r[eé]ponse automatique|absence du bureau|resposta autom[aá]tica|undeliver(?:able|ed)|delivery status notification"
    r"|mail delivery (?:failed|failure)|returned mail\b|read:|gelesen:|leído:)",
    re.IGNORECASE,
)


def is_automatic(message: Message, senders: Sequence[str]) -> bool:
    """Whether nobody sat down to write this."""
    said = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    if said not in {"", "no"} or any(message.get(name) is not None for name in TELLING):
        return True
    if str(message.get("Precedence", "")).strip().lower() in PRECEDENCE:
        return True
    # A mail with no way back: a report.
    if str(message.get("Return-Path", "-")).strip() in {"<>", ""}:
        return True
    if message.get_content_type() in {"multipart/report", "message/delivery-status"}:
        return True
    return any(NOBODY.match(sender) for sender in senders) or bool(ABSENT.match(words_of(message.get("Subject", ""))))
