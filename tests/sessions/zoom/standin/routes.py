"""The calls of the interface that the portal makes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.sessions.zoom.standin.checks import check_meeting, check_registrant
from tests.sessions.zoom.standin.replies import refused, reply


def route(zoom, method, parts, params, body):
    """The reply to one call; `parts` are those of its path, decoded once."""
    match (method, *parts):
        case ("POST", "users", user, "meetings"):
            return create(zoom, user, body)
        case ("GET", "users", user, "meetings"):
            return listed(zoom, user, params)
        case ("GET", "users", user, "recordings"):
            return recordings_of_user(zoom, user, params)
        case ("GET", "meetings", part, "recordings"):
            return recordings(zoom, part)
        case ("GET", "past_meetings", part, "instances"):
            held = [
                {"uuid": uuid, "start_time": it["start_time"]}
                for uuid, it in zoom.holdings.items()
                if str(it["id"]) == part
            ]
            return reply(200, {"meetings": held})
        case ("GET", "past_meetings", part, "participants") | ("GET", "report", "meetings", part, "participants"):
            uuid = zoom.of_uuid(part)
            return zoom.paged("participants", zoom.holdings[uuid]["participants"], params) if uuid else gone(part)
        case (_, "meetings", number, *rest) if number.isdigit():
            return about_meeting(zoom, method, int(number), rest, params, body)
    return refused(404, 2300, "This API endpoint is not recognized.")


def about_meeting(zoom, method, number, rest, params, body):
    meeting = zoom.meetings.get(number)
    if meeting is None:
        return gone(number)
    match (method, *rest):
        case ("GET",):
            return reply(200, meeting)
        case ("DELETE",):
            del zoom.meetings[number]
            return reply(204)
        case ("PATCH",):
            check_meeting(body, changing=True)
            change(zoom, meeting, body)
            return reply(204)
        case ("POST", "registrants"):
            return register(zoom, meeting, body)
        case ("GET", "registrants"):
            if meeting["settings"]["approval_type"] == 2:
                return off(number)
            rows = [row for row in zoom.registrants[number] if row["status"] == params.get("status", "approved")]
            return zoom.paged("registrants", rows, params)
        case ("PUT", "registrants", "status"):
            ids = {row["id"] for row in body["registrants"]}
            if body["action"] != "cancel" or len(ids) > 30:
                return refused(400, 300, "Invalid action.")
            zoom.registrants[number] = [row for row in zoom.registrants[number] if row["id"] not in ids]
            return reply(204)
    return refused(404, 2300, "This API endpoint is not recognized.")


def create(zoom, user, body):
    if user not in zoom.users:
        return refused(404, 1001, f"User does not exist: {user}.")
    check_meeting(body)
    number = 85_200_000_001 + len(zoom.registrants)
    meeting = {
        "id": number,
        # Uuids that need encoding twice are as usual as others.
        "uuid": f"/ab{number}//c==",
        "host_id": "host-id",
        "host_email": user,
        "type": body.get("type", 2),
        "status": "waiting",
        "topic": body.get("topic", "Zoom Meeting"),
        "agenda": body.get("agenda", ""),
        "start_time": utc(body["start_time"], body.get("timezone", "UTC")),
        "duration": body.get("duration", 60),
        "timezone": body.get("timezone", "UTC"),
        "created_at": zoom.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "join_url": f"{zoom.web_url}/j/{number}?pwd=join-secret",
        "start_url": f"{zoom.web_url}/s/{number}?zak=start-secret",
        "password": body.get("password", "passcode-1"),
        "settings": {"approval_type": 2, "waiting_room": True, **body.get("settings", {})},
    }
    zoom.meetings[number] = meeting
    zoom.registrants[number] = []
    return reply(201, meeting)


def change(zoom, meeting, body):
    for name in ("topic", "agenda", "duration", "timezone", "password"):
        if name in body:
            meeting[name] = body[name]
    if "start_time" in body:
        start = utc(body["start_time"], meeting["timezone"])
        # A start in the past is let be, without a word.
        if datetime.fromisoformat(start) > zoom.clock():
            meeting["start_time"] = start
    meeting["settings"].update(body.get("settings", {}))


def listed(zoom, user, params):
    if user not in zoom.users:
        return refused(404, 1001, f"User does not exist: {user}.")
    names = ("id", "uuid", "host_id", "topic", "type", "start_time", "duration", "timezone", "created_at", "join_url")
    rows = [
        {**{name: meeting[name] for name in names}, "agenda": meeting["agenda"][:250]}
        for meeting in zoom.meetings.values()
        if meeting["host_email"] == user
    ]
    return zoom.paged("meetings", rows, params)


def register(zoom, meeting, body):
    number = meeting["id"]
    if meeting["settings"]["approval_type"] == 2:
        return off(number)
    check_registrant(body)
    known = zoom.registrants[number]
    join_url = f"{zoom.web_url}/w/{number}?tk=registrant-{len(known) + 1}"
    row = {"id": f"registrant-{len(known) + 1}", "email": body["email"], "status": "approved", "join_url": join_url}
    known.append(row)
    return reply(201, {"registrant_id": row["id"], "id": number, "topic": meeting["topic"], "join_url": join_url})


def recordings(zoom, part):
    uuid = zoom.of_uuid(part)
    if uuid is None or not zoom.holdings[uuid]["recording_files"]:
        return refused(404, 3301, "There is no recording for this meeting.")
    return reply(200, recorded(zoom, uuid))


def recordings_of_user(zoom, user, params):
    first, last = (datetime.fromisoformat(params[name] + "T00:00:00+00:00") for name in ("from", "to"))
    if user not in zoom.users or last - first > timedelta(days=31):
        return refused(400, 300, "The next time range is invalid.")
    rows = [
        recorded(zoom, uuid)
        for uuid, held in zoom.holdings.items()
        if held["recording_files"] and first <= datetime.fromisoformat(held["start_time"]) < last + timedelta(days=1)
    ]
    return zoom.paged("meetings", rows, params)


def recorded(zoom, uuid):
    held = zoom.holdings[uuid]
    return {
        "uuid": uuid,
        "id": held["id"],
        "topic": "Session",
        # A text here and a number in events.
        "type": "2",
        "start_time": held["start_time"],
        "share_url": "https://us02web.zoom.us/rec/share/abc",
        "password": "recording-passcode",
        "recording_files": held["recording_files"],
    }


def utc(text, zone):
    if text.endswith("Z"):
        return text
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return re.sub(r"\+00:00$", "Z", local.astimezone(ZoneInfo("UTC")).isoformat())


def gone(number):
    return refused(404, 3001, f"Meeting does not exist: {number}.")


def off(number):
    return refused(400, 404, f"Registration has not been enabled for this meeting: {number}.")
