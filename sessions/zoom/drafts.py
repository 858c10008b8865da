"""What a session's meeting is to be, as the portal says it and as Zoom wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sessions.zoom.secret import Secret

SCHEDULED = 2
# Zoom's limits, in characters and minutes.
LONGEST_TOPIC, LONGEST_AGENDA, LONGEST_MEETING = 200, 2000, 1440
WITH_REGISTRATION, WITHOUT_REGISTRATION = 0, 2


@dataclass(frozen=True)
class Options:
    """How the meeting runs. What isn't said here is left as the host has it at Zoom.

    `record` writes to Zoom's cloud; `registration` gives each person a link of their own; `alternative_hosts` are addresses of
    licensed people of the account.
    """

    waiting_room: bool = True
    join_before_host: bool = False
    mute_upon_entry: bool = True
    record: bool = False
    registration: bool = False
    signed_in_only: bool = False
    alternative_hosts: tuple[str, ...] = ()
    passcode: Secret | None = None


@dataclass(frozen=True)
class MeetingDraft:
    """A meeting as it should be.

    `key` is the portal's own name for it, unique for ever (`portal-session-42`): by it the meeting is found again when no answer
    came. `host` is a Zoom user's address or id, `starts_at` aware, `zone` an IANA name: what Zoom shows the time in.
    """

    key: str
    host: str
    topic: str
    starts_at: datetime
    minutes: int
    zone: str
    agenda: str = ""
    options: Options = Options()

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None:
            raise ValueError("A meeting begins at an instant: starts_at needs a time zone.")
        if not 1 <= self.minutes <= LONGEST_MEETING:
            raise ValueError(f"A meeting at Zoom takes 1 to {LONGEST_MEETING} minutes, not {self.minutes}.")
        if not self.host.strip("."):
            raise ValueError("The host is a Zoom user's address or id.")
        if not self.key or set(self.key) & set("[]\r\n"):
            raise ValueError("The key is one line without brackets.")


def marker(key: str) -> str:
    """The first line of the agenda, which lists give back: they cut agendas at 250 characters and leave settings out."""
    return f"[{key}]"


def shortened(text: str, most: int) -> str:
    """The text within Zoom's limit, with a sign that it goes on."""
    return text if len(text) <= most else text[: most - 1] + "…"


def zoom_time(moment: datetime) -> str:
    """An instant in the one form that is right whatever zone the account has: `2022-04-20T19:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_payload(draft: MeetingDraft) -> dict[str, Any]:
    """The body of the request that creates the meeting, and of the one that changes it."""
    options = draft.options
    settings: dict[str, Any] = {
        "waiting_room": options.waiting_room,
        # Zoom switches it off beside a waiting room.
        "join_before_host": options.join_before_host and not options.waiting_room,
        "mute_upon_entry": options.mute_upon_entry,
        "auto_recording": "cloud" if options.record else "none",
        "approval_type": WITH_REGISTRATION if options.registration else WITHOUT_REGISTRATION,
        "meeting_authentication": options.signed_in_only,
        # So that the report names guests who are signed in.
        "email_in_attendee_report": True,
        "alternative_hosts": ";".join(options.alternative_hosts),
        # The portal writes to people itself.
        "registrants_email_notification": False,
    }
    payload: dict[str, Any] = {
        "type": SCHEDULED,
        "topic": shortened(draft.topic, LONGEST_TOPIC),
        "agenda": shortened(f"{marker(draft.key)}\n{draft.agenda}".strip(), LONGEST_AGENDA),
        "start_time": zoom_time(draft.starts_at),
        "duration": draft.minutes,
        "timezone": draft.zone,
        "settings": settings,
    }
    if options.passcode:
        payload["password"] = options.passcode.reveal()
    return payload
