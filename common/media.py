"""Sound and pictures that play inside a page: which files are taken, and under which type they are sent.

Like every upload (`common.uploads`) they are taken by ending and content; these few kinds may be shown instead of downloaded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext_lazy

from common.uploads import Kind

HEAD = 64
# Pictures and other things in the same kind of box as films.
NO_FILMS = {b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"crx ", b"jp2 ", b"qt  "}


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(HEAD)


def _is_mp4(stream: BinaryIO) -> bool:
    head = _head(stream)
    return head[4:8] == b"ftyp" and head[8:12] not in NO_FILMS and not head[8:12].startswith(b"<")


def _is_webm(stream: BinaryIO) -> bool:
    head = _head(stream)
    return head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head


def _is_mp3(stream: BinaryIO) -> bool:
    """A tag of ID3, or the beginning of a frame of layer III."""
    head = _head(stream)
    is_frame = len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0
    return head.startswith(b"ID3") or is_frame


PLAYED: dict[str, Kind] = {
    ".mp4": Kind(gettext_lazy("MPEG-4 video"), "video/mp4", _is_mp4),
    ".webm": Kind(gettext_lazy("WebM video"), "video/webm", _is_webm),
    ".m4a": Kind(gettext_lazy("MPEG-4 sound"), "audio/mp4", _is_mp4),
    ".mp3": Kind(gettext_lazy("MP3 sound"), "audio/mpeg", _is_mp3),
}


def played_type(name: str) -> str:
    """The type a stored file is sent as; none that plays for anything that isn't of these kinds."""
    kind = PLAYED.get(PurePosixPath(name).suffix.lower())
    return kind.content_type if kind else "application/octet-stream"


def looks_right(extension: str) -> Callable[[BinaryIO], bool]:
    """How to tell whether some bytes are what the ending says."""
    return PLAYED[extension].looks_right
