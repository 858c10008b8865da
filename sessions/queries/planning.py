"""What a facilitator should know before a date is set: what it collides with, and whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Phase
from common import times
from notifications.enums import MailState
from sessions.models import LiveSession, Reminder

NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class PlannedRow:
    """A session to be, under its number in the list. `starts_at` is None where the clock time doesn't exist."""

    number: int
    day: date
    starts_at: datetime | None
    minutes: int
    phase: Phase | None = None

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at and self.starts_at + timedelta(minutes=self.minutes)


class Surroundings:
    """A cohort's dates, phases, holidays and scheduled sessions, read once (three queries), to hold planned sessions against."""

    def __init__(self, cohort: Cohort, now: datetime, *, leave_out: LiveSession | None = None) -> None:
        self.cohort = cohort
        self.now = now
        self.phases = list(cohort.phases.order_by("position", "pk"))
        self.holidays = dict(cohort.holidays.values_list("day", "name"))
        sessions = LiveSession.objects.filter(cohort=cohort).scheduled().order_by("starts_at", "pk")
        self.sessions = list(sessions.exclude(pk=leave_out.pk) if leave_out else sessions)

    def phase_on(self, day: date) -> Phase | None:
        """The phase whose dates hold this day; None where no phase says so."""
        for phase in self.phases:
            if phase.starts_on and phase.ends_on and phase.starts_on <= day <= phase.ends_on:
                return phase
        return None

    def warnings(self, rows: Sequence[PlannedRow]) -> list[list[str]]:
        """For each row a sentence for each thing that may not be meant: nothing here forbids."""
        return [[*self._out_of_bounds(row), *self._collisions(row), *_collisions_within(rows, row)] for row in rows]

    def _out_of_bounds(self, row: PlannedRow) -> list[str]:
        said = []
        if row.day < times.in_zone(self.now, self.cohort.zone).date():
            said.append(_("This day has passed."))
        if holiday := self.holidays.get(row.day):
            said.append(_("It is a day without meetings here: %(holiday)s.") % {"holiday": holiday})
        if _outside(row.day, self.cohort.starts_on, self.cohort.ends_on):
            said.append(_("It lies outside the cohort's dates."))
        if row.phase and _outside(row.day, row.phase.starts_on, row.phase.ends_on):
            said.append(_("It lies outside the phase “%(phase)s”.") % {"phase": row.phase.title})
        elif row.phase is None and any(phase.starts_on for phase in self.phases) and not self.phase_on(row.day):
            said.append(_("It lies in no phase of the cohort."))
        return said

    def _collisions(self, row: PlannedRow) -> list[str]:
        said = []
        for live_session in self.sessions:
            words = {"session": live_session.title, "clock": self._clock(live_session.starts_at, live_session.ends_at)}
            if _overlap(row, live_session.starts_at, live_session.ends_at):
                said.append(_("It overlaps “%(session)s”, %(clock)s.") % words)
            elif row.day == times.in_zone(live_session.starts_at, self.cohort.zone).date():
                said.append(_("“%(session)s” is on the same day, %(clock)s.") % words)
        return said

    def _clock(self, start: datetime, end: datetime) -> str:
        return times.clock_range(start, end, self.cohort.zone)


@dataclass(frozen=True)
class Consequences:
    """What hangs on a session's date: prompts that open with its end, people who have been told of it, its agenda."""

    prompts: int
    people_told: int
    agenda_minutes: int

    def of_move(self, before: LiveSession, after: LiveSession, *, now: datetime) -> str:
        """What followed from a move, for the person who made it."""
        zone = after.cohort.time_zone
        if before.sequence == after.sequence:
            return _("Nothing was changed: the session stands at this time already.")
        said = [
            _("“%(session)s” now takes place on %(day)s, %(clock)s %(zone)s.")
            % {
                "session": after.title,
                "day": times.day(after.starts_at, zone, now),
                "clock": times.clock_range(after.starts_at, after.ends_at, zone),
                "zone": times.zone_name(zone),
            }
        ]
        if self.prompts:
            said.append(_("Its prompts open at %(clock)s that day.") % {"clock": times.clock(after.ends_at, zone)})
        if self.people_told and after.starts_at != before.starts_at and after.starts_at > now:
            sentence = ngettext(
                "%(count)d person who had been told of the old date gets a mail.",
                "%(count)d people who had been told of the old date get a mail.",
                self.people_told,
            )
            said.append(sentence % {"count": self.people_told})
        if self.agenda_minutes not in {0, after.minutes}:
            said.append(
                _("Its agenda adds up to %(planned)d minutes and must be brought to %(length)d.")
                % {"planned": self.agenda_minutes, "length": after.minutes}
            )
        return " ".join(said)


def next_number(cohort: Cohort, label: str) -> int:
    """The number after the highest that sessions of the cohort have with this label (Session 6: 7). One query."""
    labels = LiveSession.objects.filter(cohort=cohort, label__startswith=f"{label} ").values_list("label", flat=True)
    numbers = [int(rest) for rest in (known.removeprefix(f"{label} ") for known in labels) if NUMBER.fullmatch(rest)]
    return min(max(numbers, default=0) + 1, 999)


def consequences_of(live_session: LiveSession) -> Consequences:
    """What a change of the date will bring along. Three queries."""
    states = [MailState.WAITING, MailState.SENDING, MailState.SENT]
    told = Reminder.objects.filter(live_session=live_session, mail__state__in=states)
    return Consequences(
        prompts=live_session.prompts.filter(opens_at__isnull=True, thread__last_number=0).count(),
        people_told=told.values("person").distinct().count(),
        agenda_minutes=sum(live_session.agenda_items.values_list("minutes", flat=True)),
    )


def _collisions_within(rows: Sequence[PlannedRow], row: PlannedRow) -> list[str]:
    said = []
    for other in rows:
        if other.number == row.number:
            continue
        if other.starts_at and other.ends_at and _overlap(row, other.starts_at, other.ends_at):
            said.append(_("It overlaps number %(number)d of this series.") % {"number": other.number})
        elif other.day == row.day:
            said.append(_("Number %(number)d of this series is on the same day.") % {"number": other.number})
    return said


def _outside(day: date, first: date | None, last: date | None) -> bool:
    return bool((first and day < first) or (last and day > last))


def _overlap(row: PlannedRow, start: datetime, end: datetime) -> bool:
    return bool(row.starts_at and row.ends_at and row.starts_at < end and start < row.ends_at)
