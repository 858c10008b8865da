"""The recording of a session: added, held back, published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import save_untold, sign_change
from common.media import PLAYED
from common.uploads import Accepted, examine
from sessions.enums import TranscriptSource
from sessions.models import LiveSession, Recording
from sessions.operations.checks import check_fields, check_secure_link, refuse
from sessions.operations.recording_files import forget_files, put_upload
from sessions.operations.recordings_taken_away import remember_taken_away
from sessions.operations.transcripts import note_captions, read_transcript, write_transcript
from sessions.transcripts.cues import Cue

if TYPE_CHECKING:
    from accounts.models import User

# Characters; a two-hour talk has about 120,000.
LONGEST_TRANSCRIPT = 400_000
# The same file once more within this time is the same click, or the same form in another tab.
SENT_TWICE = timedelta(minutes=10)


class UnableToAddRecording(DomainError):
    """The facts of the recording don't fit."""


class UnableToPublish(DomainError):
    """Captions or transcript are missing, and nobody has said why; or nothing plays yet."""


def add_recording(
    *,
    live_session: LiveSession,
    title: str,
    by: User | None,
    now: datetime,
    url: str = "",
    upload: UploadedFile | None = None,
    captions: UploadedFile | None = None,
    has_captions: bool = False,
    transcript: str = "",
    missing_reason: str = "",
) -> Recording:
    """A link to the video, or a file, held back until `publish_recording`; `captions` are a transcript with times.

    The same link once more changes the recording that stands, and so does the same file within minutes. Raises
    `UnableToAddRecording`, `UnableToReadTranscript` and `common.uploads.UploadRefused`.
    """
    accepted = _examined(upload)
    cues, transcript = _lines(captions, transcript, live_session)
    with transaction.atomic():
        live_session = LiveSession.objects.select_for_update(of=("self",)).get(pk=live_session.pk)
        standing = _standing(live_session, url=url.strip(), accepted=accepted, now=now)
        recording = standing or Recording(live_session=live_session, url=url.strip(), added_by=by, added_at=now)
        _say(recording, title=title, has_captions=has_captions, transcript=transcript, missing_reason=missing_reason)
        _check(recording, has_file=accepted is not None)
        sign_change(recording, by=by, reason="Changed" if standing else "Added")
        recording.save()
        recording = _with_lines(recording, cues, by=by, now=now, anew=False, has_file=accepted is not None)
        if accepted and not standing:
            put_upload(recording=recording, accepted=accepted, now=now)
        return recording


def edit_recording(
    *,
    recording: Recording,
    title: str,
    url: str,
    has_captions: bool,
    missing_reason: str,
    by: User | None,
    now: datetime,
    transcript: str = "",
    upload: UploadedFile | None = None,
    captions: UploadedFile | None = None,
    anew: bool = False,
) -> Recording:
    """Change what is said of a recording, its file or its lines. One that is published keeps captions and transcript, or a
    reason. A transcript with lines isn't typed over; corrected lines are replaced only where that is meant (`anew`).

    Raises what `add_recording` does, `UnableToReplaceTranscript` and `UnableToPublish`.
    """
    accepted = _examined(upload)
    cues, transcript = _lines(captions, transcript, recording.live_session)
    with transaction.atomic():
        recording = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
        recording.url = url.strip()
        if recording.transcript_from:
            transcript = recording.transcript
        _say(recording, title=title, has_captions=has_captions, transcript=transcript, missing_reason=missing_reason)
        _check(recording, has_file=accepted is not None)
        # What it was published with may come with this very form: the gate is asked when it has come.
        published_at, recording.published_at = recording.published_at, None
        save_untold(recording)
        recording = _with_lines(recording, cues, by=by, now=now, anew=anew, has_file=accepted is not None)
        if published_at is not None:
            _check_gate(recording, has_file=accepted is not None)
            recording.published_at = published_at
        sign_change(recording, by=by, reason="Changed")
        recording.save(update_fields=["has_captions", "published_at"])
        if accepted:
            put_upload(recording=recording, accepted=accepted, now=now)
    return recording


@transaction.atomic
def publish_recording(*, recording: Recording, by: User | None, now: datetime) -> Recording:
    """Show it to the cohort: with captions and a transcript, or with a stated reason. Published already, nothing happens.

    Raises `UnableToPublish`.
    """
    recording = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    if recording.published_at is None:
        note_captions(recording)
        _check_gate(recording)
        recording.published_at, recording.stays_held_back = now, False
        sign_change(recording, by=by, reason="Published")
        recording.save(update_fields=["published_at", "has_captions", "stays_held_back"])
    return recording


@transaction.atomic
def unpublish_recording(*, recording: Recording, by: User | None) -> Recording:
    """Hold it back, until somebody publishes it: from the next request on nothing of it opens, its files neither."""
    recording = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
    if recording.published_at is not None or not recording.stays_held_back:
        recording.published_at, recording.stays_held_back = None, True
        sign_change(recording, by=by, reason="Held back")
        recording.save(update_fields=["published_at", "stays_held_back"])
    return recording


@transaction.atomic
def remove_recording(*, recording: Recording, by: User | None, now: datetime) -> None:
    """Take it away with its transcript and its files; a video that is linked stays where it is, and so does one at Zoom.

    One from Zoom is remembered, and comes back only where somebody asks for it (`recordings_taken_away`).
    """
    # The session first, as whoever brings something from Zoom.
    LiveSession.objects.select_for_update(of=("self",)).get(pk=recording.live_session_id)
    standing = Recording.objects.select_for_update(of=("self",)).filter(pk=recording.pk).first()
    if standing is None:
        return
    remember_taken_away(recording=standing, now=now)
    forget_files(standing.files.all())
    sign_change(standing, by=by, reason="Taken away")
    standing.delete()


def _examined(upload: UploadedFile | None) -> Accepted | None:
    return examine(upload, kinds=PLAYED, limit=settings.RECORDING_LIMIT_MB) if upload else None


def _lines(captions: UploadedFile | None, transcript: str, live_session: LiveSession) -> tuple[tuple[Cue, ...], str]:
    """The lines of a file, or of a WebVTT that was pasted as text; and the text where it has no times."""
    if captions:
        return read_transcript(captions, live_session=live_session), ""
    if transcript.lstrip("\ufeff \n").startswith("WEBVTT"):
        return read_transcript(transcript, live_session=live_session), ""
    return (), transcript


def _standing(live_session: LiveSession, *, url: str, accepted: Accepted | None, now: datetime) -> Recording | None:
    if accepted:
        alike = {"files__file_name": accepted.name, "files__size": accepted.size, "files__zoom_key": ""}
        return live_session.recordings.filter(**alike, files__added_at__gt=now - SENT_TWICE).order_by("pk").first()
    return live_session.recordings.filter(url=url).first() if url else None


def _say(recording: Recording, *, title: str, has_captions: bool, transcript: str, missing_reason: str) -> None:
    recording.title, recording.has_captions = title.strip(), has_captions
    recording.transcript, recording.missing_reason = transcript.strip(), missing_reason.strip()


def _check(recording: Recording, *, has_file: bool) -> None:
    check_secure_link(recording.url, UnableToAddRecording, field="url")
    check_fields(recording, UnableToAddRecording)
    if not recording.transcript_from and len(recording.transcript) > LONGEST_TRANSCRIPT:
        raise refuse(
            UnableToAddRecording,
            _("A transcript has at most %(most)d characters.") % {"most": LONGEST_TRANSCRIPT},
            field="transcript",
        )
    if not (recording.url or has_file or (recording.pk and recording.files.exists())):
        raise refuse(UnableToAddRecording, _("Give a link to the video or choose a file."), field="url")


def _with_lines(
    recording: Recording, cues: tuple[Cue, ...], *, by: User | None, now: datetime, anew: bool, has_file: bool
) -> Recording:
    """The recording with the lines that came along, and with what follows from them for its captions."""
    if cues:
        recording = write_transcript(
            recording=recording, cues=cues, source=TranscriptSource.FILE, by=by, now=now, anew=anew
        )
    if note_captions(recording, has_file=has_file):
        save_untold(recording, fields=["has_captions"])
    return recording


def _check_gate(recording: Recording, *, has_file: bool = False) -> None:
    if not (recording.url or has_file or recording.files.playing().exists()):
        raise refuse(UnableToPublish, _("Nothing of this recording plays yet. Add a link or a file."), field="url")
    if recording.missing_reason or (recording.has_captions and recording.transcript):
        return
    missing = _("a transcript") if recording.has_captions else _("captions")
    if not recording.has_captions and not recording.transcript:
        missing = _("captions and a transcript")
    raise refuse(
        UnableToPublish,
        _("This recording still lacks %(missing)s. Add them, or say why they are missing.") % {"missing": missing},
        field="missing_reason",
    )
