"""What Zoom told, applied: always from all events of a meeting at once, so that order and repetition don't matter."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Min, QuerySet

from common.background import start_on_commit
from common.marked import gettext_noop
from sessions.enums import EventState
from sessions.models import LiveSession, ZoomEvent, ZoomMeeting
from sessions.operations.attendance import lock_names, record_stays
from sessions.operations.recording_inquiries import have_asked
from sessions.operations.zoom_checks import CHECK
from sessions.operations.zoom_inbox import APPLY
from sessions.zoom.webhook.events import (
    Event,
    MeetingChanged,
    MeetingDeleted,
    NotAnEvent,
    ParticipantEvent,
    RecordingCompleted,
    TranscriptCompleted,
    read_event,
)
from sessions.zoom.webhook.life import Life, lives

logger = logging.getLogger(__name__)

OF_A_ROOM = gettext_noop("What is said in breakout rooms is never fetched.")
NOT_OURS = gettext_noop("No session of the portal has this meeting.")


def apply_waiting_events(*, now: datetime) -> int:
    """Apply what waits, meeting by meeting; how many events. What is wrong with one meeting holds no other up."""
    waiting = ZoomEvent.objects.waiting().values("meeting_id").annotate(first=Min("received_at")).order_by("first")
    applied = 0
    for number in list(waiting.values_list("meeting_id", flat=True)):
        try:
            applied += apply_events(meeting_id=number, now=now)
        except OperationalError:
            # The database's trouble, not the events': they wait for the next ring.
            logger.warning("The events of a meeting at Zoom wait on.", exc_info=True)
        except Exception as error:
            logger.exception("The events of a meeting at Zoom could not be applied.")
            stuck = ZoomEvent.objects.waiting().filter(meeting_id=number)
            stuck.update(state=EventState.FAILED, reason=type(error).__name__)
    return applied


def apply_again(*, events: QuerySet[ZoomEvent]) -> int:
    """Put them back to wait, whatever became of them; how many. Applying twice is applying once. Emptied ones say nothing."""
    again = events.exclude(meeting_id=None).exclude(state=EventState.WAITING).filter(emptied_at=None)
    count = again.update(state=EventState.WAITING, reason="")
    if count:
        start_on_commit(APPLY)
    return count


@transaction.atomic
def apply_events(*, meeting_id: int | None, now: datetime) -> int:
    """Apply the waiting events of one meeting; how many there were. They wait for one another at the meeting's row."""
    meetings = ZoomMeeting.objects.select_related("live_session__cohort")
    meetings = meetings.filter(meeting_id=meeting_id, meeting_id__isnull=False)
    known = meetings.first()
    if known is not None and known.live_session is not None:
        # The cohort first, as everywhere: who was there is matched under its lock.
        lock_names(known.live_session)
    meeting = meetings.select_for_update(of=("self",)).first()
    waiting = list(ZoomEvent.objects.waiting().filter(meeting_id=meeting_id).order_by("pk"))
    if meeting is None or meeting.live_session is None:
        _note(waiting, EventState.LET_BE, NOT_OURS)
        return len(waiting)
    told = _read(waiting)
    earlier = ZoomEvent.objects.filter(meeting_id=meeting_id, state=EventState.APPLIED).order_by("pk")
    known_events = [*_read(earlier.filter(emptied_at=None)).values(), *told.values()]
    if not earlier.exclude(emptied_at=None).exists():
        # Of a part of the events only a part would come out, in the place of what was written down from all of them.
        _hand_on(meeting, meeting.live_session, list(lives(known_events).values()), now)
    if any(isinstance(event, MeetingDeleted | MeetingChanged) for event in told.values()):
        # Whether it is so now, only Zoom can say: events come late, and in any order.
        start_on_commit(CHECK, meeting=meeting.pk)
    recorded = [row for row, event in told.items() if isinstance(event, RecordingCompleted | TranscriptCompleted)]
    rooms = {event.room for event in known_events if isinstance(event, ParticipantEvent) and event.room}
    for uuid in dict.fromkeys(row.uuid for row in recorded if row.uuid not in rooms):
        # What there is, and where, is asked of Zoom: of an event neither passcode nor token is kept.
        have_asked(meeting=meeting, live_session=meeting.live_session, uuid=uuid, now=now)
    _note(told, EventState.APPLIED, "")
    _note([row for row in recorded if row.uuid in rooms], EventState.LET_BE, OF_A_ROOM)
    return len(waiting)


def _hand_on(meeting: ZoomMeeting, live_session: LiveSession, holdings: Sequence[Life], now: datetime) -> None:
    """What became of the meeting, to those who keep it: told from all that is known, so a repetition writes the same."""
    held = [life for life in holdings if life.started_at or life.ended_at or life.stays]
    ours = [life for life in held if _overlaps(life, live_session)] or held[-1:]
    starts = [life.started_at for life in ours if life.started_at]
    ends = [life.ended_at for life in ours]
    meeting.started_at = min(starts, default=None)
    # While one is going on, it hasn't ended.
    meeting.ended_at = None if None in ends else max((at for at in ends if at), default=None)
    meeting.save(update_fields=["started_at", "ended_at"])
    registrants = meeting.registrants.exclude(registrant_id="").values_list("registrant_id", "enrollment__person")
    people = dict(registrants)
    for life in ours:
        record_stays(live_session=live_session, uuid=life.uuid, stays=life.stays, now=now, registrants=people)


def _overlaps(life: Life, live_session: LiveSession) -> bool:
    """Whether it was held when the session was to take place: a host may have tried the room on another day."""
    begins, ends = life.started_at or life.ended_at, life.ended_at or life.started_at
    return (
        begins is not None
        and ends is not None
        and (begins < live_session.ends_at and ends > live_session.doors_open_at)
    )


def _read(rows: Iterable[ZoomEvent]) -> dict[ZoomEvent, Event]:
    """The events of the rows, from what was kept of them; one that can't be read any more is set aside."""
    events = {}
    for row in rows:
        try:
            events[row] = read_event(json.dumps(row.body).encode(), received_at=row.received_at)
        except NotAnEvent as error:
            _note([row], EventState.FAILED, str(error)[:300])
    return events


def _note(rows: Iterable[ZoomEvent], state: EventState, reason: str) -> None:
    ZoomEvent.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, reason=reason)
