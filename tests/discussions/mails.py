"""Mails as people's programs send them in answer to one of ours."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count

from discussions.reply_addresses import reply_address

NUMBERS = count(1)
ADDRESS = "reply@portal.example.org"


def answer_of(person, said, now, *, words="We do.", sender=None, to=None, html=None, files=(), **fields) -> bytes:
    """What `person` sends in answer to a mail about `said`; `fields` are further ones of its head, with _ for -."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender or f"Somebody <{person.email}>"
    mail["To"] = to or reply_address(person=person, said=said, now=now)
    mail["Subject"] = "Re: Somebody replied to you"
    mail["Message-ID"] = f"<{next(NUMBERS)}@mail.example.org>"
    for name, value in fields.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    for name, kind, content in files:
        mail.add_attachment(content, maintype=kind.partition("/")[0], subtype=kind.partition("/")[2], filename=name)
    return mail.as_bytes()
