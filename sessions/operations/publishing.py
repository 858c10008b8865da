"""Publishing by itself, where a cohort wants that: a recording from Zoom, once its captions and its transcript are here."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from common.history import sign_change
from sessions.models import Recording
from sessions.operations.transcripts import note_captions

BY_ITSELF = "Published by itself"


@transaction.atomic
def publish_by_itself(*, recording_pk: int, ended_at: datetime | None, now: datetime) -> bool:
    """Show it to the cohort if all that is asked for is so; whether it did. Asked as often as a file comes, it does so once.

    Asked for: the cohort's setting, something that plays, captions and a transcript (a stated reason does not do), and that it
    was recorded while the session was held (`ended_at` is when it stopped, as far as Zoom says). What somebody has held back, or
    taken away before, stays so until somebody publishes it.
    """
    recordings = Recording.objects.select_for_update(of=("self",)).select_related("live_session__cohort")
    recording = recordings.filter(pk=recording_pk, published_at=None, stays_held_back=False).first()
    if recording is None or not _may_be_shown(recording) or not _was_held(recording, ended_at):
        return False
    note_captions(recording)
    if not (recording.has_captions and recording.transcript and recording.files.playing().exists()):
        return False
    recording.published_at = now
    sign_change(recording, by=None, reason=BY_ITSELF)
    recording.save(update_fields=["published_at", "has_captions"])
    return True


def _may_be_shown(recording: Recording) -> bool:
    session = recording.live_session
    cohort = session.cohort
    from_zoom = bool(recording.zoom_uuid)
    return cohort.recordings_publish_themselves and cohort.is_open and not session.is_cancelled and from_zoom


def _was_held(recording: Recording, ended_at: datetime | None) -> bool:
    """Whether it is of the session itself: a host may have tried the room, and recorded that, on another day."""
    session, began = recording.live_session, recording.begins_at
    if began is None or began >= session.ends_at:
        return False
    return ended_at > session.starts_at if ended_at else began >= session.doors_open_at
