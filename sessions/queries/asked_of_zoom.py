"""Whether Zoom has been asked what was recorded of a session, or who was there, and what came of it: for those who run it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sessions.enums import InquiryState
from sessions.models import AttendanceInquiry, LiveSession, RecordingInquiry, ZoomMeeting
from sessions.queries.room import sentence_about


@dataclass(frozen=True)
class AskedOfZoom:
    """How asking Zoom stands; `inquiry` is None where nobody has asked yet. `error` is what went wrong last, as a sentence."""

    inquiry: RecordingInquiry | AttendanceInquiry | None
    error: str

    @property
    def state(self) -> str:
        return self.inquiry.state if self.inquiry else ""


def asked_of_zoom(
    live_session: LiveSession, question: Literal["recording_inquiry", "attendance_inquiry"], now: datetime
) -> AskedOfZoom | None:
    """None where Zoom can't be asked: the portal made no meeting for the session, or it has not begun. One query."""
    if live_session.starts_at > now:
        return None
    meetings = ZoomMeeting.objects.filter(live_session=live_session).exclude(meeting_id=None)
    meeting = meetings.select_related(f"live_session__{question}").defer("join_url").first()
    if meeting is None:
        return None
    inquiry: RecordingInquiry | AttendanceInquiry | None = getattr(meeting.live_session, question, None)
    if inquiry is None or inquiry.state != InquiryState.FAILED:
        return AskedOfZoom(inquiry, "")
    return AskedOfZoom(inquiry, sentence_about(inquiry))
