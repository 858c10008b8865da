"""What the page of one recording shows: what plays, its chapters, its lines, and where words were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.models import LiveSession, Recording, RecordingFile, TranscriptCue
from sessions.playing import best_of
from sessions.queries.chapters import Chapters, chapters_of
from sessions.transcripts.clock import clock
from sessions.transcripts.finding import has_all, has_any, marked, words_of
from sessions.transcripts.parts import line_at, parts_of

# Of a word that stands everywhere the first places are listed, no more.
MOST_PLACES = 100
# In place of a part's number: all lines on one page.
ALL = "all"


@dataclass(frozen=True)
class Line:
    """A line of the transcript, as plain values: there are hundreds on a page.

    `turn_of` names the speaker where it is another than in the line before; `pieces` mark the words looked for.
    """

    pk: int
    seconds: int
    clock: str
    speaker: str
    turn_of: str
    text: str
    is_corrected: bool
    is_here: bool
    is_found: bool
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Part:
    """A part of a long transcript: its number, when its first line begins, and whether the page shows it."""

    number: int
    seconds: int
    is_here: bool

    @property
    def clock(self) -> str:
        return clock(self.seconds)


@dataclass(frozen=True)
class RecordingPage:
    """All of it. `file` plays; `others` are those that don't, for the desk. `text` is a transcript without times.

    `lines` are those of one of the `parts`, or all of them. `found` are the first lines with the words, of `found_count`: all of
    the words in each, or, where no line has that (`loosely`), one of them.
    """

    file: RecordingFile | None
    others: list[RecordingFile]
    chapters: Chapters
    parts: list[Part]
    lines: list[Line]
    found: list[Line]
    found_count: int
    loosely: bool
    text: list[list[tuple[str, bool]]]
    text_found: int

    @property
    def has_transcript(self) -> bool:
        return bool(self.lines or self.text)


def recording_page(
    recording: Recording, live_session: LiveSession, *, query: str, at: int | None, part: str = ""
) -> RecordingPage:
    """The page, with `query` marked in the transcript and the line at second `at` told. Five queries at most.

    Of a long transcript one part is shown: the one numbered `part`, or `ALL`, else the one of `at`, else the first.
    """
    files = list(recording.files.order_by("pk"))
    for row in files:
        row.recording = recording
    file = best_of(files)
    words = words_of(query)
    said = _Said.of(recording, words)
    parts = parts_of(said.seconds)
    here = line_at(said.seconds, at) if at is not None else None
    shown = _shown(parts, part, here)
    lines = said.lines(parts[shown] if shown is not None else range(len(said.seconds)), here)
    text = [marked(part, words) for part in _paragraphs(recording)] if not said.seconds else []
    return RecordingPage(
        file=file,
        others=[other for other in files if other is not file],
        chapters=chapters_of(recording, live_session),
        parts=[Part(n, said.seconds[at[0]], n - 1 == shown) for n, at in enumerate(parts, start=1) if at],
        lines=lines,
        found=said.lines(said.found[:MOST_PLACES], here),
        found_count=len(said.found),
        loosely=said.loosely,
        text=text,
        text_found=sum(is_found for part in text for _, is_found in part),
    )


@dataclass(frozen=True)
class _Said:
    """The lines of a transcript by their place: when each begins, and where the words are."""

    recording: Recording
    words: tuple[str, ...]
    seconds: list[int]
    cues: list[TranscriptCue] | None
    found: list[int]
    loosely: bool

    @classmethod
    def of(cls, recording: Recording, words: tuple[str, ...]) -> _Said:
        rows = recording.cues.order_by("position")
        if not recording.transcript_from:
            return cls(recording, words, [], [], [], loosely=False)
        if not words:
            # Of those that aren't shown nothing is needed but their time.
            seconds = [starts // 1000 for starts in rows.values_list("starts", flat=True)]
            return cls(recording, words, seconds, None, [], loosely=False)
        cues = list(rows)
        said = [f"{cue.speaker} {cue.text}" for cue in cues]
        strictly = [place for place, text in enumerate(said) if has_all(text, words)]
        found = strictly or [place for place, text in enumerate(said) if has_any(text, words)]
        return cls(recording, words, [cue.seconds for cue in cues], cues, found, loosely=bool(found and not strictly))

    def lines(self, places: Sequence[int], here: int | None) -> list[Line]:
        """The lines of some places, in their order. One query where nothing was looked for."""
        if not places:
            return []
        if self.cues is None:
            rows = self.recording.cues.order_by("position")[places[0] : places[-1] + 1]
            cues = dict(zip(places, rows, strict=False))
        else:
            cues = {place: self.cues[place] for place in places}
        found, lines, speaker = set(self.found), [], ""
        for place, cue in cues.items():
            turn_of = cue.speaker if cue.speaker != speaker else ""
            pieces = marked(cue.text, self.words) if place in found else []
            what = (cue.speaker, turn_of, cue.text, cue.is_corrected, place == here, place in found, pieces)
            lines.append(Line(cue.pk, cue.seconds, cue.clock, *what))
            speaker = cue.speaker
        return lines


def _shown(parts: list[range], part: str, here: int | None) -> int | None:
    """The part to show, counted from 0; None for all of them."""
    if part == ALL or len(parts) == 1:
        return None
    if part.isascii() and part.isdigit() and len(part) < 5 and 1 <= int(part) <= len(parts):
        return int(part) - 1
    return next((n for n, places in enumerate(parts) if here in places), 0)


def _paragraphs(recording: Recording) -> list[str]:
    return [part for part in recording.transcript.split("\n\n") if part.strip()]
