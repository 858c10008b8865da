"""Writing a mail from its folder `templates/email/<name>/`: `subject.txt`, `body.txt`, `body.html`.

The two bodies extend `email/base.txt` and `email/base.html`. In them `{{ origin }}{% url … %}` makes an address: links begin with
the portal's configured origin, never with the host some request claimed. Text templates aren't escaped, HTML ones are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

# Longer subjects are cut by mailboxes anyway, and a header line may not pass 998 octets.
SUBJECT_LENGTH = 150
# Control characters and line ends in every script, and marks that turn the direction of what follows.
_UNWANTED = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str, length: int = SUBJECT_LENGTH) -> str:
    """The text as one line that can stand in a header: no line ends or control characters, spaces single, cut at `length`."""
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
) -> EmailMultiAlternatives:
    """The mail `name` to one address, in `language`, with a text and an HTML part.

    `message_id` includes the angle brackets. `alternatives`, texts with their types, come after the HTML part. The templates are
    told `context` and what every mail is told: `portal_name`, `origin`, `support_email`, `subject`, `language`. Raises
    `TemplateDoesNotExist` where the folder isn't complete.
    """
    with translation.override(language):
        told = {
            "portal_name": settings.PORTAL_NAME,
            "origin": settings.PORTAL_ORIGIN,
            "support_email": settings.PORTAL_SUPPORT_EMAIL,
            "language": language,
            **context,
        }
        told["subject"] = one_line(_text(f"email/{name}/subject.txt", told))
        mail = EmailMultiAlternatives(
            subject=told["subject"],
            # What a template leaves out leaves blank lines; one is enough.
            body=re.sub(r"\n{3,}", "\n\n", _text(f"email/{name}/body.txt", told)).strip() + "\n",
            to=[to],
            headers={
                **{header: one_line(value, length=900) for header, value in (headers or {}).items()},
                "Message-ID": message_id,
                # Out-of-office replies stay away from mails that say this (RFC 3834).
                "Auto-Submitted": "auto-generated",
                "Content-Language": language,
            },
        )
        mail.attach_alternative(get_template(f"email/{name}/body.html").render(told), "text/html")
        for content, kind in alternatives:
            mail.attach_alternative(content, kind)
    return mail


def _text(name: str, told: Mapping[str, Any]) -> str:
    """A template of plain text: `&` and `<` in a title are themselves."""
    template = get_template(name).template  # type: ignore[attr-defined]
    return template.render(Context(dict(told), autoescape=False))
