"""Files made by hand for the tests: small, whole, and with something in them that must not come out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

GPS_CANARY = b"42-21-30N-71-03-37W"


def jpeg(*, width=8, height=8, orientation=6, after_end=b"") -> bytes:
    """A JPEG's skeleton with Exif (GPS and a side that is up), XMP, IPTC, a comment and a color profile."""
    entries = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = b"MM" + struct.pack(">HIH", 42, 8, 1) + entries + struct.pack(">I", 0) + GPS_CANARY
    segments = [
        segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        segment(0xE1, b"Exif\x00\x00" + tiff),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + GPS_CANARY),
        segment(0xE2, b"ICC_PROFILE\x00\x01\x01profile"),
        segment(0xE2, b"MPF\x00" + GPS_CANARY),
        segment(0xED, b"Photoshop 3.0\x00" + GPS_CANARY),
        segment(0xFE, GPS_CANARY),
        segment(0xDB, bytes(65)),
        segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"),
        segment(0xC4, bytes(20)),
        segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
        b"pixels\xff\x00more\xff\xd0pixels",
    ]
    return b"\xff\xd8" + b"".join(segments) + b"\xff\xd9" + after_end


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def png(*, width=1, height=1) -> bytes:
    """A PNG of one gray pixel with text and Exif beside it."""
    pixels = zlib.compress(b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            chunk(b"tEXt", b"Comment\x00" + GPS_CANARY),
            chunk(b"eXIf", GPS_CANARY),
            chunk(b"IDAT", pixels),
            chunk(b"IEND", b""),
        ]
    )


def chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def archive(parts: dict[str, bytes], *, first_stored: bool = False) -> bytes:
    """A zip file of these parts; `first_stored` keeps the first as it is, as OpenDocument wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for place, (name, content) in enumerate(parts.items()):
            stored = first_stored and place == 0
            file.writestr(name, content, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(extra: dict[str, bytes] | None = None) -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"} | (extra or {}))


def odt(extra: dict[str, bytes] | None = None) -> bytes:
    media_type = b"application/vnd.oasis.opendocument.text"
    return archive({"mimetype": media_type, "content.xml": b"<office/>"} | (extra or {}), first_stored=True)
