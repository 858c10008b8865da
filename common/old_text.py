"""Text that is no Unicode: as Windows writes it, or as Excel on a Mac does ("CSV (Macintosh)").

Nothing in a file says which, and every byte is a letter in both. Read as the other, names come out as no name is written:
"Garc’a", "Nœ–ez", "JosŽ". Whichever gives fewer of these is meant, and where nothing tells, Windows.
"""

from __future__ import annotations

import re

WINDOWS, MACINTOSH = "cp1252", "mac_roman"
LETTER = r"[^\W\d_]"
# What stands in words of no language: signs between two letters, a quotation that opens behind one, an apostrophe before more
# than an ending, oe without u.
SIGNS = re.compile(
    rf"\ufffd|(?<={LETTER})[^\w\s\x00-\x7f’](?={LETTER})|(?<={LETTER})[‘“](?!{LETTER})"
    rf"|(?<={LETTER}{LETTER})’(?!(?:s|t|d|m|ll|re|ve)\b)(?={LETTER})|œ(?!u)"
)
# Two letters of which one is none of English; and such a letter within a word.
PAIRS = re.compile(rf"(?=({LETTER}{LETTER}))(?![a-zA-Z]{{2}})")
WITHIN = re.compile(rf"(?<={LETTER})(?![a-zA-Z]){LETTER}(?=[a-z])")


def read_old_text(data: bytes) -> str:
    """The text of bytes that are no UTF-8; a byte that is no character becomes U+FFFD."""
    windows, macintosh = (data.decode(encoding, errors="replace") for encoding in (WINDOWS, MACINTOSH))
    return macintosh if _oddities(macintosh) < _oddities(windows) else windows


def _oddities(text: str) -> int:
    """How often the text is written as nobody writes, capitals where there are none included."""
    behind_small = sum(first.islower() and second.isupper() for first, second in PAIRS.findall(text))
    return len(SIGNS.findall(text)) + behind_small + sum(letter.isupper() for letter in WITHIN.findall(text))
