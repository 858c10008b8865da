"""The state of asking Zoom what was recorded: begun with the ringing for a task, ended by the task, shown at the desk."""

from __future__ import annotations

from datetime import datetime

from common.background import start_on_commit
from sessions.enums import InquiryState
from sessions.models import LiveSession, RecordingInquiry, ZoomMeeting
from sessions.operations.zoom_work import kept_facts
from sessions.querysets import LEASE
from sessions.zoom.errors import ZoomError

TAKE_RECORDINGS = "live_sessions.take_recordings"


def have_asked(*, meeting: ZoomMeeting, live_session: LiveSession, uuid: str, now: datetime) -> None:
    """Ring for the task that asks, and note that Zoom is being asked about this holding (`uuid`; "" for the latest)."""
    asking = {"uuid": uuid, "state": InquiryState.ASKING, "asked_at": now, "retry_at": None}
    RecordingInquiry.objects.update_or_create(live_session=live_session, defaults=asking)
    start_on_commit(TAKE_RECORDINGS, meeting=meeting.pk, uuid=uuid)


def note_answer(*, live_session: LiveSession, found: int, coming: int, now: datetime) -> None:
    """Zoom has said what there is: so many files, and so many that it is still making."""
    _note(
        live_session, now, state=InquiryState.ANSWERED, files_found=found, files_coming=coming, answered_at=now,
        error_kind="", error_facts={}, retry_at=None,
    )  # fmt: skip


def note_failure(*, live_session: LiveSession, error: ZoomError, again_at: datetime | None, now: datetime) -> None:
    """Zoom has not said it, and why; `again_at` is when a task asks by itself."""
    facts = {"error_kind": error.kind, "error_facts": kept_facts(error), "retry_at": again_at}
    _note(live_session, now, state=InquiryState.FAILED, **facts)


def ring_for_unanswered(*, now: datetime) -> int:
    """Ask anew where the message was lost; how many. The task always says how it ended."""
    lost = RecordingInquiry.objects.filter(state=InquiryState.ASKING, asked_at__lte=now - LEASE)
    meetings = ZoomMeeting.objects.filter(live_session__recording_inquiry__in=lost, meeting_id__isnull=False)
    found = list(meetings.select_related("live_session__recording_inquiry").order_by("pk"))
    for meeting in found:
        live_session = meeting.live_session
        if live_session is not None:
            uuid = live_session.recording_inquiry.uuid
            have_asked(meeting=meeting, live_session=live_session, uuid=uuid, now=now)
    return len(found)


def _note(live_session: LiveSession, now: datetime, **said: object) -> None:
    RecordingInquiry.objects.update_or_create(
        live_session=live_session, defaults=said, create_defaults={"asked_at": now, **said}
    )
