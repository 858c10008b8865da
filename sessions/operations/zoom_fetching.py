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
from sessions.enums import FileState
from sessions.models import LiveSession, RecordingFile, ZoomMeeting
from sessions.operations.zoom_recordings import GIVEN_UP, fetch_file, note_gone, receive_recording, source_of
from sessions.zoom.client import Zoom
from sessions.zoom.errors import ZoomError

logger = logging.getLogger(__name__)

TAKE_RECORDINGS, FETCH_FILE = "live_sessions.take_recordings", "live_sessions.fetch_file"
# For so long after a file was noted the portal goes on trying by itself; Zoom may be days late, not weeks.
TRIED_FOR = timedelta(days=7)
GONE_AT_ZOOM = gettext_noop("This file is no longer at Zoom.")


class NothingToAsk(DomainError):
    """Zoom can't be asked about this session."""

    def __str__(self) -> str:
        return _("The portal has no meeting at Zoom for this session, or it has not been held yet.")


def take_recordings(*, meeting_pk: int, uuid: str, zoom: Zoom | None, now: datetime) -> int:
    """Note what was recorded of one holding (`uuid`; "" for the latest), and have it fetched; how many files wait.

    Nothing happens without keys, where the session is gone, or where Zoom has nothing ready: it tells again when it has.
    Raises `ZoomError`.
    """
    meeting = ZoomMeeting.objects.select_related("live_session").filter(pk=meeting_pk).first()
    if zoom is None or meeting is None or meeting.live_session is None or meeting.meeting_id is None:
        return 0
    # Asked by the meeting's number, Zoom answers for its latest holding.
    recording = zoom.recordings.of(uuid or str(meeting.meeting_id))
    if recording is None:
        return 0
    with transaction.atomic():
        waiting = receive_recording(live_session=meeting.live_session, recording=recording, now=now)
        for file in waiting:
            start_on_commit(FETCH_FILE, file=file.pk)
    return len(waiting)


def bring_file(*, file_pk: int, zoom: Zoom | None, now: datetime) -> None:
    """Fetch one file, from where Zoom has it now. What goes wrong stands at the file; the sweeper tries again what may pass."""
    file = RecordingFile.objects.select_related("recording").filter(pk=file_pk).first()
    if zoom is None or file is None or file.state == FileState.HERE:
        return
    try:
        source = source_of(file, zoom.recordings.of(file.recording.zoom_uuid))
        if source is None:
            note_gone(file=file, sentence=GONE_AT_ZOOM)
            return
        fetch_file(file=file, source=source, download=zoom.recordings.download, now=now)
    except ZoomError as error:
        logger.warning("A file of a recording did not come from Zoom: %s.", error.kind)


def ask_for_recordings(*, live_session: LiveSession, now: datetime) -> None:
    """Have Zoom asked now what was recorded of the session, and what failed tried again. Raises `NothingToAsk`."""
    meeting = ZoomMeeting.objects.filter(live_session=live_session).exclude(meeting_id=None).first()
    if meeting is None or live_session.starts_at > now:
        raise NothingToAsk
    files = RecordingFile.objects.filter(recording__live_session=live_session, state=FileState.FAILED)
    with transaction.atomic():
        start_on_commit(TAKE_RECORDINGS, meeting=meeting.pk, uuid="")
        for pk in files.exclude(zoom_key="").values_list("pk", flat=True):
            start_on_commit(FETCH_FILE, file=pk)


def ring_for_files(*, now: datetime) -> int:
    """Have fetched what waits, failed or was left behind by a killed worker; how many files."""
    left_behind = Q(state=FileState.FETCHING, claimed_at__lte=now - GIVEN_UP)
    files = RecordingFile.objects.exclude(zoom_key="").filter(added_at__gt=now - TRIED_FOR)
    files = files.filter(Q(state__in=[FileState.WAITING, FileState.FAILED]) | left_behind)
    found = list(files.values_list("pk", flat=True))
    for pk in found:
        start_on_commit(FETCH_FILE, file=pk)
    return len(found)
