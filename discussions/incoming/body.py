"""The body of a mail: the words in it, and the files that came along."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser

from discussions.incoming.fields import words_of
from discussions.incoming.flowed import unflowed
from discussions.incoming.head import ENVELOPE_LINE, Unreadable
from discussions.incoming.html_words import plain_words

# Mails inside mails inside mails are built to cost work: Python's parser asks each line about each level.
MOST_NESTED, MOST_PARTS = 60, 200
# Three times what the largest mail has whose files are packed as they should be.
MOST_LINES = 600_000
LONGEST_TEXT = 2_000_000
# What goes along with a mail and is no file of anybody's: signatures, invitations, Outlook's own wrapping.
NO_FILES = {
    "application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/ms-tnef", "text/calendar", "text/x-amp-html", "message/delivery-status", "text/rfc822-headers",
}  # fmt: skip
# Of a picture inside the text: a logo, a line, a dot.
ORNAMENT = 16 * 1024
CHARSETS = re.compile(r"(?:ascii|utf-(?:8|16|32)|iso8859|iso2022|cp\d|koi8|mac|gb|big5|euc|shift_?jis|johab|tis)")
# Bytes of these read as something else without a mistake; the others are tried as UTF-8 first.
STATEFUL = re.compile(r"(?:iso2022|utf-(?:16|32))")


@dataclass(frozen=True)
class IncomingFile:
    """A file that came along, as its sender called it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Body:
    """The words, quotes and signature among them; the files; and whether something came along that is no file to keep."""

    text: str
    files: tuple[IncomingFile, ...]
    has_mails_inside: bool


def read_body(data: bytes) -> Body:
    """The words and files of a whole mail. Raises `Unreadable`."""
    lowered = data.lower()
    if lowered.count(b"boundary=") > MOST_NESTED or lowered.count(b"message/rfc822") > MOST_NESTED:
        raise Unreadable("Too many mails inside one another.")
    if lowered.count(b"\n") > MOST_LINES:
        raise Unreadable("Too many lines.")
    envelope = ENVELOPE_LINE.match(data[:2000])
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data[envelope.end() :] if envelope else data)
        leaves = list(_leaves(message))
        texts = [_text(leaf) for leaf in _chosen(message)]
        files = tuple(_file(leaf, number) for number, leaf in enumerate(filter(_is_file, leaves), start=1))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        # Python's own parser stumbles over some bodies; which, changes from version to version.
        raise Unreadable(type(error).__name__) from error
    has_mails = any(leaf.get_content_type() == "message/rfc822" for leaf in leaves)
    return Body("\n\n".join(text for text in texts if text.strip()), files, has_mails)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something themselves; a mail inside is one of them, and isn't looked into."""
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise Unreadable("Too many parts.")
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(reversed([child for child in payload if isinstance(child, Message)]))
        else:
            yield part


def _chosen(message: Message) -> Iterator[Message]:
    """The parts to be read, one after another; of the same words in two ways HTML, which knows quotes and wraps no lines."""
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, list):
        if message.get_content_type() in {"text/plain", "text/html"} and not _is_attached(message):
            yield message
        return
    children = [child for child in payload if isinstance(child, Message)]
    if message.get_content_subtype() != "alternative":
        for child in children:
            yield from _chosen(child)
        return
    ways = [list(_chosen(child)) for child in children]
    for way in sorted((way for way in ways if way), key=_is_html, reverse=True):
        if any(_text(part).strip() for part in way):
            yield from way
            return


def _is_html(way: list[Message]) -> bool:
    return any(part.get_content_type() == "text/html" for part in way)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _is_file(part: Message) -> bool:
    """Whether somebody meant to send it along."""
    kind = part.get_content_type()
    if kind in NO_FILES or kind == "message/rfc822":
        return False
    if kind in {"text/plain", "text/html"} and not _is_attached(part):
        return False
    is_inside = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    return not (is_inside and len(_content(part)) < ORNAMENT)


def _file(part: Message, number: int) -> IncomingFile:
    name = words_of(part.get_filename() or "")
    if not name:
        name = f"file-{number}.{part.get_content_subtype().replace('jpeg', 'jpg')}"
    return IncomingFile(name[:250], _content(part))


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: Message) -> str:
    """The words of one part, with one kind of line end and no zero bytes."""
    text = decoded(_content(part)[:LONGEST_TEXT], str(part.get_content_charset() or ""))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if part.get_content_type() == "text/html":
        return plain_words(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        return unflowed(text, deletes_space=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def decoded(content: bytes, charset: str) -> str:
    """The text, also where the charset isn't what the mail says, or isn't one."""
    try:
        name = codecs.lookup(charset.strip()[:40]).name if charset else ""
    except (LookupError, ValueError):
        name = ""
    if not CHARSETS.match(name):
        name = ""
    ways = [name, "utf-8"] if STATEFUL.match(name) else ["utf-8", name]
    for way in filter(None, ways):
        try:
            return content.decode(way)
        except ValueError:
            continue
    is_likely = name not in {"", "ascii", "utf-8"} and not STATEFUL.match(name)
    return content.decode(name if is_likely else "cp1252", "replace")
