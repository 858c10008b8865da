"""Text whose lines were only wrapped for the way (RFC 3676): a space at the end says that the line goes on."""

from __future__ import annotations

import re

QUOTES = re.compile(r">*")


def unflowed(text: str, *, deletes_space: bool = False) -> str:
    """The text with its lines as they were written."""
    lines: list[str] = []
    depth_before, goes_on = 0, False
    for raw in text.split("\n"):
        depth = len(QUOTES.match(raw)[0])  # type: ignore[index]
        line = raw[depth:].removeprefix(" ")
        is_sign = line in {"-- ", "--"}
        if goes_on and depth == depth_before and not is_sign:
            lines[-1] += line
        else:
            lines.append(f"{'>' * depth} {line}" if depth else line)
        goes_on = line.endswith(" ") and not is_sign
        if goes_on and deletes_space:
            lines[-1] = lines[-1][:-1]
        depth_before = depth
    return "\n".join(lines)
