"""What the page of one recording shows: what plays, its chapters, its lines, and where words were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sessions.models import LiveSession, Recording, RecordingFile, TranscriptCue
from sessions.playing import best_of
from sessions.queries.chapters import Chapters, chapters_of
from sessions.transcripts.finding import has_all, has_any, marked, words_of


@dataclass(frozen=True)
class Line:
    """A line of the transcript, as plain values: there are thousands on a page.

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
class RecordingPage:
    """All of it. `file` plays; `others` are those that don't, for the desk. `text` is a transcript without times.

    `found` are the lines with the words: all of them in each, or, where no line has that (`loosely`), one of them.
    """

    file: RecordingFile | None
    others: list[RecordingFile]
    chapters: Chapters
    lines: list[Line]
    found: list[Line]
    loosely: bool
    text: list[list[tuple[str, bool]]]
    text_found: int

    @property
    def has_transcript(self) -> bool:
        return bool(self.lines or self.text)


def recording_page(recording: Recording, live_session: LiveSession, *, query: str, at: int | None) -> RecordingPage:
    """The page, with `query` marked in the transcript and the line at second `at` told. Four queries at most."""
    files = list(recording.files.order_by("pk"))
    for row in files:
        row.recording = recording
    file = best_of(files)
    cues = list(recording.cues.order_by("position")) if recording.transcript_from else []
    words = words_of(query)
    lines, loosely = _lines(cues, words, at)
    text = [] if cues else [marked(part, words) for part in recording.transcript.split("\n\n") if part.strip()]
    return RecordingPage(
        file=file,
        others=[other for other in files if other is not file],
        chapters=chapters_of(recording, live_session),
        lines=lines,
        found=[line for line in lines if line.is_found],
        loosely=loosely,
        text=text,
        text_found=sum(is_found for part in text for _, is_found in part),
    )


def _lines(cues: Sequence[TranscriptCue], words: tuple[str, ...], at: int | None) -> tuple[list[Line], bool]:
    said = [f"{cue.speaker} {cue.text}" for cue in cues]
    found = [bool(words) and has_all(text, words) for text in said]
    loosely = bool(words) and not any(found)
    if loosely:
        found = [has_any(text, words) for text in said]
    here = _here(cues, at)
    lines, speaker = [], ""
    for cue, is_found in zip(cues, found, strict=True):
        turn_of = cue.speaker if cue.speaker != speaker else ""
        pieces = marked(cue.text, words) if is_found else []
        what = (cue.speaker, turn_of, cue.text, cue.is_corrected, cue is here, is_found, pieces)
        lines.append(Line(cue.pk, cue.seconds, cue.clock, *what))
        speaker = cue.speaker
    return lines, loosely and any(found)


def _here(cues: Sequence[TranscriptCue], at: int | None) -> TranscriptCue | None:
    """The last line that has begun at that second."""
    if at is None:
        return None
    begun = [cue for cue in cues if cue.seconds <= at]
    return begun[-1] if begun else None
