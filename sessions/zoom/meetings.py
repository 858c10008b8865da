"""Meetings: created once, changed, read and taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sessions.zoom.addresses import LOOPBACK
from sessions.zoom.calls import Calls, part_of_path
from sessions.zoom.drafts import LONGEST_TOPIC, MeetingDraft, as_payload, marker, shortened
from sessions.zoom.errors import MeetingIsGone, NotUnderstood, OutcomeUnknown
from sessions.zoom.fields import Fields
from sessions.zoom.rooms import Room, as_setting
from sessions.zoom.secret import Secret

# How often a meeting of which no answer came is looked for and, if it isn't there, asked for again.
MOST_ATTEMPTS = 3
# By how much Zoom's clock may be behind ours.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Meeting:
    """A meeting as Zoom has it. `id` has up to eleven digits and `uuid` names one holding of it. `starts_at` is UTC.

    The link that starts it as its host is not here: `Meetings.start_link` asks for it when somebody clicks.
    """

    id: int
    uuid: str
    host_id: str
    host_email: str
    topic: str
    agenda: str
    starts_at: datetime | None
    minutes: int
    zone: str
    status: str
    created_at: datetime | None
    takes_registrants: bool
    join_url: str = field(repr=False)
    passcode: Secret


@dataclass(frozen=True)
class Difference:
    """One thing in which the meeting at Zoom is not what the portal says: topic, starts_at, minutes or registration."""

    name: str
    wanted: str | int | datetime
    found: str | int | datetime | None


def differences(draft: MeetingDraft, meeting: Meeting) -> tuple[Difference, ...]:
    """What was changed at Zoom, or not taken over there (it ignores a start in the past without a word)."""
    pairs: tuple[tuple[str, str | int | datetime, str | int | datetime | None], ...] = (
        ("topic", _topic(draft), _on_one_line(meeting.topic)),
        ("starts_at", draft.starts_at.replace(microsecond=0), meeting.starts_at),
        ("minutes", draft.minutes, meeting.minutes),
        ("registration", draft.options.registration, meeting.takes_registrants),
    )
    return tuple(Difference(name, wanted, found) for name, wanted, found in pairs if wanted != found)


@dataclass(frozen=True)
class Meetings:
    """The calls about meetings; each raises `ZoomError`."""

    calls: Calls
    clock: Callable[[], datetime]

    def create(self, draft: MeetingDraft, *, never_asked: bool = False) -> Meeting:
        """The draft's meeting: the one that is there, brought up to date, or a new one. Asking twice makes one.

        Zoom has no key against doing things twice, so the host's meetings are looked through for the draft's first, and again
        whenever no answer came. `never_asked` spares the first look, where the caller knows that nobody ever asked for it.
        """
        began = self.clock()
        path = f"/users/{part_of_path(draft.host)}/meetings"
        found = None if never_asked else self.find(draft, made_since=None)
        attempts = 0
        while found is None:
            attempts += 1
            try:
                return _meeting(self.calls.post(path, as_payload(draft)))
            except OutcomeUnknown:
                if attempts == MOST_ATTEMPTS:
                    raise
            # Zoom may list what it just made a moment late.
            self.calls.retries.wait(attempts)
            found = self.find(draft, made_since=began - CLOCKS_DIFFER)
        return self.update(found.id, draft) if differences(draft, found) else found

    def find(self, draft: MeetingDraft, *, made_since: datetime | None) -> Meeting | None:
        """The host's meeting that bears the draft's key. One of the same topic and start counts only when its agenda says nothing
        and it was made since then: somebody else's meeting is never taken."""
        rows = self.calls.rows(f"/users/{part_of_path(draft.host)}/meetings", "meetings", {"type": "scheduled"})
        line = marker(draft.key)
        for row in rows:
            if row.text("agenda", "").startswith(line):
                return self.get(row.whole("id"))
        for row in rows:
            if _on_one_line(row.text("topic", "")) == _topic(draft) and row.moment(
                "start_time"
            ) == draft.starts_at.replace(microsecond=0):
                meeting = self.get(row.whole("id"))
                if meeting.agenda.startswith(line) or _may_be(meeting, made_since):
                    return meeting
        return None

    def get(self, meeting_id: int) -> Meeting:
        """The meeting as it is now. Raises `MeetingIsGone`."""
        return _meeting(self.calls.get(f"/meetings/{meeting_id}"))

    def update(self, meeting_id: int, draft: MeetingDraft) -> Meeting:
        """Make it what the draft says, and read it back: what Zoom let be is in `differences`. Raises `MeetingIsGone`."""
        self.calls.patch(f"/meetings/{meeting_id}", as_payload(draft))
        return self.get(meeting_id)

    def delete(self, meeting_id: int, *, tell: bool = False) -> bool:
        """Take it away; False if it was gone already. `tell` has Zoom write to the host and the registrants."""
        told = str(tell).lower()
        try:
            self.calls.delete(
                f"/meetings/{meeting_id}", {"schedule_for_reminder": told, "cancel_meeting_reminder": told}
            )
        except MeetingIsGone:
            return False
        return True

    def assign_rooms(self, meeting_id: int, rooms: tuple[Room, ...]) -> None:
        """Pre-assign people to rooms, in place of those before; none at all switches it off. Raises `RoomsDoNotFit`.

        Zoom keeps one set for a meeting, opens no room by itself, and knows people by the address they sign in with.
        """
        self.calls.patch(f"/meetings/{meeting_id}", {"settings": {"breakout_room": as_setting(rooms)}})

    def start_link(self, meeting_id: int) -> Secret:
        """The link that makes whoever opens it the host, good for two hours. Never to be kept, mailed or shown.

        One that doesn't lead to Zoom is not given out. Raises `MeetingIsGone`.
        """
        link = _link(self.calls.get(f"/meetings/{meeting_id}"), "start_url")
        if not self.calls.wire.addresses.may_send_people(link):
            raise NotUnderstood(where="start_url")
        return Secret(link)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _topic(draft: MeetingDraft) -> str:
    """What the topic becomes at Zoom; spaces, which it may take away, tell no two apart."""
    return _on_one_line(shortened(draft.topic, LONGEST_TOPIC))


def _may_be(meeting: Meeting, made_since: datetime | None) -> bool:
    return not meeting.agenda and None not in {made_since, meeting.created_at} and meeting.created_at >= made_since  # type: ignore[operator]


def _meeting(fields: Fields) -> Meeting:
    settings = fields.part("settings")
    return Meeting(
        id=fields.whole("id"),
        uuid=fields.text("uuid"),
        host_id=fields.text("host_id", ""),
        host_email=fields.text("host_email", ""),
        topic=fields.text("topic", ""),
        agenda=fields.text("agenda", ""),
        starts_at=fields.moment("start_time"),
        minutes=fields.whole("duration", 0),
        zone=fields.text("timezone", ""),
        status=fields.text("status", ""),
        created_at=fields.moment("created_at"),
        takes_registrants=settings.whole("approval_type", 2) != 2,
        join_url=_link(fields, "join_url"),
        passcode=Secret(fields.text("password", "")),
    )


def _link(fields: Fields, name: str) -> str:
    """An address people are sent to: https, or a stand-in's on this machine."""
    url = fields.text(name)
    try:
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    except ValueError:
        safe = False
    if not safe:
        raise NotUnderstood(where=name)
    return url
