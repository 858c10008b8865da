"""Bodies as Zoom sends them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

MIDDAY = datetime(2022, 4, 20, 19, 0, tzinfo=UTC)


def at(seconds):
    return MIDDAY + timedelta(seconds=seconds)


def body(event, seconds, about=None, **top):
    """The bytes of an event that happened so many seconds after the start."""
    moment = int(at(seconds).timestamp() * 1000)
    payload = {"account_id": "account-1", "object": {"id": "85200000001", "uuid": "/u//1==", **(about or {})}}
    return json.dumps({"event": event, "event_ts": moment, "payload": payload, **top}).encode()


def joined(user_id, seconds, name="Ana", **more):
    return body(
        "meeting.participant_joined", seconds, {"participant": person(user_id, name, "join_time", seconds, **more)}
    )


def left(user_id, seconds, name="Ana", **more):
    return body(
        "meeting.participant_left", seconds, {"participant": person(user_id, name, "leave_time", seconds, **more)}
    )


def in_room(verb, user_id, seconds, room="room-1"):
    time = "join_time" if verb == "joined" else "leave_time"
    about = {"breakout_room_uuid": room, "participant": person(user_id, "Ana", time, seconds)}
    return body(f"meeting.participant_{verb}_breakout_room", seconds, about)


def person(user_id, name, time, seconds, **more):
    moment = at(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "user_id": user_id,
        "user_name": name,
        "id": "",
        "email": "",
        time: moment,
        "public_ip": "203.0.113.9",
        **more,
    }


def recorded(event, seconds, *files, **more):
    about = {
        "id": 85200000001,
        "topic": "Session 1",
        "password": "pass-of-the-recording",
        "recording_files": list(files),
    }
    return body(event, seconds, {**about, **more}, download_token="token-of-the-download")


def file(file_type, **more):
    start = MIDDAY.strftime("%Y-%m-%dT%H:%M:%SZ")
    url = "https://us02web.zoom.us/rec/webhook_download/abc?pwd=secret-in-a-link"
    return {"file_type": file_type, "recording_start": start, "download_url": url, **more}
