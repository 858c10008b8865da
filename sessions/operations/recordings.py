"""The video of a session: added, held back, published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from sessions.models import LiveSession, Recording
from sessions.operations.checks import check_fields, check_secure_link, refuse

if TYPE_CHECKING:
    from accounts.models import User

# Characters; a two-hour talk has about 120,000.
LONGEST_TRANSCRIPT = 400_000


class UnableToAddRecording(DomainError):
    """The facts of the recording don't fit."""


class UnableToPublish(DomainError):
    """Captions or transcript are missing, and nobody has said why."""


@transaction.atomic
def add_recording(
    *,
    live_session: LiveSession,
    title: str,
    url: str,
    by: User | None,
    now: datetime,
    has_captions: bool = False,
    transcript: str = "",
    missing_reason: str = "",
) -> Recording:
    """A link to the video, held back until `publish_recording`. The same link once more changes the one that stands.

    Raises `UnableToAddRecording`.
    """
    live_session = LiveSession.objects.select_for_update().get(pk=live_session.pk)
    recording = live_session.recordings.filter(url=url.strip()).first() or Recording(
        live_session=live_session, url=url.strip(), added_by=by, added_at=now
    )
    return _write(
        recording, title=title, has_captions=has_captions, transcript=transcript, missing_reason=missing_reason
    )


@transaction.atomic
def edit_recording(
    *,
    recording: Recording,
    title: str,
    url: str,
    has_captions: bool,
    transcript: str,
    missing_reason: str,
    by: User | None,
    now: datetime,
) -> Recording:
    """Change what is said of a recording. One that is published keeps captions and transcript, or a reason.

    Raises `UnableToAddRecording` and `UnableToPublish`.
    """
    recording = Recording.objects.select_for_update().get(pk=recording.pk)
    recording.url = url.strip()
    return _write(
        recording, title=title, has_captions=has_captions, transcript=transcript, missing_reason=missing_reason
    )


@transaction.atomic
def publish_recording(*, recording: Recording, by: User | None, now: datetime) -> Recording:
    """Show it to the cohort: with captions and a transcript, or with a stated reason. Published already, nothing happens.

    Raises `UnableToPublish`.
    """
    recording = Recording.objects.select_for_update().get(pk=recording.pk)
    if recording.published_at is None:
        _check_gate(recording)
        recording.published_at = now
        recording.save(update_fields=["published_at"])
    return recording


@transaction.atomic
def unpublish_recording(*, recording: Recording, by: User | None) -> Recording:
    """Hold it back again."""
    recording = Recording.objects.select_for_update().get(pk=recording.pk)
    recording.published_at = None
    recording.save(update_fields=["published_at"])
    return recording


@transaction.atomic
def remove_recording(*, recording: Recording, by: User | None) -> None:
    """Take it away with its transcript; the video itself stays where it is."""
    Recording.objects.filter(pk=recording.pk).delete()


def _write(recording: Recording, *, title: str, has_captions: bool, transcript: str, missing_reason: str) -> Recording:
    recording.title, recording.has_captions = title.strip(), has_captions
    recording.transcript, recording.missing_reason = transcript.strip(), missing_reason.strip()
    check_secure_link(recording.url, UnableToAddRecording, field="url")
    check_fields(recording, UnableToAddRecording)
    if len(recording.transcript) > LONGEST_TRANSCRIPT:
        raise refuse(
            UnableToAddRecording,
            _("A transcript has at most %(most)d characters.") % {"most": LONGEST_TRANSCRIPT},
            field="transcript",
        )
    if recording.published_at is not None:
        _check_gate(recording)
    recording.save()
    return recording


def _check_gate(recording: Recording) -> None:
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
