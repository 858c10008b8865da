"""What facilitators do about a meeting that isn't as it should be."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from sessions.enums import ZoomState
from sessions.models import LiveSession, ZoomMeeting
from sessions.operations.schedule import move_session
from sessions.operations.zoom_meetings import keep_meeting_in_step, send_to_work

if TYPE_CHECKING:
    from accounts.models import User


class UnableToBringAlong(DomainError):
    """There is no meeting to bring along, or no sense in it any more."""


class UnableToTakeOver(DomainError):
    """Zoom says no time that the session could take over."""


@transaction.atomic
def bring_along_again(*, live_session: LiveSession, now: datetime) -> ZoomMeeting:
    """Try again what failed, put back what was changed at Zoom, make anew what was deleted there.

    Under way or as it should be, nothing happens. Raises `UnableToBringAlong`.
    """
    live_session, meeting = _locked(live_session)
    if meeting.is_wanted and live_session.ends_at <= now:
        raise UnableToBringAlong(_("This session is over; its meeting at Zoom stays as it is."))
    if meeting.state == ZoomState.GONE:
        meeting.meeting_id, meeting.uuid, meeting.join_url, meeting.made_for = None, "", "", ""
        meeting.registrants.all().delete()
    if meeting.state in {ZoomState.FAILED, ZoomState.GONE, ZoomState.DRIFTED}:
        send_to_work(meeting)
        keep_meeting_in_step(live_session=live_session, now=now)
    return meeting


@transaction.atomic
def take_over_time(*, live_session: LiveSession, by: User | None, now: datetime) -> LiveSession:
    """Move the session to when the meeting takes place at Zoom. Raises `UnableToTakeOver`, `UnableToMove`."""
    live_session, meeting = _locked(live_session)
    if meeting.state != ZoomState.DRIFTED or not {"starts_at", "minutes"} & meeting.found.keys():
        raise UnableToTakeOver(_("The meeting at Zoom takes place when the session does."))
    said = meeting.found.get("starts_at", live_session.starts_at.isoformat())
    if said is None:
        raise UnableToTakeOver(_("The meeting at Zoom has no date. Put it back, or paste the link of another."))
    return move_session(
        live_session=live_session,
        starts_at=datetime.fromisoformat(said),
        minutes=meeting.found.get("minutes", live_session.minutes),
        reason=_("Moved at Zoom"),
        by=by,
        now=now,
    )


def _locked(live_session: LiveSession) -> tuple[LiveSession, ZoomMeeting]:
    """Both rows as they stand now, the session's first, as everywhere."""
    sessions = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort")
    live_session = sessions.get(pk=live_session.pk)
    meeting = ZoomMeeting.objects.select_for_update().filter(live_session=live_session).first()
    if meeting is None:
        raise UnableToBringAlong(_("The portal has no meeting at Zoom for this session."))
    return live_session, meeting
