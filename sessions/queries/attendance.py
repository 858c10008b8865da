"""Who attended: states of everybody in a session, and of one person or all over the sessions of a cohort.

A state is asked, not stored: of corrections, signs, apologies, the cohort's minimum and the clock. What is said by hand goes
first, then being there live, then making up, then being excused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sessions.attendance.intervals import Interval
from sessions.attendance.signs import Counted, Sign, Weight, count, minutes_needed
from sessions.enums import Attended, PresenceSource
from sessions.models import Apology, Correction, LiveSession, Presence
from sessions.queries.making_up import made_up_in

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort

NOTHING = Counted()
WEIGHTS = {
    PresenceSource.JOIN_BUTTON: Weight.PRESSED,
    PresenceSource.ZOOM: Weight.HEARD,
    PresenceSource.REPORT: Weight.HEARD,
    PresenceSource.LIST: Weight.SEEN,
    PresenceSource.QR: Weight.SEEN,
}


@dataclass(frozen=True)
class Standing:
    """One person's attendance of one session. `state` is None while it isn't settled: to come, going on, nobody noted
    yet, not in the cohort then.

    `excuses`: whether the apology that stands does; one that came late waits to be accepted.
    """

    state: Attended | None
    counted: Counted = NOTHING
    sources: tuple[PresenceSource, ...] = ()
    correction: Correction | None = None
    apology: Apology | None = None
    excuses: bool = False

    @property
    def minutes(self) -> int:
        return self.counted.minutes

    @property
    def label(self) -> str:
        return str(self.state.label) if self.state else ""

    @property
    def source_labels(self) -> list[str]:
        return [str(source.label) for source in self.sources]

    @property
    def is_ticked(self) -> bool:
        return PresenceSource.LIST in self.sources

    @property
    def waits(self) -> bool:
        """Whether an apology waits for somebody to accept it."""
        return self.apology is not None and not self.excuses


@dataclass
class Known:
    """All that is known of some people in some sessions, by session and person.

    `taken` are the sessions in which anybody was noted at all: where nobody was, nobody is said to have been missing.
    """

    taken: set[int] = field(default_factory=set)
    made_up: set[tuple[int, int]] = field(default_factory=set)
    signs: dict[tuple[int, int], list[tuple[PresenceSource, Sign]]] = field(default_factory=lambda: defaultdict(list))
    corrections: dict[tuple[int, int], Correction] = field(default_factory=dict)
    apologies: dict[tuple[int, int], Apology] = field(default_factory=dict)

    @classmethod
    def of(cls, sessions: Iterable[LiveSession], *, person: User | None = None, at: datetime | None = None) -> Known:
        """Five queries, six where a recording was opened, however many sessions and people; with `person` theirs alone.

        `at` spares two where none of the sessions is over then: nobody has made it up or missed it yet.
        """
        sessions = list(sessions)
        known, where = cls(), {"live_session__in": [live_session.pk for live_session in sessions]}
        if at is None or any(live_session.ends_at <= at for live_session in sessions):
            known.made_up = made_up_in(sessions, person)
            noted = Presence.objects.filter(**where).values_list("live_session", flat=True)
            known.taken = set(noted.union(Correction.objects.filter(**where).values_list("live_session", flat=True)))
        whose = where | ({"person": person.pk} if person else {"person__isnull": False})
        columns = ("live_session", "person", "source", "joined_at", "left_at", "minutes")
        for session, one, said_by, *told in Presence.objects.filter(**whose).values_list(*columns).order_by("pk"):
            source = PresenceSource(said_by)
            known.signs[session, one].append((source, Sign(WEIGHTS[source], *told)))
        for correction in Correction.objects.standing().filter(**whose).select_related("by"):
            known.corrections[correction.live_session_id, correction.person_id] = correction
        for apology in Apology.objects.standing().filter(**whose).select_related("accepted_by"):
            known.apologies[apology.live_session_id, apology.person_id] = apology
        return known

    def standing(
        self,
        live_session: LiveSession,
        person_id: int,
        *,
        now: datetime,
        since: datetime | None = None,
    ) -> Standing:
        """What it comes to for one person; `since` is when they came into the cohort. The session comes with its cohort."""
        at = (live_session.pk, person_id)
        signs, apology, correction = self.signs.get(at, []), self.apologies.get(at), self.corrections.get(at)
        counted = count_signs(live_session, [sign for _source, sign in signs], now)
        excuses = apology is not None and _excuses(apology, live_session)
        if correction:
            state: Attended | None = Attended(correction.state)
        elif live_session.is_cancelled:
            state = None
        elif counted.seen or counted.minutes >= needed(live_session):
            state = Attended.LIVE
        elif at in self.made_up:
            state = Attended.MAKE_UP
        elif excuses:
            state = Attended.EXCUSED
        else:
            was_expected = bool(signs) or since is None or since < live_session.ends_at
            is_settled = live_session.ends_at <= now and live_session.pk in self.taken
            state = Attended.NONE if is_settled and was_expected else None
        sources = tuple(dict.fromkeys(source for source, _sign in signs))
        return Standing(state, counted, sources, correction, apology, excuses)


def needed(live_session: LiveSession) -> int:
    """The minutes that make it live. The session comes with its cohort."""
    return minutes_needed(live_session.cohort.attendance_minutes, live_session.minutes)


def count_signs(live_session: LiveSession, signs: Iterable[Sign], now: datetime) -> Counted:
    """What signs come to in this session."""
    held = Interval(live_session.starts_at, live_session.ends_at)
    return count(signs, held, doors_open_at=live_session.doors_open_at, now=now)


def standing_of(live_session: LiveSession, person: User, now: datetime, *, since: datetime | None = None) -> Standing:
    """One person's own attendance of one session. Five queries, three before it is over."""
    known = Known.of([live_session], person=person, at=now)
    return known.standing(live_session, person.pk, now=now, since=since)


def standings_over(
    cohort: Cohort, person: User, now: datetime, *, since: datetime | None = None
) -> list[tuple[LiveSession, Standing]]:
    """One person's attendance over the sessions that have begun, the latest first. Six queries."""
    sessions = begun(cohort, now)
    known = Known.of(sessions, person=person)
    return [(one, known.standing(one, person.pk, now=now, since=since)) for one in reversed(sessions)]


def begun(cohort: Cohort, now: datetime) -> Sequence[LiveSession]:
    """The cohort's sessions that have begun and weren't cancelled, the earliest first. One query."""
    rows = list(cohort.live_sessions.scheduled().filter(starts_at__lte=now).order_by("starts_at", "pk"))
    for row in rows:
        row.cohort = cohort
    return rows


def _excuses(apology: Apology, live_session: LiveSession) -> bool:
    in_time = apology.said_at < live_session.starts_at and apology.for_start == live_session.starts_at
    return apology.accepted_at is not None or in_time
