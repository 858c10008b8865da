"""Bringing a meeting at Zoom to what it should be. For tasks: it waits for Zoom, and holds no row meanwhile.

A worker claims the row, asks Zoom, and writes down what came of it if the claim is still its own. Killed in between, it loses
nothing: the claim lapses, and the next worker finds by the meeting's key what was made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from common.background import start_on_commit
from sessions.enums import ZoomState
from sessions.models import ZoomMeeting
from sessions.operations.zoom_meetings import WORK
from sessions.operations.zoom_registrants import keep_people_registered
from sessions.operations.zoom_rooms import as_rooms
from sessions.zoom.client import Zoom
from sessions.zoom.drafts import MeetingDraft, Options
from sessions.zoom.errors import HostUnknown, MeetingIsGone, NoKeys, ZoomError
from sessions.zoom.meetings import Meeting, differences
from sessions.zoom.webhook.keeping import storable

# How long a meeting rests after each failure that may pass by itself; after the last it waits for somebody.
RESTS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
# People are registered for so long in one go; the task's own limit is four minutes.
REGISTERING = timedelta(seconds=100)


def bring_meeting_along(*, meeting_pk: int, zoom: Zoom | None, clock: Callable[[], datetime]) -> None:
    """Create, change or delete what has to be. Nothing happens where another worker is at it, or nothing is to be done."""
    meeting = _claim(meeting_pk, clock())
    if meeting is None:
        return
    try:
        if zoom is None:
            raise NoKeys
        found = _at_zoom(meeting, zoom, clock) if meeting.is_wanted else _away_from_zoom(meeting, zoom)
    except ZoomError as error:
        _note_failure(meeting, error, clock())
    else:
        _note_done(meeting, found, clock())


def draft_of(meeting: ZoomMeeting) -> MeetingDraft:
    """The meeting as it should be, in the words of `sessions.zoom`."""
    wanted = meeting.wanted
    return MeetingDraft(
        key=meeting.key,
        host=wanted["host"],
        topic=wanted["topic"],
        starts_at=datetime.fromisoformat(wanted["starts_at"]).astimezone(UTC),
        minutes=wanted["minutes"],
        zone=wanted["zone"],
        options=Options(registration=wanted["registration"]),
    )


def kept_facts(error: ZoomError) -> dict[str, Any]:
    """The facts of an error as they are kept: Zoom's words may be anything."""
    return {name: _keepable(fact) for name, fact in error.facts.items()}


def found_in(meeting: ZoomMeeting, at_zoom: Meeting) -> dict[str, Any]:
    """What is otherwise at Zoom, to be kept: {"starts_at": "2022-04-20T19:00:00+00:00"}."""
    return {difference.name: _keepable(difference.found) for difference in differences(draft_of(meeting), at_zoom)}


def _keepable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return storable(value) if isinstance(value, str) else value


@transaction.atomic
def _claim(pk: int, now: datetime) -> ZoomMeeting | None:
    meeting = ZoomMeeting.objects.to_work_on(now).select_for_update().filter(pk=pk).first()
    if meeting is None:
        return None
    if meeting.tries > len(RESTS):
        # Its workers were killed each time: somebody should know.
        meeting.state, meeting.error_kind, meeting.retry_at = ZoomState.FAILED, ZoomError.__name__, None
        meeting.save()
        return None
    meeting.state, meeting.claimed_at, meeting.tries = ZoomState.AT_WORK, now, meeting.tries + 1
    meeting.save()
    return meeting


def _at_zoom(meeting: ZoomMeeting, zoom: Zoom, clock: Callable[[], datetime]) -> dict[str, Any] | None:
    """Make it stand as it should; what is otherwise all the same. None where it isn't finished yet."""
    draft = draft_of(meeting)
    never_asked = meeting.made_for != draft.host
    if never_asked:
        _away_from_zoom(meeting, zoom)
        # From here on it may be there: whoever comes after looks for it first.
        _write(meeting, made_for=draft.host, meeting_id=None, uuid="", join_url="", rooms_at_zoom=[])
        meeting.registrants.all().delete()
    if meeting.meeting_id is None:
        at_zoom = zoom.meetings.create(draft, never_asked=never_asked)
    else:
        at_zoom = zoom.meetings.update(meeting.meeting_id, draft)
    _write(meeting, meeting_id=at_zoom.id, uuid=at_zoom.uuid, join_url=at_zoom.join_url)
    if meeting.rooms != meeting.rooms_at_zoom:
        zoom.meetings.assign_rooms(at_zoom.id, as_rooms(meeting.rooms))
        _write(meeting, rooms_at_zoom=meeting.rooms)
    if at_zoom.takes_registrants and draft.options.registration:
        finished = keep_people_registered(meeting=meeting, zoom=zoom, clock=clock, until=clock() + REGISTERING)
        if not finished:
            return None
    return found_in(meeting, at_zoom)


def _away_from_zoom(meeting: ZoomMeeting, zoom: Zoom) -> dict[str, Any]:
    """Take it away, also one of whose making no answer came."""
    number = meeting.meeting_id
    if number is None and meeting.made_for:
        try:
            stray = zoom.meetings.find(replace(draft_of(meeting), host=meeting.made_for), made_since=None)
        except HostUnknown:
            stray = None
        number = stray.id if stray else None
    if number is not None:
        zoom.meetings.delete(number)
    return {}


def _write(meeting: ZoomMeeting, **facts: Any) -> None:
    """Write this down at once, while the claim holds."""
    ZoomMeeting.objects.filter(pk=meeting.pk, claimed_at=meeting.claimed_at).update(**facts)
    for name, value in facts.items():
        setattr(meeting, name, value)


def _note_done(claimed: ZoomMeeting, found: dict[str, Any] | None, now: datetime) -> None:
    with transaction.atomic():
        meeting = _still_claimed(claimed)
        if meeting is None:
            return
        meeting.found, meeting.checked_at, meeting.tries, meeting.retry_at = found or {}, now, 0, None
        meeting.error_kind, meeting.error_facts = "", {}
        if not claimed.is_wanted:
            meeting.meeting_id, meeting.uuid, meeting.join_url, meeting.made_for = None, "", "", ""
            meeting.registrants.all().delete()
        if meeting.revision != claimed.revision or found is None:
            meeting.state = ZoomState.WAITING
            start_on_commit(WORK, meeting=meeting.pk)
        elif not claimed.is_wanted:
            meeting.state = ZoomState.TAKEN_AWAY
            if meeting.live_session_id is None:
                meeting.delete()
                return
        else:
            meeting.state = ZoomState.DRIFTED if found else ZoomState.STANDING
        meeting.save()


def _note_failure(claimed: ZoomMeeting, error: ZoomError, now: datetime) -> None:
    with transaction.atomic():
        meeting = _still_claimed(claimed)
        if meeting is None:
            return
        meeting.error_kind, meeting.error_facts = error.kind, kept_facts(error)
        if meeting.revision != claimed.revision:
            meeting.state = ZoomState.WAITING
            start_on_commit(WORK, meeting=meeting.pk)
        elif isinstance(error, MeetingIsGone):
            meeting.state, meeting.checked_at = ZoomState.GONE, now
        else:
            meeting.state = ZoomState.FAILED
            if error.try_again and meeting.tries <= len(RESTS):
                rested = now + RESTS[meeting.tries - 1]
                meeting.retry_at = max(rested, error.retry_at) if error.retry_at else rested
            else:
                meeting.retry_at = None
        meeting.save()


def _still_claimed(claimed: ZoomMeeting) -> ZoomMeeting | None:
    """The row, locked, with the claim taken off it; None where another worker has taken over."""
    claims = ZoomMeeting.objects.select_for_update().filter(pk=claimed.pk, claimed_at=claimed.claimed_at)
    meeting = claims.filter(state=ZoomState.AT_WORK).first()
    if meeting is not None:
        meeting.claimed_at = None
    return meeting
