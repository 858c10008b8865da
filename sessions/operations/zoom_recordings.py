"""Recordings from Zoom: several files, several recordings of one meeting, some of them days later.

`receive_recording` notes what there is, as often as Zoom tells; `fetch_file` brings one file here. Whoever calls them has the
client and its keys; nothing of those is kept here, nor any address: a file's address is asked for anew (`source_of`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from common import media
from common.history import save_untold, sign_change
from common.marked import gettext_noop
from common.uploads import MEGABYTE, Accepted
from sessions.enums import FileKind, FileState, TranscriptSource
from sessions.models import LiveSession, Recording, RecordingFile
from sessions.operations.recording_files import keep
from sessions.operations.recordings_taken_away import TakenAway
from sessions.operations.transcripts import (
    UnableToReplaceTranscript,
    known_speakers,
    note_captions,
    write_transcript,
)
from sessions.operations.zoom_work import kept_facts
from sessions.playing import worth
from sessions.transcripts.problems import NotATranscript
from sessions.transcripts.webvtt import MOST_BYTES, read
from sessions.zoom import recordings as zoom
from sessions.zoom.errors import ZoomError

Download = Callable[..., int]
KINDS = {
    "MP4": FileKind.VIDEO,
    "M4A": FileKind.SOUND,
    "TRANSCRIPT": FileKind.TRANSCRIPT,
    "CC": FileKind.TRANSCRIPT,
}
SOURCES = {"TRANSCRIPT": TranscriptSource.ZOOM, "CC": TranscriptSource.CAPTIONS}
# A worker that died while it fetched: after so long somebody else may.
GIVEN_UP = timedelta(hours=3)
ANOTHER_THING = gettext_noop(
    "What Zoom sent is no %(kind)s, whatever its name says. Download it at Zoom and upload it here."
)
CORRECTED = gettext_noop("The lines here have been corrected; the transcript of Zoom was not put in their place.")


@transaction.atomic
def receive_recording(*, live_session: LiveSession, recording: zoom.Recording, now: datetime) -> list[RecordingFile]:
    """Note what Zoom has of one holding, and give the files that wait to be fetched. Told again, nothing is there twice, and
    what somebody took away stays away.

    Each beginning is a recording of its own, held back. Of several views of one the best is fetched; the others are left at
    Zoom, and can be fetched by hand.
    """
    live_session = LiveSession.objects.select_for_update(of=("self",)).get(pk=live_session.pk)
    known = set(
        RecordingFile.objects.filter(recording__live_session=live_session)
        .exclude(zoom_key="")
        .values_list("zoom_key", flat=True)
    )
    taken_away = TakenAway.of(live_session, recording.uuid)
    for source in sorted(recording.files, key=_by_beginning):
        is_new = source.key not in known and not taken_away.holds(source)
        if source.file_type in KINDS and source.ready and source.download_url and is_new:
            known.add(source.key)
            RecordingFile.objects.create(
                recording=_recording_for(live_session, recording, source, taken_away, now),
                kind=KINDS[source.file_type],
                zoom_key=source.key,
                zoom_view=source.kind or source.file_type.lower(),
                size=source.size,
                added_at=now,
            )
    waiting: list[RecordingFile] = []
    for row in live_session.recordings.filter(zoom_uuid=recording.uuid).order_by("pk"):
        _leave_lesser_views(row)
        waiting += row.files.filter(state=FileState.WAITING).order_by("pk")
    return waiting


def source_of(file: RecordingFile, recording: zoom.Recording | None) -> zoom.RecordingFile | None:
    """The file as Zoom lists it now, with an address that opens; None where it is gone there."""
    return next((source for source in recording.files if source.key == file.zoom_key), None) if recording else None


def end_of(recording: Recording, listing: zoom.Recording) -> datetime | None:
    """When a recording stopped, as far as Zoom says."""
    ends = [source.ends_at for source in listing.files if source.starts_at == recording.begins_at]
    return max((end for end in ends if end), default=None)


def fetch_file(*, file: RecordingFile, source: zoom.RecordingFile, download: Download, now: datetime) -> RecordingFile:
    """Bring one file here: `download(source, into, most=bytes)` is `sessions.zoom.recordings.Recordings.download`.

    The row says all along where it is: being fetched, here, or failed and why. One that is here, or being fetched by
    another worker, is left alone. What Zoom answers (`ZoomError`) is noted and raised again, for the caller knows when to
    try anew; what came and is of no use is noted only.
    """
    claimed = _claim(file, now)
    if claimed is None:
        return RecordingFile.objects.get(pk=file.pk)
    most = MOST_BYTES if claimed.kind == FileKind.TRANSCRIPT else settings.RECORDING_LIMIT_MB * MEGABYTE
    with tempfile.TemporaryFile() as content:
        try:
            download(source, content, most=most)
        except ZoomError as error:
            _fail(claimed, error.sentence, error.facts)
            raise
        except BaseException:
            _fail(claimed, ZoomError.sentence, {})
            raise
        content.seek(0)
        bring = _bring_lines if claimed.kind == FileKind.TRANSCRIPT else _bring_film
        return bring(claimed, source, content, now)


def note_gone(*, file: RecordingFile, sentence: str) -> RecordingFile:
    """Zoom doesn't list it any more; `sentence` is a msgid, shown to those who run the session."""
    return _fail(file, sentence, {})


def note_reason(*, file: RecordingFile, error: ZoomError) -> None:
    """Why a file doesn't come though nothing is known to be wrong with it: it waits on, and people read what for."""
    failure = {"sentence": error.sentence, "facts": kept_facts(error)}
    RecordingFile.objects.filter(pk=file.pk, state=FileState.WAITING).update(failure=failure)


def _bring_lines(file: RecordingFile, source: zoom.RecordingFile, content: BinaryIO, now: datetime) -> RecordingFile:
    live_session = file.recording.live_session
    try:
        cues = read(content.read(), known=known_speakers(live_session))
    except NotATranscript as problem:
        return _fail(file, problem.sentence, problem.facts)
    with transaction.atomic():
        if not _stands(file):
            return file
        try:
            write_transcript(
                recording=file.recording, cues=cues, source=SOURCES[source.file_type], by=None, now=now, anew=False
            )
        except UnableToReplaceTranscript:
            return _fail(file, CORRECTED, {})
        file.state, file.claimed_at, file.failure = FileState.HERE, None, {}
        file.save(update_fields=["state", "claimed_at", "failure"])
    return file


def _bring_film(file: RecordingFile, source: zoom.RecordingFile, content: BinaryIO, now: datetime) -> RecordingFile:
    extension = f".{source.extension or source.file_type.lower()}"
    kind = media.PLAYED.get(extension)
    if kind is None or not kind.looks_right(content):
        return _fail(file, ANOTHER_THING, {"kind": extension.removeprefix(".").upper()})
    content.seek(0, 2)
    accepted = Accepted(
        name=f"{PurePosixPath(file.zoom_view).name}{extension}",
        extension=extension,
        content_type=kind.content_type,
        size=content.tell(),
        content=File(content),
    )
    with transaction.atomic():
        recording = _stands(file)
        if not recording:
            return file
        if note_captions(recording, has_file=True):
            save_untold(recording, fields=["has_captions"])
        keep(file, accepted)
    return file


def _claim(file: RecordingFile, now: datetime) -> RecordingFile | None:
    with transaction.atomic():
        row = (
            RecordingFile.objects.select_for_update(of=("self",))
            .select_related("recording__live_session")
            .get(pk=file.pk)
        )
        is_taken = row.state == FileState.FETCHING and row.claimed_at and row.claimed_at > now - GIVEN_UP
        if row.state == FileState.HERE or is_taken:
            return None
        row.state, row.claimed_at, row.failure = FileState.FETCHING, now, {}
        row.save(update_fields=["state", "claimed_at", "failure"])
    return row


def _stands(file: RecordingFile) -> Recording | None:
    """Its recording, locked; None where somebody took it away while the file came."""
    recording = Recording.objects.select_for_update(of=("self",)).filter(pk=file.recording_id).first()
    return recording if recording and recording.files.filter(pk=file.pk).exists() else None


def _fail(file: RecordingFile, sentence: str, facts: object) -> RecordingFile:
    file.state, file.claimed_at = FileState.FAILED, None
    file.failure = {"sentence": sentence, "facts": facts}
    RecordingFile.objects.filter(pk=file.pk).update(state=file.state, claimed_at=None, failure=file.failure)
    return file


def _by_beginning(source: zoom.RecordingFile) -> tuple[bool, str, bool]:
    """The earlier first, those that don't say when last; of one beginning what plays comes first."""
    return (
        source.starts_at is None,
        source.starts_at.isoformat() if source.starts_at else "",
        source.file_type != "MP4",
    )


def _recording_for(
    live_session: LiveSession, holding: zoom.Recording, source: zoom.RecordingFile, taken_away: TakenAway, now: datetime
) -> Recording:
    mine = live_session.recordings.filter(zoom_uuid=holding.uuid)
    standing = mine.filter(begins_at=source.starts_at) if source.starts_at else mine
    if found := standing.order_by("begins_at", "pk").first():
        return found
    number = live_session.recordings.exclude(zoom_uuid="").count() + 1
    facts = {"session": live_session.title, "number": number}
    title = _("%(session)s, part %(number)d") % facts if number > 1 else live_session.title
    begins_at = source.starts_at or holding.starts_at
    recording = Recording(
        live_session=live_session,
        title=title[:200],
        zoom_uuid=holding.uuid,
        begins_at=begins_at,
        stays_held_back=taken_away.was_wanted_again(begins_at),
        added_at=now,
    )
    sign_change(recording, by=None, reason="From Zoom")
    recording.save()
    return recording


def _leave_lesser_views(recording: Recording) -> None:
    """Of what plays only the best is fetched by itself."""
    films = list(recording.files.exclude(kind=FileKind.TRANSCRIPT).exclude(zoom_key=""))
    best = min(films, key=lambda film: (worth(film.kind, film.zoom_view), film.pk), default=None)
    lesser = [film.pk for film in films if best and film.pk != best.pk and film.state == FileState.WAITING]
    recording.files.filter(pk__in=lesser).update(state=FileState.LEFT)
    if best and best.state == FileState.LEFT:
        recording.files.filter(pk=best.pk).update(state=FileState.WAITING)
