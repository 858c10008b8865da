"""Names and titles: one line of visible words, whoever writes them."""

from __future__ import annotations

import re
import unicodedata

# Control characters, and those that turn the direction of what follows or take no room: in a name they hide something. The
# joiners of Persian, Hindi and emoji (U+200C, U+200D) belong to the letters.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def one_line(text: str) -> str:
    """The text with every run of white space and line ends as one space, without hidden characters, in composed form."""
    return " ".join(HIDDEN.sub("", unicodedata.normalize("NFC", text)).split())
