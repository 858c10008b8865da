"""Sending a stored file in parts, as players ask for it (RFC 9110, Range). Ask the rights first, at each request.

A file never changes under its name, so its entity tag is made of the name. Nothing is kept by anybody on the way, and memory
holds one piece at a time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from common.media import played_type

PIECE = 64 * 1024
ONE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,19})-(\d{0,19})[ \t]*", re.ASCII)


class NotInFile(Exception):
    """The range that is asked for lies outside of the file."""


class Pieces:
    """The bytes of an open file from one place on, piece by piece; closes the file, also where nobody reads it."""

    def __init__(self, file: IO[bytes], first: int, length: int) -> None:
        self.file, self.left = file, length
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (piece := self.file.read(min(PIECE, self.left))):
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        """Called by Django when the answer has been sent, or when nobody listens any more."""
        self.file.close()


def send_in_ranges(request: HttpRequest, file: FieldFile) -> HttpResponse | StreamingHttpResponse:
    """The file, or the part of it that is asked for, to be played inside a page. Raises `FileNotFoundError`."""
    size, tag = file.size, entity_tag(file)
    response: HttpResponse | StreamingHttpResponse
    try:
        part = asked_range(request, size, tag)
    except NotInFile:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        first, last = part or (0, size - 1)
        response = _answer(request, file, first, last - first + 1)
        if part:
            response.status_code = 206
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
        response["Content-Type"] = played_type(file.name or "")
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def entity_tag(file: FieldFile) -> str:
    """Of a file for good; says nothing of where it is stored."""
    return f'"{hashlib.sha256((file.name or "").encode()).hexdigest()[:32]}"'


def asked_range(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """The first and last byte that are asked for, None for all of it. Raises `NotInFile`.

    What isn't one range of bytes (several, another unit, nonsense) may be left unheard, and is; so is a range of a file that
    was another one (If-Range).
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not found or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise NotInFile
        return size - length, size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise NotInFile
    return int(first), min(int(last), size - 1) if last else size - 1


def _answer(request: HttpRequest, file: FieldFile, first: int, length: int) -> HttpResponse | StreamingHttpResponse:
    if request.method == "HEAD":
        return HttpResponse()
    return StreamingHttpResponse(Pieces(file.storage.open(str(file.name), "rb"), first, length))
