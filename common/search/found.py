"""What was found, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Found:
    """A thing that was found: where it leads, what it is called, and the text in which the words may stand.

    `title` and `text` are plain text. `place` says where it is, from the large to the small; `by` whose words they are,
    `detail` what else tells it from others; `time_zone` the place's own, where that matters more than the reader's.
    """

    kind: str
    url: str
    title: str
    text: str
    place: tuple[str, ...]
    at: datetime | None = None
    by: str = ""
    detail: str = ""
