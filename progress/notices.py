"""What a reminder adds about the participation rule: what this person still owes from the sessions before."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cohorts.enums import CohortStatus
from cohorts.letter_notices import compose_letter
from notifications.digests import Group, Line
from notifications.kinds import Letter, Skip
from progress.queries import SessionPart, expectation_of, participation_grid, parts_of, parts_of_people
from progress.wording import missing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from notifications.models import OutboxMail
    from sessions.models import LiveSession

# A mail names the latest sessions; the portal's first page has all of them.
MOST_SESSIONS = 2


def still_owed(people: Sequence[User], live_session: LiveSession, now: datetime) -> dict[int, list[str]]:
    """A sentence per earlier session of the cohort that somebody hasn't finished, the latest first. Five queries for all."""
    owed = {}
    for person, parts in parts_of_people([one.pk for one in people], now, cohort=live_session.cohort_id).items():
        earlier = [part for part in parts if part.live_session.starts_at < live_session.starts_at and part.is_owed]
        owed[person] = [sentence(part) for part in earlier[:MOST_SESSIONS]]
    return owed


def owed_by_session(person: User, now: datetime) -> dict[int, str]:
    """The same of all of the person's sessions, by their ids. Five queries."""
    return {part.live_session.pk: sentence(part) for part in parts_of(person, now) if part.is_owed}


def people_owing(live_session: LiveSession, now: datetime) -> set[int]:
    """Who still owes something of the session, where a rule expects it. Six queries."""
    cohort = live_session.cohort
    if cohort.status != CohortStatus.RUNNING or expectation_of(cohort) is None:
        return set()
    rows = participation_grid(cohort, now).rows
    return {
        row.enrollment.person_id for row in rows if any(part.live_session.pk == live_session.pk for part in row.owed)
    }


PART_LETTER = "progress.part_letter"
# So many sessions are named in a letter.
MOST_IN_LETTER = 6


def compose_part_letter(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """A letter of those who run the cohort, with what this person still owes when it leaves; none to who owes nothing."""
    letter = compose_letter(mail, now)
    if isinstance(letter, Skip):
        return letter
    cohort, asked = letter.context["cohort"], mail.params.get("session")
    owed = [
        part
        for part in parts_of(mail.recipient, now)
        if part.is_owed and part.live_session.cohort_id == cohort.pk and asked in {None, part.live_session.pk}
    ]
    if not owed:
        return Skip(_("They owe nothing of it any more."))
    lines = [(sentence(part), part.live_session.get_absolute_url()) for part in owed[:MOST_IN_LETTER]]
    return Letter("part_letter", {**letter.context, "owed": lines}, letter.headers)


def owed_in_digest(person: User, since: datetime, now: datetime) -> list[Group]:
    """What the person still owes, the latest first, in all of their cohorts. Five queries."""
    owed = [part for part in parts_of(person, now) if part.is_owed][:MOST_IN_LETTER]
    lines = [Line(sentence(part), part.live_session.get_absolute_url()) for part in owed]
    return [Group(_("Still yours to do"), lines)]


def sentence(part: SessionPart) -> str:
    """ "From “Bad Sugar”: an answer to one of its prompts, and replies to 2 more peers"."""
    missing = missing_of(part.standing)
    return _("From “%(title)s”: %(missing)s") % {"title": part.live_session.title, "missing": missing}
