"""Registrants: people with a link of their own, by which reports know them also without a Zoom account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sessions.zoom.calls import Calls
from sessions.zoom.errors import OutcomeUnknown
from sessions.zoom.fields import Fields

LONGEST_NAME, MOST_AT_ONCE = 64, 30
STATES = ("approved", "pending", "denied")


@dataclass(frozen=True)
class Person:
    """Who is to be registered. Zoom needs a first name; a single word is one."""

    email: str
    first_name: str
    last_name: str = ""


@dataclass(frozen=True)
class Registrant:
    """Who is registered. `join_url` is theirs alone, and "" while the host has not approved them."""

    id: str
    email: str
    status: str
    join_url: str = field(repr=False)


@dataclass(frozen=True)
class Registrants:
    """The calls about a meeting's registrants; each raises `ZoomError`, `RegistrationClosed` among them."""

    calls: Calls

    def add(self, meeting_id: int, person: Person) -> Registrant:
        """Register somebody, or find them registered: asking twice makes one. Zoom takes the same address three times a day."""
        return self.add_all(meeting_id, [person])[0]

    def add_all(self, meeting_id: int, people: Iterable[Person]) -> tuple[Registrant, ...]:
        """The same for many, in their order; who is there is asked once. After an error, begin again: nobody is added twice."""
        known = {who.email.casefold(): who for who in self.all(meeting_id)}
        return tuple(known.get(person.email.casefold()) or self._added(meeting_id, person) for person in people)

    def _added(self, meeting_id: int, person: Person) -> Registrant:
        body = {
            "email": person.email,
            "first_name": person.first_name[:LONGEST_NAME],
            "last_name": person.last_name[:LONGEST_NAME],
            "auto_approve": True,
        }
        try:
            fields = self.calls.post(f"/meetings/{meeting_id}/registrants", body)
        except OutcomeUnknown:
            found = self.find(meeting_id, person.email)
            if found is None:
                raise
            return found
        join_url = fields.text("join_url", "")
        return Registrant(fields.text("registrant_id"), person.email, "approved" if join_url else "pending", join_url)

    def find(self, meeting_id: int, email: str) -> Registrant | None:
        """Who is registered under an address, approved or waiting; those denied count too, for they are not asked for again."""
        wanted = email.casefold()
        return next((who for who in self.all(meeting_id) if who.email.casefold() == wanted), None)

    def all(self, meeting_id: int, states: Iterable[str] = STATES) -> tuple[Registrant, ...]:
        """Everybody in one of the states, in the order of the states."""
        path = f"/meetings/{meeting_id}/registrants"
        return tuple(
            _registrant(row, state)
            for state in states
            for row in self.calls.rows(path, "registrants", {"status": state})
        )

    def cancel(self, meeting_id: int, registrants: Iterable[Registrant]) -> None:
        """Take registrations back; their links stop working."""
        rows = [{"id": who.id, "email": who.email} for who in registrants]
        for start in range(0, len(rows), MOST_AT_ONCE):
            body = {"action": "cancel", "registrants": rows[start : start + MOST_AT_ONCE]}
            self.calls.put(f"/meetings/{meeting_id}/registrants/status", body)


def _registrant(row: Fields, state: str) -> Registrant:
    return Registrant(row.text("id"), row.text("email"), row.text("status", state), row.text("join_url", ""))
