"""Looking at meetings that were made: were they deleted or changed at Zoom? For tasks: it waits for Zoom."""

from __future__ import annotations

from datetime import datetime, timedelta

from common.background import start_on_commit
from sessions.enums import SessionStatus, ZoomState
from sessions.models import ZoomMeeting
from sessions.operations.zoom_meetings import send_to_work
from sessions.operations.zoom_registrants import somebody_came_or_went
from sessions.operations.zoom_work import found_in, kept_facts
from sessions.zoom.client import Zoom
from sessions.zoom.errors import MeetingIsGone, ZoomError

CHECK = "live_sessions.check_meeting"
# Meetings of the coming days are looked at every hour.
COMING = timedelta(days=7)
# Those that nobody is working on; one that was gone may have been brought back at Zoom.
AT_REST = [ZoomState.STANDING, ZoomState.DRIFTED, ZoomState.GONE]


def ring_for_checks(*, now: datetime) -> int:
    """Start a look at each meeting of the coming days, and send to work those for which somebody is to be registered."""
    coming = ZoomMeeting.objects.filter(
        is_wanted=True,
        state__in=AT_REST,
        meeting_id__isnull=False,
        live_session__status=SessionStatus.SCHEDULED,
        live_session__starts_at__range=(now, now + COMING),
    ).order_by("live_session__starts_at", "pk")
    for meeting in coming:
        if meeting.wanted["registration"] and meeting.state == ZoomState.STANDING and somebody_came_or_went(meeting):
            send_to_work(meeting)
        else:
            start_on_commit(CHECK, meeting=meeting.pk)
    return len(coming)


def check_meeting(*, meeting_pk: int, zoom: Zoom | None, now: datetime) -> None:
    """Read the meeting at Zoom and write down how it stands. One that was changed meanwhile is let be."""
    meeting = ZoomMeeting.objects.filter(pk=meeting_pk, is_wanted=True, state__in=AT_REST).first()
    if meeting is None or meeting.meeting_id is None or zoom is None:
        return
    as_read = ZoomMeeting.objects.filter(
        pk=meeting.pk, revision=meeting.revision, state__in=AT_REST, meeting_id=meeting.meeting_id
    )
    try:
        at_zoom = zoom.meetings.get(meeting.meeting_id)
    except MeetingIsGone as error:
        as_read.update(
            state=ZoomState.GONE, found={}, error_kind=error.kind, error_facts=kept_facts(error), checked_at=now
        )
    except ZoomError as error:
        # How it stands isn't known; the next look tells.
        as_read.update(error_kind=error.kind, error_facts=kept_facts(error))
    else:
        found = found_in(meeting, at_zoom)
        as_read.update(
            state=ZoomState.DRIFTED if found else ZoomState.STANDING,
            found=found,
            join_url=at_zoom.join_url,
            error_kind="",
            error_facts={},
            checked_at=now,
        )
