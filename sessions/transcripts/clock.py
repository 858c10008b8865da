"""Places in a recording as people write them: 12:34, 1:02:03."""

from __future__ import annotations

import re

WRITTEN = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):(\d{2})|(\d{1,6})(?:\.\d*)?)", re.ASCII)


def clock(seconds: int) -> str:
    """12:34, and 1:02:03 from an hour on."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def seconds_of(written: str) -> int | None:
    """The seconds that 754, 12:34 or 1:02:03 means; None for anything else."""
    found = WRITTEN.fullmatch(written.strip())
    if not found:
        return None
    hours, minutes, seconds, alone = found.groups()
    if alone is not None:
        return int(alone)
    if int(seconds) > 59 or (hours is not None and int(minutes) > 59):
        return None
    return (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
