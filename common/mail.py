"""Writing a mail from its folder `templates/email/<name>/`: `subject.txt`, `body.txt`, `body.html`.

The two bodies extend `email/base.txt` and `email/base.html`. In them `{{ origin }}{% url … %}` makes an address: links begin with
the portal's configured origin, never with the host some request claimed. Text templates aren't escaped, HTML ones are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from email._policybase import Compat32
from email.header import Header
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

# Longer subjects are cut by mailboxes anyway, and a header line may not pass 998 octets.
SUBJECT_LENGTH = 150
# A header line up to here needs no folding (RFC 5322).
LINE_LENGTH = 76
# Control characters and line ends in every script, and marks that turn the direction of what follows.
_UNWANTED = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class PlainLines(Compat32):
    """Headers that need neither encoding nor folding are written as they are: looking for where to fold takes Python long."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as it stands in the mail."""
        if isinstance(value, str) and value.isascii() and len(name) + len(value) < LINE_LENGTH:
            return f"{name}: {value}{self.linesep}".encode()
        return super().fold_binary(name, value)


class Mail(EmailMultiAlternatives):
    """A mail of which many alike leave: its subject is encoded once for all of them, its short headers are written quickly."""

    def message(self, **kwargs: Any) -> Any:
        """The mail as it is handed over."""
        readable, self.subject = self.subject, _encoded(self.subject)
        try:
            message = super().message(**kwargs)
        finally:
            self.subject = readable
        for part in message.walk():
            # The next Django writes its mails in another way.
            if isinstance(part.policy, Compat32):
                part.policy = PLAIN_LINES
        # Chosen here, it is looked for in no text; it stands in none.
        if message.is_multipart():
            message.set_boundary(f"=-{uuid4().hex}")
        return message


PLAIN_LINES = PlainLines()


@lru_cache(maxsize=512)
def _encoded(subject: str) -> str:
    return subject if subject.isascii() else Header(subject, "utf-8", header_name="Subject").encode(linesep="")


@dataclass(frozen=True)
class Texts:
    """The subject and the two bodies of a mail, with marks where each reader's own words stand."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class StandIn:
    """In place of the person a mail is written to, while it is written for many."""

    display_name: str


# Where texts are kept for the others who are told the same, and under what.
Kept = tuple[MutableMapping[Hashable, Any], Hashable]
# Characters that no keyboard writes and no font shows: they stand where each reader's name and own address will.
NAME_MARK, ADDRESS_MARK = "\ue0f0", "\ue0f1"
MARKS = re.compile(f"[{NAME_MARK}{ADDRESS_MARK}]")


def one_line(text: str, length: int = SUBJECT_LENGTH) -> str:
    """The text as one line that can stand in a header: no line ends or control characters, spaces single, cut at `length`."""
    if text.isascii() and text.isprintable() and len(text) <= length and text == " ".join(text.split()):
        return text
    plain = "".join(
        " " if unicodedata.category(character) in _UNWANTED or character in _TURNING else character
        for character in text
    )
    line = " ".join(plain.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def render_mail(
    name: str,
    *,
    to: str,
    language: str,
    message_id: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    alternatives: Sequence[tuple[str, str]] = (),
    kept: Kept | None = None,
) -> Mail:
    """The mail `name` to one address, in `language`, with a text and an HTML part.

    `message_id` includes the angle brackets. `alternatives`, texts with their types, come after the HTML part. The templates are
    told `context` and what every mail is told: `portal_name`, `origin`, `support_email`, `subject`, `language`. With `kept`, what
    was written for one reader is used for all who are told the same, but for `recipient.display_name` and `leaving_url`. Raises
    `TemplateDoesNotExist` where the folder isn't complete.
    """
    with translation.override(language):
        if kept is None:
            texts = _written(name, language, context)
        else:
            place, key = kept
            if key not in place:
                marked = {"recipient": StandIn(NAME_MARK), "leaving_url": context["leaving_url"] and ADDRESS_MARK}
                place[key] = _written(name, language, {**context, **marked})
            texts = _unmarked(place[key], context["recipient"].display_name, context["leaving_url"])
        mail = Mail(
            subject=texts.subject,
            body=texts.text,
            to=[to],
            headers={
                **{header: one_line(value, length=900) for header, value in (headers or {}).items()},
                "Message-ID": message_id,
                # Out-of-office replies stay away from mails that say this (RFC 3834).
                "Auto-Submitted": "auto-generated",
                "Content-Language": language,
            },
        )
        mail.attach_alternative(texts.html, "text/html")
        for content, kind in alternatives:
            mail.attach_alternative(content, kind)
    return mail


def _written(name: str, language: str, context: Mapping[str, Any]) -> Texts:
    told = {
        "portal_name": settings.PORTAL_NAME,
        "origin": settings.PORTAL_ORIGIN,
        "support_email": settings.PORTAL_SUPPORT_EMAIL,
        "language": language,
        **context,
    }
    told["subject"] = one_line(_text(f"email/{name}/subject.txt", told))
    # What a template leaves out leaves blank lines; one is enough.
    text = re.sub(r"\n{3,}", "\n\n", _text(f"email/{name}/body.txt", told)).strip() + "\n"
    return Texts(told["subject"], text, get_template(f"email/{name}/body.html").render(told))


def _unmarked(texts: Texts, name: str, address: str) -> Texts:
    plain = {NAME_MARK: name, ADDRESS_MARK: address}
    safe = {mark: escape(words) for mark, words in plain.items()}
    return Texts(
        one_line(MARKS.sub(lambda mark: plain[mark[0]], texts.subject)),
        MARKS.sub(lambda mark: plain[mark[0]], texts.text),
        MARKS.sub(lambda mark: safe[mark[0]], texts.html),
    )


def _text(name: str, told: Mapping[str, Any]) -> str:
    """A template of plain text: `&` and `<` in a title are themselves."""
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(dict(told), autoescape=False))
