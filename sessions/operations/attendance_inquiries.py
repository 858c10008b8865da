"""Who was in a session, asked of Zoom once it is over: what no event told, and what was told while the portal was away.

Asked by itself at the first hourly look after the end, and by the button at the desk; the task waits for Zoom. What Zoom answers
stands beside what its events told: stays are united, so nothing counts twice (`sessions.attendance.signs`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from common.background import start_on_commit
from sessions.enums import InquiryState
from sessions.models import AttendanceInquiry, LiveSession, ZoomMeeting
from sessions.operations.attendance import record_stays
from sessions.operations.zoom_client import with_keys
from sessions.operations.zoom_fetching import CLICKED_TWICE, NothingToAsk
from sessions.operations.zoom_work import kept_facts
from sessions.querysets import LEASE
from sessions.zoom.client import Zoom
from sessions.zoom.errors import ZoomError
from sessions.zoom.participants import Participant
from sessions.zoom.webhook.life import Stay

TAKE_ATTENDANCE = "live_sessions.take_attendance"
# Zoom's list is ready a little after the end; for so long after it the portal asks by itself while the list is empty.
READY_AFTER, ASKED_FOR = timedelta(minutes=10), timedelta(days=1)
# Somebody may open the room long before the doors do; what was held earlier was another thing.
OPENED_EARLY = timedelta(hours=12)
# Where the events of a holding are kept under its uuid, Zoom's list of the same holding is kept under this.
LISTED = "list of {}"


def ask_who_was_there(*, live_session: LiveSession, now: datetime) -> None:
    """Have Zoom asked now. A second click is the same click. Raises `NothingToAsk`."""
    meeting = _with_a_number().filter(live_session=live_session).first()
    if meeting is None or live_session.starts_at > now:
        raise NothingToAsk
    with transaction.atomic():
        LiveSession.objects.select_for_update(of=("self",)).get(pk=live_session.pk)
        asking = AttendanceInquiry.objects.filter(live_session=live_session, state=InquiryState.ASKING)
        if not asking.filter(asked_at__gt=now - CLICKED_TWICE).exists():
            _have_asked(meeting, now)


def ring_for_attendance(*, now: datetime) -> int:
    """Ask about sessions that are just over, while Zoom has nobody; and anew where a message was lost. How many."""
    unasked = Q(live_session__attendance_inquiry=None)
    empty = Q(
        live_session__attendance_inquiry__state=InquiryState.ANSWERED, live_session__attendance_inquiry__stays_found=0
    )
    # No session lasts longer than half a day.
    recent = Q(live_session__starts_at__range=(now - ASKED_FOR - timedelta(hours=12), now))
    lost = Q(
        live_session__attendance_inquiry__state=InquiryState.ASKING,
        live_session__attendance_inquiry__asked_at__lte=now - LEASE,
    )
    found = [
        meeting
        for meeting in _with_a_number().filter(recent & (unasked | empty)).order_by("pk")
        if meeting.live_session and READY_AFTER <= now - meeting.live_session.ends_at <= ASKED_FOR
    ]
    found += _with_a_number().filter(lost).order_by("pk")
    for meeting in found:
        _have_asked(meeting, now)
    return len(found)


def take_attendance(*, meeting_pk: int, zoom: Zoom | None, now: datetime, again_at: datetime | None = None) -> int:
    """Ask Zoom who was there and note it; how many comings there were.

    How it ended stands at the session's attendance; `again_at` is when the task would ask again by itself, where that may help.
    Nothing happens where the session is gone. Raises `ZoomError`.
    """
    meeting = _with_a_number().filter(pk=meeting_pk).first()
    if meeting is None or meeting.live_session is None or meeting.meeting_id is None:
        return 0
    try:
        told = _listed(with_keys(zoom), meeting.meeting_id, meeting.live_session)
    except Exception as error:
        known = error if isinstance(error, ZoomError) else ZoomError()
        again = again_at if known.try_again else None
        _note(
            meeting.live_session, now, state=InquiryState.FAILED, error_kind=known.kind, error_facts=kept_facts(known),
            retry_at=again,
        )  # fmt: skip
        raise
    return _write_down(meeting, meeting.live_session, told, now)


def _with_a_number() -> QuerySet[ZoomMeeting]:
    meetings = ZoomMeeting.objects.exclude(meeting_id=None).exclude(live_session=None)
    return meetings.select_related("live_session__cohort")


def _listed(zoom: Zoom, meeting_id: int, live_session: LiveSession) -> dict[str, list[Stay]]:
    """Who was in during the session, by holding."""
    earliest = live_session.doors_open_at - OPENED_EARLY
    holdings = [one for one in zoom.past.holdings(meeting_id) if earliest <= one.started_at < live_session.ends_at]
    return {one.uuid: list(_stays(zoom.past.participants(one.uuid), live_session)) for one in holdings}


def _stays(rows: Iterable[Participant], live_session: LiveSession) -> Iterable[Stay]:
    """The stays during the session. A wait before the door is none, nor is somebody without name and address."""
    for row in rows:
        joined, left = row.joined_at, row.left_at
        if joined and left is None and row.seconds:
            left = joined + timedelta(seconds=row.seconds)
        if row.in_waiting_room or not (row.name or row.email) or joined is None or left is None:
            continue
        if joined < live_session.ends_at and left > live_session.doors_open_at:
            yield Stay(row.user_id, row.name, row.email, row.registrant_id, row.room, joined, left)


@transaction.atomic
def _write_down(meeting: ZoomMeeting, live_session: LiveSession, told: dict[str, list[Stay]], now: datetime) -> int:
    registrants = meeting.registrants.exclude(registrant_id="").values_list("registrant_id", "enrollment__person")
    people = dict(registrants)
    found = sum(
        record_stays(live_session=live_session, uuid=LISTED.format(uuid), stays=stays, now=now, registrants=people)
        for uuid, stays in told.items()
    )
    _note(
        live_session, now, state=InquiryState.ANSWERED, answered_at=now, stays_found=found, error_kind="",
        error_facts={}, retry_at=None,
    )  # fmt: skip
    return found


def _have_asked(meeting: ZoomMeeting, now: datetime) -> None:
    asking = {"state": InquiryState.ASKING, "asked_at": now, "retry_at": None}
    AttendanceInquiry.objects.update_or_create(live_session=meeting.live_session, defaults=asking)
    start_on_commit(TAKE_ATTENDANCE, meeting=meeting.pk)


def _note(live_session: LiveSession, now: datetime, **said: object) -> None:
    AttendanceInquiry.objects.update_or_create(
        live_session=live_session, defaults=said, create_defaults={"asked_at": now, **said}
    )
