"""Events: a body becomes one of these. What we don't know is an `OtherEvent`: kept, answered with 200, and let be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sessions.zoom.errors import NotUnderstood
from sessions.zoom.fields import Fields
from sessions.zoom.recordings import Recording, recording_of

EPOCH = datetime.fromtimestamp(0, UTC)
LARGEST_BODY = 1_000_000
# Milliseconds; later than any event.
LATEST = 4_000_000_000_000


class NotAnEvent(Exception):
    """Signed by Zoom and still no event we can read: kept with this text as its reason."""


@dataclass(frozen=True)
class Event:
    """`key` is the same however often the event comes; `at` is when it happened, in UTC: events are ordered by it."""

    name: str
    key: str
    at: datetime


@dataclass(frozen=True)
class UrlValidation(Event):
    """Zoom asks whether this address is ours."""

    plain_token: str


@dataclass(frozen=True)
class MeetingEvent(Event):
    """About one meeting; `uuid` names the holding, "" where Zoom names none."""

    meeting_id: int
    uuid: str


@dataclass(frozen=True)
class MeetingStarted(MeetingEvent):
    """The host opened the meeting."""


@dataclass(frozen=True)
class MeetingEnded(MeetingEvent):
    """The meeting was ended; everybody is out."""


@dataclass(frozen=True)
class MeetingChanged(MeetingEvent):
    """Something of it was changed at Zoom, by whoever: worth reading it again."""


@dataclass(frozen=True)
class MeetingDeleted(MeetingEvent):
    """It was taken away at Zoom."""


@dataclass(frozen=True)
class ParticipantEvent(MeetingEvent):
    """Somebody came or went at `moment`, which is of the second; `at` says when Zoom noticed, to the millisecond.

    `user_id` is the number of this join, `room` a breakout room's uuid or "" for the meeting itself. `email` is "" for most
    guests, and `display_name` what they call themselves.
    """

    moment: datetime
    user_id: str
    display_name: str
    email: str
    registrant_id: str
    room: str


@dataclass(frozen=True)
class ParticipantJoined(ParticipantEvent):
    """They came in."""


@dataclass(frozen=True)
class ParticipantLeft(ParticipantEvent):
    """They went out: of a room, perhaps back into the meeting."""


@dataclass(frozen=True)
class RecordingCompleted(MeetingEvent):
    """Files are ready, perhaps not all."""

    recording: Recording


@dataclass(frozen=True)
class TranscriptCompleted(MeetingEvent):
    """The transcript is ready; it may be told of before the recording is."""

    recording: Recording


@dataclass(frozen=True)
class OtherEvent(Event):
    """One we have no use for."""


MEETING_EVENTS: dict[str, type[MeetingEvent]] = {
    "meeting.started": MeetingStarted,
    "meeting.ended": MeetingEnded,
    "meeting.updated": MeetingChanged,
    "meeting.deleted": MeetingDeleted,
}
PARTICIPANT_EVENTS: dict[str, type[ParticipantEvent]] = {
    "meeting.participant_joined": ParticipantJoined,
    "meeting.participant_left": ParticipantLeft,
    "meeting.participant_joined_breakout_room": ParticipantJoined,
    "meeting.participant_left_breakout_room": ParticipantLeft,
}
RECORDING_EVENTS: dict[str, type[RecordingCompleted | TranscriptCompleted]] = {
    "recording.completed": RecordingCompleted,
    "recording.transcript_completed": TranscriptCompleted,
}
VALIDATION = "endpoint.url_validation"
KNOWN = {VALIDATION, *MEETING_EVENTS, *PARTICIPANT_EVENTS, *RECORDING_EVENTS}


def read_event(body: bytes, *, received_at: datetime) -> Event:
    """The event in a body whose signature held. `received_at` stands in where it says no time. Raises `NotAnEvent`."""
    if len(body) > LARGEST_BODY:
        raise NotAnEvent("The body is larger than an event.")
    try:
        fields = Fields.of_json(body, "event")
        if fields.text("event") in KNOWN:
            return _read(fields, received_at)
        milliseconds = fields.whole("event_ts", 0)
        at = EPOCH + timedelta(milliseconds=milliseconds) if 0 < milliseconds < LATEST else received_at
        return OtherEvent(fields.text("event"), hashlib.sha256(body).hexdigest(), at)
    except NotUnderstood as error:
        raise NotAnEvent(f"This can't be read as an event: {error.facts['where']}.") from None


def _read(fields: Fields, received_at: datetime) -> Event:
    name = fields.text("event")
    payload = fields.part("payload")
    about = payload.part("object")
    told = _told_at(fields, about)
    # An event that says no time is the same whenever it comes.
    said, at = str(told or ""), told or received_at
    if name == VALIDATION:
        token = payload.text("plainToken")
        return UrlValidation(name, _key(name, said, token), at, token)
    uuid = about.text("uuid", "")
    if name in MEETING_EVENTS:
        return MEETING_EVENTS[name](name, _key(name, said, uuid, about.text("id")), at, about.whole("id"), uuid)
    if name in PARTICIPANT_EVENTS:
        return _participant_event(name, said, at, about)
    recording = recording_of(about)
    key = _key(name, said, uuid, *(file.key for file in recording.files))
    return RECORDING_EVENTS[name](name, key, at, recording.meeting_id, uuid, recording)


def _participant_event(name: str, said: str, at: datetime, about: Fields) -> ParticipantEvent:
    who = about.part("participant")
    went = PARTICIPANT_EVENTS[name] is ParticipantLeft
    moment = who.moment("leave_time" if went else "join_time")
    uuid, room, display = about.text("uuid", ""), about.text("breakout_room_uuid", ""), who.text("user_name", "")
    # Some events lack the number of the join; then the person, then the name tells them apart.
    user_id = who.text("user_id", "") or who.text("participant_uuid", "") or who.text("id", "") or display
    return PARTICIPANT_EVENTS[name](
        name=name,
        key=_key(name, said, uuid, about.text("id"), user_id, room, str(moment or "")),
        at=at,
        meeting_id=about.whole("id"),
        uuid=uuid,
        moment=moment or at.replace(microsecond=0),
        user_id=user_id,
        display_name=display,
        email=who.text("email", ""),
        registrant_id=who.text("registrant_id", ""),
        room=room,
    )


def _told_at(fields: Fields, about: Fields) -> datetime | None:
    """The event's time in milliseconds; older events have none, then what the object says happened."""
    milliseconds = fields.whole("event_ts", 0)
    if 0 < milliseconds < LATEST:
        return EPOCH + timedelta(milliseconds=milliseconds)
    who = about.part("participant")
    return who.moment("leave_time") or who.moment("join_time") or about.moment("end_time") or about.moment("start_time")


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
