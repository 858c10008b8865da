"""What a session's meeting at Zoom should be: written with the session, brought about by a task (`zoom_work`)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from cohorts.enums import GOING_ON
from common.background import start_on_commit
from sessions.enums import ZoomState
from sessions.models import LiveSession, ZoomMeeting
from sessions.operations.zoom_client import zoom_is_set_up
from sessions.operations.zoom_rooms import first_rooms

logger = logging.getLogger(__name__)

WORK = "live_sessions.bring_meeting_along"
# Sessions are looked after from so long before their start: those beyond get a meeting when somebody touches them.
AHEAD = timedelta(days=60)


def keep_meeting_in_step(*, live_session: LiveSession, now: datetime) -> None:
    """To be called in the transaction that scheduled, changed, moved or cancelled the session, its row locked.

    A session from afar without a pasted link gets a meeting where the portal has keys and nobody chose otherwise. Nothing is
    asked of Zoom here. What is over stays as it was.
    """
    if live_session.ends_at <= now:
        return
    should, wanted = _should_stand(live_session), _as_it_should_be(live_session)
    meeting = ZoomMeeting.objects.select_for_update().filter(live_session=live_session).first()
    if meeting is None:
        if should and zoom_is_set_up():
            rooms = first_rooms(live_session)
            meeting = ZoomMeeting.objects.create(live_session=live_session, wanted=wanted, rooms=rooms)
            start_on_commit(WORK, meeting=meeting.pk)
        return
    before = (meeting.is_wanted, meeting.wanted)
    if before == (should, wanted):
        return
    meeting.is_wanted, meeting.wanted = should, wanted
    if should or before[0]:
        send_to_work(meeting)
    else:
        meeting.save()


def keep_rooms_in_step(*, live_session: LiveSession, now: datetime) -> None:
    """To be called in the transaction that published breakouts or took them back, the session's row locked.

    The meeting's task assigns the rooms of the first round; where the portal has no meeting, facilitators take the table to Zoom.
    """
    if live_session.ends_at <= now:
        return
    meeting = ZoomMeeting.objects.select_for_update().filter(live_session=live_session, is_wanted=True).first()
    rooms = first_rooms(live_session)
    if meeting is None or meeting.rooms == rooms:
        return
    meeting.rooms = rooms
    send_to_work(meeting)


def let_go_of_meeting(*, live_session: LiveSession) -> None:
    """To be called before a session is removed: its row outlives it until the meeting is gone from Zoom."""
    meeting = ZoomMeeting.objects.select_for_update().filter(live_session=live_session).first()
    if meeting is not None:
        meeting.is_wanted = False
        send_to_work(meeting)


def plan_meetings(*, now: datetime) -> None:
    """The same for all sessions of the coming weeks: those scheduled before there were keys, and where the cohort's zone or its
    wish for registration has changed."""
    if not zoom_is_set_up():
        return
    coming = LiveSession.objects.scheduled().not_over(now).filter(starts_at__lte=now + AHEAD)
    for pk in coming.filter(cohort__status__in=GOING_ON).order_by("starts_at", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            sessions = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort")
            live_session = sessions.filter(pk=pk).first()
            if live_session is not None:
                keep_meeting_in_step(live_session=live_session, now=now)
    for orphan in ZoomMeeting.objects.filter(live_session__isnull=True, is_wanted=True):
        # Its cohort was deleted, and the session with it.
        orphan.is_wanted = False
        send_to_work(orphan)


def ring_for_what_waits(*, now: datetime) -> int:
    """Start a task for each meeting whose turn it is; how many. It finds what a lost message or a killed worker left."""
    waiting = ZoomMeeting.objects.to_work_on(now).order_by("pk").values_list("pk", flat=True)
    for pk in waiting:
        start_on_commit(WORK, meeting=pk)
    return len(waiting)


def send_to_work(meeting: ZoomMeeting) -> None:
    """Save it as waiting its turn, from the first try on. A worker that is at it now begins again when it is done."""
    meeting.revision += 1
    if meeting.state != ZoomState.AT_WORK:
        meeting.state = ZoomState.WAITING
    meeting.tries, meeting.retry_at = 0, None
    meeting.save()
    start_on_commit(WORK, meeting=meeting.pk)


def _should_stand(live_session: LiveSession) -> bool:
    return (
        live_session.makes_meeting
        and not live_session.join_url
        and not live_session.is_cancelled
        and live_session.has_online_room
    )


def _as_it_should_be(live_session: LiveSession) -> dict[str, Any]:
    cohort = live_session.cohort
    return {
        "topic": str(live_session),
        "starts_at": live_session.starts_at.isoformat(),
        "minutes": live_session.minutes,
        "zone": cohort.time_zone,
        "host": live_session.zoom_host or settings.ZOOM_HOST,
        "registration": cohort.zoom_registration,
    }
