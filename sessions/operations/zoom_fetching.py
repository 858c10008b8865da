"""Recordings fetched from Zoom: asked for when Zoom says that there are some, and by hand. For tasks: it waits for Zoom.

What is noted and fetched, and what becomes of it, is `zoom_recordings`' to say; here is who asks, and when again.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.background import start_on_commit
from common.errors import DomainError
from common.marked import gettext_noop
from sessions.enums import FileState, InquiryState
from sessions.models import LiveSession, RecordingFile, RecordingInquiry, ZoomMeeting
from sessions.operations.publishing import publish_by_itself
from sessions.operations.recording_inquiries import have_asked, note_answer, note_failure
from sessions.operations.zoom_client import with_keys
from sessions.operations.zoom_recordings import (
    GIVEN_UP,
    KINDS,
    end_of,
    fetch_file,
    note_gone,
    note_reason,
    receive_recording,
    source_of,
)
from sessions.zoom.client import Zoom
from sessions.zoom.errors import ZoomError
from sessions.zoom.recordings import Recording

logger = logging.getLogger(__name__)

FETCH_FILE = "live_sessions.fetch_file"
# A second click within this time is the same click.
CLICKED_TWICE = timedelta(seconds=30)
# For so long after a file was noted the portal goes on trying by itself; Zoom may be days late, not weeks.
TRIED_FOR = timedelta(days=7)
GONE_AT_ZOOM = gettext_noop("This file is no longer at Zoom.")


class NothingToAsk(DomainError):
    """Zoom can't be asked about this session."""

    def __str__(self) -> str:
        return _("The portal has no meeting at Zoom for this session, or it has not been held yet.")


class NothingToFetch(DomainError):
    """The file is here already, or on its way."""

    def __str__(self) -> str:
        return _("This file is here already, or being fetched.")


def take_recordings(
    *, meeting_pk: int, uuid: str, zoom: Zoom | None, now: datetime, again_at: datetime | None = None
) -> int:
    """Note what was recorded of one holding (`uuid`; "" for the latest), and have it fetched; how many files wait.

    How it ended stands at the session's recordings; `again_at` is when the task would ask again by itself, where that may help.
    Nothing happens where the session is gone, or where Zoom has nothing ready: it tells again when it has. Raises `ZoomError`.
    """
    meeting = ZoomMeeting.objects.select_related("live_session").filter(pk=meeting_pk).first()
    if meeting is None or meeting.live_session is None or meeting.meeting_id is None:
        return 0
    live_session = meeting.live_session
    try:
        # Asked by the meeting's number, Zoom answers for its latest holding.
        recording = with_keys(zoom).recordings.of(uuid or str(meeting.meeting_id))
        return _receive(live_session, recording, now)
    except ZoomError as error:
        again = again_at if error.try_again else None
        note_failure(live_session=live_session, error=error, again_at=again, now=now)
        raise
    except Exception:
        note_failure(live_session=live_session, error=ZoomError(), again_at=None, now=now)
        raise


@transaction.atomic
def _receive(live_session: LiveSession, recording: Recording | None, now: datetime) -> int:
    waiting = receive_recording(live_session=live_session, recording=recording, now=now) if recording else []
    for file in waiting:
        start_on_commit(FETCH_FILE, file=file.pk)
    wanted = [source.ready for source in (recording.files if recording else ()) if source.file_type in KINDS]
    note_answer(live_session=live_session, found=sum(wanted), coming=len(wanted) - sum(wanted), now=now)
    return len(waiting)


def bring_file(*, file_pk: int, zoom: Zoom | None, now: datetime) -> None:
    """Fetch one file, from where Zoom has it now. What goes wrong stands at the file; the sweeper tries again what may pass."""
    file = RecordingFile.objects.select_related("recording").filter(pk=file_pk).first()
    if file is None or file.state == FileState.HERE:
        return
    try:
        recordings = with_keys(zoom).recordings
        listing = recordings.of(file.recording.zoom_uuid)
        source = source_of(file, listing)
        if listing is None or source is None:
            note_gone(file=file, sentence=GONE_AT_ZOOM)
            return
        fetch_file(file=file, source=source, download=recordings.download, now=now)
        publish_by_itself(recording_pk=file.recording_id, ended_at=end_of(file.recording, listing), now=now)
    except ZoomError as error:
        note_reason(file=file, error=error)
        logger.warning("A file of a recording did not come from Zoom: %s.", error.kind)


def ask_for_recordings(*, live_session: LiveSession, now: datetime) -> None:
    """Have Zoom asked now what was recorded of the session, and what failed tried again. Raises `NothingToAsk`."""
    meeting = ZoomMeeting.objects.filter(live_session=live_session).exclude(meeting_id=None).first()
    if meeting is None or live_session.starts_at > now:
        raise NothingToAsk
    files = RecordingFile.objects.filter(recording__live_session=live_session, state=FileState.FAILED)
    with transaction.atomic():
        LiveSession.objects.select_for_update(of=("self",)).get(pk=live_session.pk)
        asking = RecordingInquiry.objects.filter(live_session=live_session, state=InquiryState.ASKING)
        if asking.filter(asked_at__gt=now - CLICKED_TWICE).exists():
            return
        have_asked(meeting=meeting, live_session=live_session, uuid="", now=now)
        for pk in files.exclude(zoom_key="").values_list("pk", flat=True):
            start_on_commit(FETCH_FILE, file=pk)


@transaction.atomic
def fetch_again(*, file: RecordingFile) -> None:
    """Have one file fetched that did not come, or that was left at Zoom. Raises `NothingToFetch`."""
    file = RecordingFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not (file.zoom_key and file.may_be_fetched_by_hand):
        raise NothingToFetch
    file.state, file.failure = FileState.WAITING, {}
    file.save(update_fields=["state", "failure"])
    start_on_commit(FETCH_FILE, file=file.pk)


def ring_for_files(*, now: datetime) -> int:
    """Have fetched what waits, failed or was left behind by a killed worker; how many files."""
    left_behind = Q(state=FileState.FETCHING, claimed_at__lte=now - GIVEN_UP)
    files = RecordingFile.objects.exclude(zoom_key="").filter(added_at__gt=now - TRIED_FOR)
    files = files.filter(Q(state__in=[FileState.WAITING, FileState.FAILED]) | left_behind)
    found = list(files.values_list("pk", flat=True))
    for pk in found:
        start_on_commit(FETCH_FILE, file=pk)
    return len(found)
