"""Another's words in front of one's own, as Markdown. Pure: no Django, no model."""

from __future__ import annotations

import re

# Of a longer text the beginning; who quotes takes out what they don't answer anyway.
LONGEST_QUOTE = 4_000
MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!<>|~&@:/])")


def quoted(name: str, body: str) -> str:
    """The words as a block quote under their author's name, with room for an answer below."""
    shown = body.strip()
    if len(shown) > LONGEST_QUOTE:
        shown = f"{shown[:LONGEST_QUOTE].rstrip()} …"
    said_by = MARKUP.sub(r"\\\1", " ".join(name.split()))
    lines = [f"**{said_by}:**", "", *shown.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
