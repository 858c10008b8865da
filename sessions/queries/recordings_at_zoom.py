"""Whether Zoom has been asked what was recorded of a session, and what came of it: for those who run it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sessions.enums import InquiryState
from sessions.models import LiveSession, RecordingInquiry, ZoomMeeting
from sessions.queries.room import sentence_about


@dataclass(frozen=True)
class RecordingsAtZoom:
    """How asking Zoom stands; `inquiry` is None where nobody has asked yet. `error` is what went wrong last, as a sentence."""

    inquiry: RecordingInquiry | None
    error: str

    @property
    def state(self) -> str:
        return self.inquiry.state if self.inquiry else ""

    @property
    def has_nothing(self) -> bool:
        """Whether Zoom has answered that there is nothing, not even something that it is still making."""
        inquiry = self.inquiry
        return bool(inquiry) and not (inquiry.files_found or inquiry.files_coming)  # type: ignore[union-attr]


def recordings_at_zoom(live_session: LiveSession, now: datetime) -> RecordingsAtZoom | None:
    """None where Zoom can't be asked: the portal made no meeting for the session, or it has not begun. One query."""
    if live_session.starts_at > now:
        return None
    meetings = ZoomMeeting.objects.filter(live_session=live_session).exclude(meeting_id=None)
    meeting = meetings.select_related("live_session__recording_inquiry").defer("join_url").first()
    if meeting is None:
        return None
    inquiry: RecordingInquiry | None = getattr(meeting.live_session, "recording_inquiry", None)
    if inquiry is None or inquiry.state != InquiryState.FAILED:
        return RecordingsAtZoom(inquiry, "")
    return RecordingsAtZoom(inquiry, sentence_about(inquiry))
