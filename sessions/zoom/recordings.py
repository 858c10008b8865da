"""Cloud recordings: several files of one holding, several holdings of one meeting, some of them days later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import BinaryIO

from sessions.zoom.calls import Calls, part_of_path, uuid_in_path
from sessions.zoom.errors import FileNotWhole, FileTooLarge, NothingRecorded
from sessions.zoom.fields import Fields
from sessions.zoom.secret import Secret

# The longest span one call looks through: Zoom says a month.
SPAN = timedelta(days=28)
# Bytes by which a file is known.
LONGEST_START = 64


@dataclass(frozen=True)
class RecordingFile:
    """One file. `file_type`: MP4, M4A, TRANSCRIPT (VTT), CC (VTT), CHAT, TIMELINE, CSV, SUMMARY; `kind` is Zoom's recording_type
    (`shared_screen_with_speaker_view`, `audio_transcript` …) or "".

    `key` tells it from others for good: Zoom gives some files no id. The addresses open for members or with a token only.
    """

    key: str
    id: str
    file_type: str
    kind: str
    extension: str
    starts_at: datetime | None
    ends_at: datetime | None
    size: int
    ready: bool
    download_url: str = field(repr=False)
    play_url: str = field(repr=False)


@dataclass(frozen=True)
class Recording:
    """What was recorded of one holding (`uuid`) of a meeting. The passcode is for members of the session."""

    meeting_id: int
    uuid: str
    topic: str
    starts_at: datetime | None
    files: tuple[RecordingFile, ...]
    share_url: str = field(repr=False)
    passcode: Secret


@dataclass(frozen=True)
class Recordings:
    """The calls about recordings; each raises `ZoomError`."""

    calls: Calls

    def of(self, uuid: str) -> Recording | None:
        """What was recorded of one holding; None if nothing was, or nothing is ready yet. The list may still grow."""
        try:
            return recording_of(self.calls.get(f"/meetings/{uuid_in_path(uuid)}/recordings"))
        except NothingRecorded:
            return None

    def between(self, host: str, first: date, last: date) -> tuple[Recording, ...]:
        """Everything of a host's meetings from one day (UTC) to another, both included, each once."""
        found: dict[str, Recording] = {}
        path = f"/users/{part_of_path(host)}/recordings"
        while first <= last:
            until = min(first + SPAN, last)
            for row in self.calls.rows(path, "meetings", {"from": first.isoformat(), "to": until.isoformat()}):
                recording = recording_of(row)
                found[recording.uuid] = recording
            first = until + timedelta(days=1)
        return tuple(found.values())

    def download(self, file: RecordingFile, into: BinaryIO, *, most: int) -> int:
        """Copy a file of at most `most` bytes into one that can be rewound; how many it has.

        Raises `FileTooLarge` before or while it comes, `FileNotWhole` for one that is shorter than Zoom says, or another thing
        than its kind (without a good token Zoom sends a page to sign in, with status 200). What is in `into` then is rubbish.
        """
        if file.size > most:
            raise FileTooLarge(most=most // 1_000_000)
        answer = self.calls.fetch(file.download_url, into, most)
        size = into.tell()
        into.seek(0)
        start = into.read(LONGEST_START)
        if "text/html" in answer.headers.get("content-type", "") or not _looks_like(file.extension, start):
            raise FileNotWhole
        if size == 0 or (file.size and size != file.size):
            raise FileNotWhole
        return size


def _looks_like(extension: str, start: bytes) -> bool:
    if extension in {"mp4", "m4a"}:
        return start[4:8] == b"ftyp"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"WEBVTT") if extension == "vtt" else not text.lower().startswith((b"<!doctype", b"<html"))


def recording_of(fields: Fields) -> Recording:
    """From an answer's or an event's object; both have the same fields."""
    uuid = fields.text("uuid")
    return Recording(
        meeting_id=fields.whole("id"),
        uuid=uuid,
        topic=fields.text("topic", ""),
        starts_at=fields.moment("start_time"),
        files=tuple(_file(uuid, row) for row in fields.parts("recording_files")),
        share_url=fields.text("share_url", ""),
        passcode=Secret(fields.text("password", "")),
    )


def _file(uuid: str, row: Fields) -> RecordingFile:
    """CC and TIMELINE may lack id, status, size, kind and play_url."""
    file_type, kind = row.text("file_type", ""), row.text("recording_type", "")
    starts_at = row.moment("recording_start")
    return RecordingFile(
        key="|".join((uuid, file_type, kind, starts_at.isoformat() if starts_at else "")),
        id=row.text("id", ""),
        file_type=file_type,
        kind=kind,
        extension=row.text("file_extension", "").lower(),
        starts_at=starts_at,
        ends_at=row.moment("recording_end"),
        size=row.whole("file_size", 0),
        ready=row.text("status", "completed") == "completed",
        download_url=row.text("download_url", ""),
        play_url=row.text("play_url", ""),
    )
