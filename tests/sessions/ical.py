"""Calendars read strictly: RFC 5545 line by line, by a checker of our own, beside the parsers of others."""

from __future__ import annotations

import io
import re
from datetime import datetime

from dateutil import tz
from icalendar import Calendar, Event

# 3.1: name, parameters, value; a parameter's value is quoted where it holds a colon, semicolon or comma.
LINE = re.compile(
    r"(?P<name>[A-Za-z0-9-]+)"
    r'(?P<parameters>(?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
    r'(?:,(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))*)*)'
    r":(?P<value>.*)",
    re.DOTALL,
)
# 3.3.11: a text escapes backslash, semicolon and comma, and writes its line ends as \n.
TEXT = re.compile(r"(?:\\[\\;,nN]|[^\\;,\x00-\x08\x0a-\x1f\x7f])*")
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "COMMENT"}
LISTS_OF_TEXTS = {"CATEGORIES"}
ONCE = {
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "SEQUENCE",
    "STATUS",
    "URL",
    "METHOD",
}
IN_UTC = {"DTSTAMP", "LAST-MODIFIED", "CREATED"}
MOMENTS = {"DTSTART", "DTEND", *IN_UTC}
MOMENT = re.compile(r"\d{8}T\d{6}Z?")


def lines_of(body: bytes) -> list[str]:
    """The content lines, unfolded. Fails where a line is no line of RFC 5545."""
    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert b"\r" not in body.replace(b"\r\n", b"")
    lines: list[bytes] = []
    for line in body[:-2].split(b"\r\n"):
        assert 0 < len(line) <= 75, line
        line.decode("utf-8")  # no character is cut in two
        if line.startswith((b" ", b"\t")):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode("utf-8") for line in lines]


def problems_in(body: bytes) -> list[str]:
    """What is wrong with a calendar; the lines themselves are checked by `lines_of`."""
    wrong: list[str] = []
    open_parts: list[tuple[str, list[str]]] = []
    for line in lines_of(body):
        found = LINE.fullmatch(line)
        if found is None:
            wrong.append(f"no content line: {line}")
        elif found["name"] == "BEGIN":
            open_parts.append((found["value"], []))
        elif found["name"] == "END":
            name, seen = open_parts.pop()
            wrong += [f"crossed: {line}"] if name != found["value"] else problems_of_part(name, seen)
        else:
            open_parts[-1][1].append(found["name"].upper())
            wrong += [f"{problem}: {line}" for problem in problems_of_value(found["name"].upper(), found["value"])]
    return wrong + [f"left open: {name}" for name, _ in open_parts]


def problems_of_part(name: str, seen: list[str]) -> list[str]:
    """What a part lacks, and what it says twice."""
    needed = {"VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VCALENDAR": {"PRODID", "VERSION"}, "VTIMEZONE": {"TZID"}}
    lacking = needed.get(name, set()) - set(seen)
    return [f"{name} lacks {one}" for one in lacking] + [
        f"{name} has twice {one}" for one in ONCE if seen.count(one) > 1
    ]


def problems_of_value(name: str, value: str) -> list[str]:
    wrong = []
    if name in TEXTS and not TEXT.fullmatch(value):
        wrong.append("not escaped")
    if name in LISTS_OF_TEXTS and not all(TEXT.fullmatch(one) for one in re.split(r"(?<!\\),", value)):
        wrong.append("not escaped")
    if name in MOMENTS and not MOMENT.fullmatch(value):
        wrong.append("no moment")
    if name in IN_UTC and not value.endswith("Z"):
        wrong.append("not in UTC")
    return wrong


def read(body: bytes | str) -> Calendar:
    """The calendar as icalendar's own parser reads it, after it has passed the strict one."""
    raw = body.encode() if isinstance(body, str) else body
    assert problems_in(raw) == []
    calendar = Calendar.from_ical(raw)
    assert calendar.errors == []
    assert [error for part in calendar.walk() for error in part.errors] == []
    return calendar


def events_of(body: bytes | str) -> list[Event]:
    return list(read(body).walk("VEVENT"))


def titles_of(body: bytes | str) -> list[str]:
    return [str(event["SUMMARY"]) for event in events_of(body)]


def instant_by_its_own_zone(body: bytes, event: Event, name: str = "DTSTART") -> datetime:
    """A moment of an event by the zone the calendar itself brings along, as dateutil understands that."""
    wall = event[name].dt.replace(tzinfo=None)
    key = event[name].params["TZID"]
    # dateutil reads one calendar's zones; it wants to see nothing but them.
    text = b"\r\n".join(part.to_ical() for part in Calendar.from_ical(body).walk("VTIMEZONE"))
    zones = tz.tzical(io.StringIO(text.decode().replace("\r\n", "\n")))
    return wall.replace(tzinfo=zones.get(key))
