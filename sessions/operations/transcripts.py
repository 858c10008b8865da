"""Transcripts with times: brought, replaced, corrected line by line. What came stays beside what was made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Enrollment
from common.errors import DomainError
from common.history import save_untold, sign_change
from common.one_line import one_line
from sessions.enums import TranscriptSource
from sessions.models import LiveSession, Recording, TranscriptCue
from sessions.operations.checks import refuse
from sessions.transcripts.cues import Cue
from sessions.transcripts.problems import NotATranscript, Why
from sessions.transcripts.webvtt import MOST_BYTES, MOST_MEGABYTES, read

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_SPEAKER, LONGEST_LINE = 120, 2000
RANKS = {source: rank for rank, source in enumerate(TranscriptSource.values)}


class UnableToReadTranscript(DomainError):
    """The file is no transcript; the sentence names the line."""


class UnableToReplaceTranscript(DomainError):
    """Lines that people have corrected would be gone."""


class UnableToCorrect(DomainError):
    """The line can't read so, or somebody else has changed it."""


def read_transcript(source: UploadedFile | bytes | str, *, live_session: LiveSession) -> tuple[Cue, ...]:
    """The lines of a file, or of a text that was pasted. Raises `UnableToReadTranscript`."""
    field = "transcript" if isinstance(source, str) else "captions"
    try:
        return read(_bytes_of(source), known=known_speakers(live_session))
    except NotATranscript as problem:
        raise refuse(UnableToReadTranscript, _(problem.sentence) % problem.facts, field=field) from problem


def _bytes_of(source: UploadedFile | bytes | str) -> bytes:
    """A file that is too large isn't even read."""
    if isinstance(source, bytes):
        return source
    if isinstance(source, str):
        return source.encode()
    if (source.size or 0) > MOST_BYTES:
        raise NotATranscript(Why.TOO_LARGE, limit=MOST_MEGABYTES)
    return source.read()


def known_speakers(live_session: LiveSession) -> set[str]:
    """Names of those who may speak: the agenda's presenters, and everybody in the cohort."""
    presenters = live_session.agenda_items.values_list("presenters", flat=True)
    named = {name.strip() for line in presenters for name in line.split(",")}
    people = Enrollment.objects.filter(cohort=live_session.cohort_id).inside().values_list("person__name", flat=True)
    return {name for name in {*named, *people} if name}


@transaction.atomic
def write_transcript(
    *, recording: Recording, cues: Sequence[Cue], source: TranscriptSource, by: User | None, now: datetime, anew: bool
) -> Recording:
    """Give the recording these lines. Corrections of lines that came as they come now stay.

    One from a lesser source than the one that stands changes nothing. Raises `UnableToReplaceTranscript` where corrections
    would be gone, unless that is meant (`anew`).
    """
    recording = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    if recording.transcript_from and RANKS[source] < RANKS[recording.transcript_from]:
        return recording
    corrected = {(cue.starts, cue.original_text): cue for cue in recording.cues.corrected()}
    rows = [_row(recording, position, cue) for position, cue in enumerate(cues, start=1)]
    for row in rows:
        earlier = corrected.pop((row.starts, row.text), None)
        if earlier:
            _carry(earlier, row)
    if corrected and not anew:
        raise refuse(
            UnableToReplaceTranscript,
            _(
                "People have corrected lines that this file does not hold, and their work would be gone. Tick “replace "
                "what was corrected” if that is meant."
            ),
            field="captions",
        )
    recording.cues.all().delete()
    TranscriptCue.objects.bulk_create(rows, batch_size=500)
    recording.transcript, recording.transcript_from = text_of(rows), source
    note_captions(recording)
    sign_change(recording, by=by, reason=f"Lines from: {source.value}")
    recording.save(update_fields=["transcript", "transcript_from", "has_captions"])
    return recording


@transaction.atomic
def correct_cue(
    *, cue: TranscriptCue, speaker: str, text: str, seen: str, by: User | None, now: datetime
) -> TranscriptCue:
    """What was really said, and by whom; how it came is kept. The same once more changes nothing.

    `seen` is what the line read to whoever corrects it (`reading_of`). Raises `UnableToCorrect`.
    """
    recording = Recording.objects.select_for_update(of=("self",)).get(pk=cue.recording_id)
    cue = recording.cues.select_for_update(of=("self",)).get(pk=cue.pk)
    speaker, text = one_line(speaker), one_line(text)
    if (cue.speaker, cue.text) == (speaker, text):
        return cue
    _check_correction(cue, speaker=speaker, text=text, seen=seen)
    if not cue.is_corrected:
        cue.original_speaker, cue.original_text = cue.speaker, cue.text
    cue.speaker, cue.text, cue.corrected_by, cue.corrected_at = speaker, text, by, now
    cue.save()
    recording.transcript = text_of(recording.cues.order_by("position"))
    # The line itself says who corrected it, and when.
    save_untold(recording, fields=["transcript"])
    return cue


def reading_of(cue: TranscriptCue) -> str:
    """What a line reads, in one text: by it two who correct at once notice each other."""
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text


def note_captions(recording: Recording, *, has_file: bool = False) -> bool:
    """A video of the portal's own with lines has captions: they are made of the lines. Whether it does; saves nothing.

    `has_file`: one is about to be kept.
    """
    captioned = bool(recording.transcript_from) and (has_file or recording.files.playing().exists())
    if captioned:
        recording.has_captions = True
    return captioned


def text_of(cues: Iterable[TranscriptCue]) -> str:
    """The lines as one text, a paragraph for each turn."""
    turns = groupby(cues, key=lambda cue: cue.speaker)
    said = ((speaker, " ".join(cue.text for cue in turn)) for speaker, turn in turns)
    return "\n\n".join(f"{speaker}: {words}" if speaker else words for speaker, words in said)


def _check_correction(cue: TranscriptCue, *, speaker: str, text: str, seen: str) -> None:
    if seen != reading_of(cue):
        said = _("Somebody has corrected this line in the meantime. It reads now: “%(line)s”. Save again to go on.")
        raise refuse(UnableToCorrect, said % {"line": reading_of(cue)}, field="text")
    if not text:
        raise refuse(UnableToCorrect, _("Say what is heard, even if that is “(inaudible)”."), field="text")
    if len(text) > LONGEST_LINE:
        raise refuse(
            UnableToCorrect, _("A line has at most %(most)d characters.") % {"most": LONGEST_LINE}, field="text"
        )
    if len(speaker) > LONGEST_SPEAKER:
        said = _("A name has at most %(most)d characters.") % {"most": LONGEST_SPEAKER}
        raise refuse(UnableToCorrect, said, field="speaker")


def _row(recording: Recording, position: int, cue: Cue) -> TranscriptCue:
    return TranscriptCue(
        recording=recording,
        position=position,
        starts=cue.starts,
        ends=cue.ends,
        speaker=cue.speaker[:LONGEST_SPEAKER],
        text=cue.text,
    )


def _carry(earlier: TranscriptCue, row: TranscriptCue) -> None:
    row.original_speaker, row.original_text = earlier.original_speaker, earlier.original_text
    row.speaker, row.text = earlier.speaker, earlier.text
    row.corrected_by_id, row.corrected_at = earlier.corrected_by_id, earlier.corrected_at
