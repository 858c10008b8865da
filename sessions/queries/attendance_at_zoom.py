"""Whether Zoom has been asked who was in a session, and what came of it: for those who run it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sessions.enums import InquiryState
from sessions.models import AttendanceInquiry, LiveSession, ZoomMeeting
from sessions.queries.room import sentence_about


@dataclass(frozen=True)
class AttendanceAtZoom:
    """How asking Zoom stands; `inquiry` is None where nobody has asked yet. `error` is what went wrong last, as a sentence."""

    inquiry: AttendanceInquiry | None
    error: str

    @property
    def state(self) -> str:
        return self.inquiry.state if self.inquiry else ""


def attendance_at_zoom(live_session: LiveSession, now: datetime) -> AttendanceAtZoom | None:
    """None where Zoom can't be asked: the portal made no meeting for the session, or it has not begun. One query."""
    if live_session.starts_at > now:
        return None
    meetings = ZoomMeeting.objects.filter(live_session=live_session).exclude(meeting_id=None)
    meeting = meetings.select_related("live_session__attendance_inquiry").defer("join_url").first()
    if meeting is None:
        return None
    inquiry: AttendanceInquiry | None = getattr(meeting.live_session, "attendance_inquiry", None)
    has_failed = inquiry is not None and inquiry.state == InquiryState.FAILED
    return AttendanceAtZoom(inquiry, sentence_about(inquiry) if inquiry and has_failed else "")
