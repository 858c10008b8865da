"""Office files are zip archives: looked at by their list of contents, never unpacked."""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

MOST_ENTRIES = 5_000
# A list of contents longer than this is no document's.
LONGEST_LIST = 1_000_000
# What all of it may have unpacked, and from which size on a part may not shrink to less than 1 in 200.
MOST_UNPACKED = 500_000_000
SUSPECT_SIZE, SUSPECT_RATIO = 10_000_000, 200

END_OF_LIST = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"
ZIP64_LOCATOR_SIZE = 20
LONGEST_COMMENT = 65_535


class BrokenArchive(ValueError):
    """The bytes aren't an archive, or not one that a text processor would have written."""


class SwollenArchive(ValueError):
    """It would unpack to far more than it looks."""


def contents(file: BinaryIO) -> set[str]:
    """The names of the parts, in lower case. Raises `BrokenArchive` and `SwollenArchive`."""
    _check_list(file)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, OSError) as error:
        raise BrokenArchive("It can't be opened.") from error
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(_is_swollen(part) for part in parts):
        raise SwollenArchive("It unpacks to much more than its size.")
    return {part.filename.lower() for part in parts}


def _is_swollen(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SUSPECT_SIZE and part.file_size > SUSPECT_RATIO * max(part.compress_size, 1)


def _check_list(file: BinaryIO) -> None:
    """Refuse a list of contents that would take long to read, before it is read."""
    file.seek(0, 2)
    tail_size = min(file.tell(), END_OF_LIST.size + LONGEST_COMMENT + ZIP64_LOCATOR_SIZE)
    file.seek(-tail_size, 2)
    tail = file.read(tail_size)
    # Where zipfile itself looks: at the very end, or behind the last signature where there is a comment.
    at = len(tail) - END_OF_LIST.size
    if at < 0 or tail[at : at + 4] != END_SIGNATURE or tail[-2:] != b"\x00\x00":
        at = tail.rfind(END_SIGNATURE)
    if at < 0 or at + END_OF_LIST.size > len(tail):
        raise BrokenArchive("It has no list of contents.")
    _signature, _disk, _start, _here, entries, list_size, _offset, _comment = END_OF_LIST.unpack_from(tail, at)
    if entries > MOST_ENTRIES or list_size > LONGEST_LIST:
        raise SwollenArchive("It has more parts than a document.")
    if tail[max(at - ZIP64_LOCATOR_SIZE, 0) :].startswith(ZIP64_LOCATOR):
        raise BrokenArchive("It is written for files larger than any we take.")
