"""The chapters of a recording as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sessions.models import LiveSession, Recording
from sessions.transcripts.clock import clock


@dataclass(frozen=True)
class ChapterRow:
    """A named place."""

    seconds: int
    title: str

    @property
    def clock(self) -> str:
        """12:34."""
        return clock(self.seconds)


@dataclass(frozen=True)
class Chapters:
    """In the order of time. `proposed`: by the agenda, nobody has set any."""

    rows: list[ChapterRow]
    proposed: bool


def chapters_of(recording: Recording, live_session: LiveSession) -> Chapters:
    """Those that were set; otherwise the agenda's blocks, as if the session had begun on time. One query, or two."""
    rows = [ChapterRow(chapter.seconds, chapter.title) for chapter in recording.chapters.order_by("seconds")]
    if rows:
        return Chapters(rows, proposed=False)
    return Chapters(_by_agenda(recording, live_session), proposed=True)


def in_lines(rows: Iterable[ChapterRow]) -> str:
    """As they are written down: "12:34 Questions and answers", one a line."""
    return "\n".join(f"{row.clock} {row.title}" for row in rows)


def _by_agenda(recording: Recording, live_session: LiveSession) -> list[ChapterRow]:
    """A recording that begins later, as after a pause, begins within a block: that block is its first chapter."""
    late = (recording.begins_at - live_session.starts_at).total_seconds() if recording.begins_at else 0
    found: dict[int, ChapterRow] = {}
    minutes = 0
    for item in live_session.agenda_items.order_by("position", "pk"):
        begins = max(0, int(minutes * 60 - late))
        minutes += item.minutes
        if minutes * 60 > late:
            found[begins] = ChapterRow(begins, item.title)
    return list(found.values())
