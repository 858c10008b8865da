"""What a cue says, without its markup: `<v Name>` tells who speaks, every other tag is looks and goes."""

from __future__ import annotations

import html
import re

from common.one_line import one_line

# <v Ana>, <v.loud Ana>, as Teams writes them.
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]*)>", re.IGNORECASE)
# Tags of WebVTT and HTML, and the times inside a line with which some captions grow. "a < b" and <ana@example.org> stay.
TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\.[^\s<>]*)?(?:\s[^<>]*)?/?>|<[\d:.]+>", re.IGNORECASE)


def plain(text: str) -> str:
    """One line of text: no tags, entities as what they mean, no hidden characters."""
    return one_line(html.unescape(TAG.sub("", text)))


def voices(text: str) -> list[tuple[str, str]]:
    """(speaker, text) for each voice of a cue, in order; the speaker is empty where no tag names one."""
    before, *named = VOICE.split(text)
    parts = [("", before), *zip(named[::2], named[1::2], strict=True)]
    said = ((plain(speaker), plain(words)) for speaker, words in parts)
    return [(speaker, words) for speaker, words in said if words]
