"""The demo's mails, read from the files they were written to instead of being sent."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
# What Django's backend writes below each mail; one file holds all that went over one connection.
BETWEEN = b"\n" + b"-" * 79 + b"\n"
SHOWN = 200
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class DemoMail:
    """One mail; `key` is its place among the files, as an address can hold it. `at` is None where the mail has no date."""

    key: str
    to: str
    subject: str
    at: datetime | None
    text: str
    html: str

    @property
    def style_sources(self) -> list[str]:
        """The mail's own styles, as a content security policy names them."""
        digests = (hashlib.sha256(style.encode()).digest() for style in STYLE.findall(self.html))
        return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


def is_open() -> bool:
    """Whether everybody may read all mails: in a demo, and only where mail goes nowhere else."""
    return bool(settings.PORTAL_DEMO and settings.EMAIL_BACKEND == FILE_BACKEND)


def newest_mails() -> list[DemoMail]:
    """The newest first, at most `SHOWN`."""
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(_mails(), key=lambda mail: (mail.at or never, mail.key), reverse=True)[:SHOWN]


def mail_called(key: str) -> DemoMail | None:
    """The mail with this key; None where there is none. Keys are compared, never made a path of."""
    return next((mail for mail in _mails() if mail.key == key), None)


def _mails() -> Iterator[DemoMail]:
    folder = Path(settings.MAIL_FOLDER)
    for path in sorted(folder.glob("*.log")) if folder.is_dir() else []:
        for number, raw in enumerate(path.read_bytes().split(BETWEEN)):
            if raw.strip():
                yield _read(f"{path.stem}-{number}", raw)


def _read(key: str, raw: bytes) -> DemoMail:
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    return DemoMail(
        key=key,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        at=_instant(message),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _instant(message: EmailMessage) -> datetime | None:
    """When it was written; mails say UTC as -0000, which Python reads as no zone at all."""
    at: datetime | None = message["Date"].datetime if message["Date"] else None
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
