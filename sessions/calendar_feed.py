"""Sessions as calendars read them (RFC 5545): a feed, one session as a file, an invitation that goes with a mail (RFC 5546).

What is said is the portal's own join address, never Zoom's. The same sessions make the same bytes, so that a calendar that asks
again is told that nothing has changed. Words are in the language that is active.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from common import times
from common.one_line import one_line
from sessions.calendar_zones import vtimezone
from sessions.models.live_session import DOORS_OPEN

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import GroupMeeting
    from sessions.models import LiveSession

PRODID = "-//CoP Portal//Sessions//EN"
# How often calendars are asked to look again.
EVERY = timedelta(hours=1)
LONGEST_SUMMARY = 2000
REQUEST, CANCEL = "REQUEST", "CANCEL"
# What a text may not hold beside its line ends: a calendar would take some of them for the end of a line.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Entry:
    """What a calendar is told of one date. `changed_at` is when any of it last changed, `sequence` how often."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    sequence: int
    changed_at: datetime
    created_at: datetime
    is_cancelled: bool
    words: str
    place: str
    url: str
    categories: Sequence[str] = field(default=())

    @property
    def shown_title(self) -> str:
        """Some calendars don't show that a date is cancelled; its title does."""
        return _("Cancelled: %(title)s") % {"title": self.title} if self.is_cancelled else self.title


# --- What is said of a date -----------------------------------------------------------------------


def entry_of(live_session: LiveSession) -> Entry:
    """The session, which comes with its cohort and program."""
    cohort = live_session.cohort
    page = _address("session_detail", live_session)
    return Entry(
        uid=uid_of(live_session),
        title=str(live_session),
        starts_at=live_session.starts_at,
        ends_at=live_session.ends_at,
        zone=cohort.zone,
        sequence=live_session.sequence,
        changed_at=live_session.calendar_changed_at,
        created_at=live_session.created_at,
        is_cancelled=live_session.is_cancelled,
        words=_words(live_session, page),
        place=_place(live_session),
        url=page,
        categories=[cohort.program.short_title, cohort.title],
    )


def uid_of(live_session: LiveSession) -> str:
    """The same for ever, whatever the session is called and wherever the portal stands; another portal has another."""
    return f"session-{live_session.pk}-{live_session.created_at.astimezone(UTC):%Y%m%dT%H%M%S%f}"


def entry_of_meeting(meeting: GroupMeeting) -> Entry:
    """A date of an affinity group, which comes with its group and cohort. For the group's members: it says where."""
    group = meeting.group
    page = settings.PORTAL_ORIGIN + group.get_absolute_url()
    return Entry(
        uid=f"group-meeting-{meeting.pk}-{meeting.created_at.astimezone(UTC):%Y%m%dT%H%M%S%f}",
        title=f"{group.name}: {meeting.title}" if meeting.title else group.name,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=group.cohort.zone,
        sequence=meeting.sequence,
        changed_at=meeting.changed_at,
        created_at=meeting.created_at,
        is_cancelled=meeting.cancelled_at is not None,
        words=_("The group’s page: %(address)s") % {"address": page},
        place=meeting.place,
        url=page,
        categories=[group.cohort.program.short_title, group.cohort.title],
    )


def _address(name: str, live_session: LiveSession) -> str:
    return settings.PORTAL_ORIGIN + reverse(f"sessions:{name}", args=[live_session.cohort.slug, live_session.slug])


def _place(live_session: LiveSession) -> str:
    """Where it is: the place of one in person, the way in for one that is only online, nothing for what doesn't take place."""
    if not live_session.has_place:
        return "" if live_session.is_cancelled else _address("session_join", live_session)
    lines = [live_session.place_name, *live_session.place_address.splitlines()]
    return ", ".join(line.strip(" ,") for line in lines if line.strip(" ,")) or _("The place is still to be named")


def _words(live_session: LiveSession, page: str) -> str:
    """What is said of it, in paragraphs."""
    told = []
    if live_session.is_cancelled:
        told.append(_("This session is cancelled. %(reason)s") % {"reason": live_session.cancellation_reason})
    told += [live_session.featured_resource, Truncator(live_session.summary).chars(LONGEST_SUMMARY)]
    if not live_session.is_cancelled:
        if live_session.has_place:
            kind = live_session.get_place_kind_display()
            where = (
                f"{live_session.place_name} ({kind})" if live_session.place_name and kind else live_session.place_name
            )
            told.append("\n".join(line for line in (where, live_session.place_address.strip()) if line))
        if live_session.has_place and live_session.access_information:
            told.append(_("Access: %(words)s") % {"words": live_session.access_information.strip()})
        if live_session.has_online_room:
            words = {
                "address": _address("session_join", live_session),
                "length": times.length(DOORS_OPEN // timedelta(minutes=1)),
            }
            told.append(_("Join here: %(address)s\nThe door opens %(length)s before the start.") % words)
    told.append(_("Agenda and materials: %(address)s") % {"address": page})
    return "\n\n".join(paragraph.strip() for paragraph in told if paragraph.strip())


# --- What is sent ---------------------------------------------------------------------------------


def feed(name: str, entries: Sequence[Entry], *, zone: ZoneInfo) -> bytes:
    """A calendar that is asked for again and again. `zone` is what a calendar without dates is in."""
    told = _calendar(entries)
    told.add("name", vText(text(name)))
    told.add("x-wr-calname", vText(text(name)))
    told.add("x-wr-timezone", vText(zone.key))
    told.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    told.add("x-published-ttl", f"PT{int(EVERY.total_seconds() // 3600)}H")
    for entry in entries:
        told.add_component(_event(entry, stamped_at=entry.changed_at))
    return told.to_ical()


def one_date(entry: Entry) -> bytes:
    """A file with one date, to be opened by a calendar."""
    told = _calendar([entry])
    told.add_component(_event(entry, stamped_at=entry.changed_at))
    return told.to_ical()


def invitations(entry: Entry, *, method: str, now: datetime) -> Callable[[User], str]:
    """What mails carry, so that each person's calendar puts the date in, moves it or takes it out. It asks for no answer.

    The portal is the organizer, by the address its mails come from; of those invited each is told of themselves alone. All but
    that line is written once.
    """
    told = _calendar([entry])
    told.add("method", method)
    event = _event(entry, stamped_at=now, title=entry.title)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("organizer", f"mailto:{address}", parameters={"CN": parameter(name or settings.PORTAL_NAME)})
    told.add_component(event)
    before, end, after = told.to_ical().decode().rpartition("END:VEVENT\r\n")

    def write(person: User) -> str:
        asked = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
        alone = Event()
        alone.add("attendee", f"mailto:{person.email}", parameters={"CN": parameter(person.display_name), **asked})
        line = alone.to_ical().decode().removeprefix("BEGIN:VEVENT\r\n").removesuffix(end)
        return before + line + end + after

    return write


def _calendar(entries: Iterable[Entry]) -> Calendar:
    """An empty calendar that knows the zones of these dates."""
    told = Calendar()
    told.add("prodid", PRODID)
    told.add("version", "2.0")
    told.add("calscale", "GREGORIAN")
    by_zone: dict[str, list[Entry]] = {}
    for entry in entries:
        if not _is_in_utc(entry):
            by_zone.setdefault(entry.zone.key, []).append(entry)
    for _key, inside in sorted(by_zone.items()):
        first, last = min(entry.starts_at for entry in inside), max(entry.ends_at for entry in inside)
        told.add_component(vtimezone(inside[0].zone, first, last))
    return told


def _is_in_utc(entry: Entry) -> bool:
    """Whether the dates are told in UTC: an hour that the clocks show twice means the first one, where it is told in a zone."""
    local = [moment.astimezone(entry.zone) for moment in (entry.starts_at, entry.ends_at)]
    return entry.zone.key == "UTC" or any(moment.fold for moment in local)


def _event(entry: Entry, *, stamped_at: datetime, title: str = "") -> Event:
    zone = UTC if _is_in_utc(entry) else entry.zone
    told = Event()
    told.add("uid", entry.uid)
    told.add("dtstamp", _second(stamped_at))
    told.add("created", _second(entry.created_at))
    told.add("last-modified", _second(entry.changed_at))
    told.add("sequence", entry.sequence)
    told.add("dtstart", entry.starts_at.astimezone(zone))
    told.add("dtend", entry.ends_at.astimezone(zone))
    told.add("summary", text(title or entry.shown_title))
    told.add("description", text(entry.words))
    if entry.place:
        told.add("location", text(one_line(entry.place)))
    told.add("url", entry.url)
    told.add("categories", [text(category) for category in entry.categories])
    told.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    told.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    return told


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def text(written: str) -> str:
    """Words as a calendar takes them: line ends of one kind, which are escaped, and no control character."""
    return CONTROL.sub("", LINE_ENDS.sub("\n", written))


def parameter(written: str) -> str:
    """A name as it stands beside an address: one line, no double quotes."""
    return one_line(written).replace('"', "’")
