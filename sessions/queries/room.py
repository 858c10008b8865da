"""Where a session's room is, and how its meeting at Zoom stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from sessions.enums import InquiryState, ZoomState
from sessions.models import LiveSession, ZoomMeeting, ZoomRegistrant
from sessions.zoom.errors import sentence_of

if TYPE_CHECKING:
    from accounts.models import User
    from sessions.models.inquiry import Inquiry


def room_link(live_session: LiveSession, viewer: User) -> str:
    """Where the viewer is sent to: a pasted link, else their own to the session's meeting, else the meeting's; "" for nowhere.

    To be written into a redirection, and nowhere else. At most one query.
    """
    if live_session.join_url:
        return live_session.join_url
    own = ZoomRegistrant.objects.filter(meeting=OuterRef("pk"), enrollment__person=viewer).values("join_url")[:1]
    links = (
        ZoomMeeting.objects.joinable()
        .filter(live_session=live_session)
        .annotate(own_url=Subquery(own))
        .values_list("own_url", "join_url")
        .first()
    )
    return (links[0] or links[1]) if links else ""


def has_room(live_session: LiveSession) -> bool:
    """Whether people can be sent anywhere."""
    return bool(live_session.join_url) or ZoomMeeting.objects.joinable().filter(live_session=live_session).exists()


@dataclass(frozen=True)
class MeetingPanel:
    """A session's meeting at Zoom as those who run the session see it. `error` is the sentence of what last went wrong.

    `may_start`: those who run the session can start it as its host, up to its end.
    `recordings_failed`, `attendance_failed`: Zoom was asked what was recorded, or who was there, and has not said it.
    """

    meeting: ZoomMeeting
    error: str
    begins_at_zoom: datetime | None
    recordings_failed: bool
    attendance_failed: bool
    may_start: bool

    @property
    def state(self) -> str:
        return self.meeting.state

    @property
    def moved_at_zoom(self) -> bool:
        """Whether the session could take over the time of the meeting."""
        found: dict[str, Any] = self.meeting.found
        return bool({"starts_at", "minutes"} & found.keys()) and found.get("starts_at", "") is not None

    @property
    def minutes_at_zoom(self) -> int | None:
        return self.meeting.found.get("minutes")

    @property
    def topic_at_zoom(self) -> str | None:
        return self.meeting.found.get("topic")

    @property
    def differs_in_registration(self) -> bool:
        return "registration" in self.meeting.found

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody has to do something, or may have to."""
        return self.state in {ZoomState.FAILED, ZoomState.GONE, ZoomState.DRIFTED}


def meeting_panel(live_session: LiveSession, now: datetime) -> MeetingPanel | None:
    """Nothing where the portal has no meeting for the session and wants none. One query."""
    meetings = ZoomMeeting.objects.filter(live_session=live_session).select_related(
        "live_session__recording_inquiry", "live_session__attendance_inquiry"
    )
    meeting = meetings.defer("join_url").first()
    if meeting is None or (meeting.state == ZoomState.TAKEN_AWAY and not meeting.is_wanted):
        return None
    begins = meeting.found.get("starts_at")
    return MeetingPanel(
        meeting=meeting,
        error=sentence_about(meeting),
        begins_at_zoom=datetime.fromisoformat(begins) if begins else None,
        may_start=_may_start(meeting, live_session, now),
        recordings_failed=_has_failed(meeting, "recording_inquiry"),
        attendance_failed=_has_failed(meeting, "attendance_inquiry"),
    )


def _has_failed(meeting: ZoomMeeting, inquiry: str) -> bool:
    return getattr(getattr(meeting.live_session, inquiry, None), "state", "") == InquiryState.FAILED


def _may_start(meeting: ZoomMeeting, live_session: LiveSession, now: datetime) -> bool:
    stands = meeting.is_wanted and meeting.meeting_id is not None and meeting.state != ZoomState.GONE
    held = not live_session.is_cancelled and live_session.ends_at > now and not live_session.join_url
    return bool(settings.ZOOM_ACCOUNT_ID) and stands and held


def sentence_about(row: ZoomMeeting | Inquiry) -> str:
    """What last went wrong, for people; "" for nothing."""
    if not row.error_kind:
        return ""
    sentence = _(sentence_of(row.error_kind))
    try:
        return sentence % row.error_facts
    except (KeyError, TypeError, ValueError):
        # Written by an earlier version, which knew other facts.
        return sentence
