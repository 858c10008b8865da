"""The fields of a head as people read them, whatever bytes stand there."""

from __future__ import annotations

from email.errors import MessageError
from email.header import decode_header


def one_line_of(value: object) -> str:
    """A field's raw text, on one line."""
    return " ".join(str(value).replace("\x00", "").split())


def words_of(value: object) -> str:
    """A field's words, decoded (RFC 2047), on one line."""
    try:
        parts = decode_header(str(value))
    except (MessageError, ValueError, LookupError):
        return one_line_of(value)
    return one_line_of("".join(part if isinstance(part, str) else _decoded(part, charset) for part, charset in parts))


def _decoded(part: bytes, charset: str | None) -> str:
    try:
        return part.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return part.decode("utf-8", "replace")
