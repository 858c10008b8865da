from __future__ import annotations

import json
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from sessions.zoom.webhook import events
from sessions.zoom.webhook.events import NotAnEvent, OtherEvent, read_event
from tests.sessions.zoom.webhook.events import MIDDAY, at, body, file, in_room, joined, left, recorded

LATER = MIDDAY + timedelta(days=3)
SAMPLES = [
    (body("meeting.started", 0), events.MeetingStarted),
    (body("meeting.ended", 90, {"end_time": "2022-04-20T20:30:00Z"}), events.MeetingEnded),
    (body("meeting.updated", 1, {"id": 85200000001}), events.MeetingChanged),
    (body("meeting.deleted", 1, {"id": 85200000001}), events.MeetingDeleted),
    (joined("1", 5), events.ParticipantJoined),
    (left("1", 50), events.ParticipantLeft),
    (in_room("joined", "1", 10), events.ParticipantJoined),
    (in_room("left", "1", 20), events.ParticipantLeft),
    (recorded("recording.completed", 100, file("MP4"), file("CC")), events.RecordingCompleted),
    (recorded("recording.transcript_completed", 90, file("TRANSCRIPT")), events.TranscriptCompleted),
    (body("meeting.sharing_started", 3), OtherEvent),
]


def read(data, received_at=LATER):
    return read_event(data, received_at=received_at)


@pytest.mark.parametrize(("data", "kind"), SAMPLES, ids=lambda value: getattr(value, "__name__", ""))
def test_each_event_is_of_its_kind_and_time(data, kind):
    event = read(data)
    assert type(event) is kind
    assert event.name == json.loads(data)["event"]
    assert MIDDAY <= event.at <= at(100)
    if isinstance(event, events.MeetingEvent):
        assert (event.meeting_id, event.uuid) == (85_200_000_001, "/u//1==")


def test_a_participant_is_read_whole():
    event = read(joined("16778240", 5, name="Ana (she/her)", email="ana@example.org", registrant_id="r-1"))
    assert (event.user_id, event.display_name, event.email, event.registrant_id) == (
        *("16778240", "Ana (she/her)", "ana@example.org", "r-1"),
    )
    assert (event.moment, event.room) == (at(5), "")
    assert read(in_room("joined", "16778240", 9)).room == "room-1"


def test_a_recording_is_read_whole():
    event = read(recorded("recording.completed", 100, file("MP4", id="f1"), file("CC")))
    assert [f.file_type for f in event.recording.files] == ["MP4", "CC"]
    assert [
        secret for secret in ("token-of-the-download", "pass-of-the", "secret-in-a-link") if secret in repr(event)
    ] == []


@pytest.mark.parametrize(("data", "_kind"), SAMPLES, ids=lambda value: getattr(value, "__name__", ""))
def test_it_is_the_same_however_often_it_comes(data, _kind):
    assert read(data, LATER).key == read(data, LATER + timedelta(hours=1)).key


def test_no_two_events_are_the_same():
    different = [data for data, _kind in SAMPLES]
    different += [
        joined("1", 6),
        joined("2", 5),
        in_room("joined", "1", 10, "room-2"),
        body("meeting.started", 0, {"uuid": "other"}),
    ]
    different += [
        recorded("recording.completed", 100, file("MP4")),
        recorded("recording.completed", 101, file("MP4"), file("CC")),
    ]
    assert len({read(data).key for data in different}) == len(different)


def test_written_in_another_way_it_is_the_same():
    """Another order of fields, other spaces: the key is of what is said."""
    data = joined("1", 5)
    turned = json.dumps(dict(reversed(json.loads(data).items())), indent=4, ensure_ascii=False).encode()
    assert read(turned).key == read(data).key


@pytest.mark.parametrize(("data", "_kind"), SAMPLES[:-1], ids=lambda value: getattr(value, "__name__", ""))
def test_older_events_name_no_time_and_have_one(data, _kind):
    told = json.loads(data)
    del told["event_ts"]
    first, again = (read(json.dumps(told).encode(), LATER + timedelta(hours=hours)) for hours in (0, 1))
    assert first.key == again.key
    who = told["payload"]["object"].get("participant", {})
    if who:
        assert first.at == first.moment


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[]", b"null", b"{}", b"\xff\xfe", b'{"event": 1.5}', b'{"event": "meeting.started"}', b"[" * 200_000),
        *(
            b'{"event": "meeting.started", "payload": []}',
            b'{"event": "meeting.ended", "payload": {"object": {"id": "x"}}}',
        ),
        b'{"event": "' + b"x" * 1_000_000 + b'"}',
    ],
)
def test_what_is_no_event_says_so(data):
    with pytest.raises(NotAnEvent):
        read(data)


@pytest.mark.parametrize("seed", range(150))
def test_broken_bodies_are_read_or_are_no_event(seed):
    chance = random.Random(seed)
    data = bytearray(chance.choice(SAMPLES)[0])
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(data))
        data[place : place + chance.randrange(3)] = bytes([chance.randrange(256)])
    with suppress(NotAnEvent):
        read(bytes(data))
