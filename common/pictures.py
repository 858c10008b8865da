"""Photographs without what the camera wrote into them: place, device, date, comments.

Works on the file's own segments and decodes nothing, so that no picture, however large it claims to be, costs memory beyond
its bytes. What makes it look right (color profile, transparency, which side is up) stays.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

MOST_PIXELS = 50_000_000

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What draws the picture; text, time, Exif and whatever else a program may add isn't among them.
PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD",
    b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
APP0, APP1, APP2, APP14, APP15, COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
# Frame headers, which hold the size. C4, C8 and CC are tables, not frames.
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# After the pixels begin: the next marker that isn't an escaped FF or a restart.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
EXIF = b"Exif\x00\x00"
ORIENTATION = 0x0112


class BrokenPicture(ValueError):
    """The bytes aren't a picture of this kind."""


class HugePicture(ValueError):
    """More pixels than a program that opens it should be made to hold."""


def without_metadata(data: bytes) -> bytes:
    """The same PNG or JPEG with nothing in it but the picture. Raises `BrokenPicture` and `HugePicture`."""
    try:
        return _png(data) if data.startswith(PNG_SIGNATURE) else _jpeg(data)
    except (struct.error, IndexError) as error:
        raise BrokenPicture("It ends too early.") from error


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of such a picture as it is shown: on its side where it says so. Raises `BrokenPicture`."""
    if data.startswith(PNG_SIGNATURE):
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    size, side_up = (0, 0), 1
    for marker, segment in _jpeg_segments(data):
        if marker in FRAMES:
            height, width = struct.unpack(">HH", segment[5:9])
            size = (width, height)
        if marker == APP1 and segment[4:10] == EXIF:
            side_up = _orientation(segment[10:])
        if marker == SOS:
            break
    # From 5 on it lies on its side.
    return size if side_up < 5 else (size[1], size[0])


def _png(data: bytes) -> bytes:
    kept = [PNG_SIGNATURE]
    for kind, chunk in _png_chunks(data):
        if kind == b"IHDR":
            _check_pixels(*struct.unpack(">II", chunk[8:16]))
        if kind in PNG_KEPT:
            kept.append(chunk)
    return b"".join(kept)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and bytes of each chunk, the first of them the header; what follows the end is nobody's."""
    at, kind = len(PNG_SIGNATURE), b""
    while kind != b"IEND":
        length, kind_now = struct.unpack(">I4s", data[at : at + 8])
        if not kind and kind_now != b"IHDR":
            raise BrokenPicture("It has no header.")
        kind, end = kind_now, at + 12 + length
        if end > len(data):
            raise BrokenPicture("It ends too early.")
        yield kind, data[at:end]
        at = end


def _jpeg(data: bytes) -> bytes:
    if data[:2] != bytes((0xFF, SOI)):
        raise BrokenPicture("It has no header.")
    kept, side_up, has_frame = [data[:2]], 1, False
    for marker, segment in _jpeg_segments(data):
        if marker in FRAMES:
            height, width = struct.unpack(">HH", segment[5:9])
            _check_pixels(width, height)
            has_frame = True
        if marker == APP1 and segment[4:10] == EXIF:
            side_up = _orientation(segment[10:])
        elif marker == SOS and side_up != 1:
            kept.append(_exif_with(side_up))
            side_up = 1
        if _is_kept(marker, segment):
            kept.append(segment)
    if not has_frame:
        raise BrokenPicture("There is no picture in it.")
    return b"".join(kept)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment after the first; pixels belong to the segment before them."""
    at, marker = 2, SOI
    while marker != EOI:
        while data[at + 1] == 0xFF:  # filling
            at += 1
        if data[at] != 0xFF:
            raise BrokenPicture("A segment begins in the wrong place.")
        marker = data[at + 1]
        end = at + 2 if marker == EOI else at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if marker == SOS:
            following = NEXT_MARKER.search(data, end)
            if following is None:
                raise BrokenPicture("It ends too early.")
            end = following.start()
        yield marker, data[at:end]
        at = end


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker == COM or APP0 <= marker <= APP15:
        # JFIF's header, the color profile, and how Adobe stored the colors. APP1 is Exif and XMP, APP13 is IPTC.
        begins_with = {APP0: b"JFIF\x00", APP2: b"ICC_PROFILE\x00", APP14: b"Adobe"}.get(marker)
        return begins_with is not None and segment[4:].startswith(begins_with)
    return True


def _orientation(tiff: bytes) -> int:
    """Which side is up, 1 to 8, from Exif's first directory; 1 where it isn't said or makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(entries):
            tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * entry)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _exif_with(side_up: int) -> bytes:
    """An Exif segment that says which side is up and nothing else."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, side_up, 0, 0)
    return struct.pack(">BBH", 0xFF, APP1, 2 + len(EXIF) + len(tiff)) + EXIF + tiff


def _check_pixels(width: int, height: int) -> None:
    if not width or not height:
        raise BrokenPicture("It has no size.")
    if width * height > MOST_PIXELS:
        raise HugePicture(f"{width} × {height} pixels.")
