"""What Zoom documents of a request: lengths, forms, kinds. Where its documentation is silent, nothing is checked."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")
FLAGS = ("waiting_room", "join_before_host", "mute_upon_entry", "meeting_authentication", "email_in_attendee_report")


class Invalid(Exception):
    """400/300 with the field."""

    def __init__(self, field):
        super().__init__(field)
        self.field = field


def check_meeting(body, *, changing=False):
    """The body of a creation or, with any of its fields, of a change."""
    if not isinstance(body, dict):
        raise Invalid("body")
    need(body.get("topic", ""), str, 200, "topic")
    need(body.get("agenda", ""), str, 2000, "agenda")
    need(body.get("password", ""), str, 10, "password")
    if "type" in body and body["type"] not in {1, 2, 3, 8, 10}:
        raise Invalid("type")
    if "duration" in body and (type(body["duration"]) is not int or body["duration"] < 1):
        raise Invalid("duration")
    if "start_time" in body and not START.fullmatch(body["start_time"]):
        raise Invalid("start_time")
    if "timezone" in body and body["timezone"] not in available_timezones():
        raise Invalid("timezone")
    check_settings(body.get("settings", {}))
    if not changing and "schedule_for" in body and body.get("type") == 1:
        raise Invalid("schedule_for")


def check_settings(settings):
    """The settings that the portal sends."""
    for flag in FLAGS:
        if not isinstance(settings.get(flag, False), bool):
            raise Invalid(f"settings.{flag}")
    if settings.get("auto_recording", "none") not in {"local", "cloud", "none"}:
        raise Invalid("settings.auto_recording")
    if settings.get("approval_type", 2) not in {0, 1, 2}:
        raise Invalid("settings.approval_type")
    need(settings.get("alternative_hosts", ""), str, 5000, "settings.alternative_hosts")
    rooms = settings.get("breakout_room", {}).get("rooms", [])
    emails = [email for room in rooms for email in room["participants"]]
    if len(rooms) > 100 or len(emails) > 1000 or len(set(emails)) < len(emails):
        raise Invalid("settings.breakout_room")


def check_registrant(body):
    """Address and first name are needed."""
    need(body.get("email"), str, 128, "email")
    need(body.get("first_name"), str, 64, "first_name")
    need(body.get("last_name", ""), str, 64, "last_name")
    if "@" not in body["email"] or not body["first_name"]:
        raise Invalid("email")


def need(value, kind, longest, field):
    if not isinstance(value, kind) or len(value) > longest:
        raise Invalid(field)
