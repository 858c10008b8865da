"""What the pages of attendance show: one session's people, the queue of names, a cohort's people and sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower

from cohorts.enums import LEARNING_ROLES, Role
from cohorts.models import Cohort, Enrollment
from cohorts.querysets import EnrollmentQuerySet
from cohorts.rules import standing as standing_in
from sessions.enums import Attended, PresenceSource
from sessions.models import Alias, LiveSession, Presence, ReportImport
from sessions.queries.attendance import WEIGHTS, Known, Sign, Standing, begun, count_signs, needed
from sessions.queries.attendance_faces import Faces, alias_key

if TYPE_CHECKING:
    from accounts.models import User

# Missing so many sessions in a row, somebody is drifting away.
DRIFTING = 2


@dataclass(frozen=True)
class PersonRow:
    """A person of the cohort and their attendance of one session."""

    enrollment: Enrollment
    standing: Standing

    @property
    def is_learning(self) -> bool:
        return self.enrollment.role in LEARNING_ROLES


@dataclass(frozen=True)
class SessionAttendance:
    """A session's people; `needed` are the minutes that make it live, `names` so many wait in the queue.

    `is_taken`: whether anybody was noted at all.
    """

    rows: Sequence[PersonRow]
    needed: int
    names: int
    reports: Sequence[ReportImport]
    is_taken: bool

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of those who learn stand in which state."""
        said = Counter(row.standing.state for row in self.rows if row.is_learning)
        return [(str(state.label), said[state]) for state in Attended]

    @property
    def apologies(self) -> list[PersonRow]:
        """Those who have said that they can't come."""
        return [row for row in self.rows if row.standing.apology is not None]


@dataclass(frozen=True)
class Waiting:
    """A name in the queue, by what the source called it: minutes in the session, and whom it is like (ids and names)."""

    first: int
    name: str
    email: str
    minutes: int
    sources: Sequence[str]
    proposed: Sequence[tuple[int, str]]

    @property
    def told_as(self) -> str:
        return self.name or self.email


@dataclass(frozen=True)
class OverviewRow:
    """A person over the sessions that have begun."""

    enrollment: Enrollment
    cells: Sequence[tuple[LiveSession, Standing]]

    @property
    def settled(self) -> list[Attended]:
        return [standing.state for _session, standing in self.cells if standing.state]

    @property
    def attended(self) -> int:
        """There live or made up."""
        return sum(state in {Attended.LIVE, Attended.MAKE_UP} for state in self.settled)

    @property
    def is_drifting(self) -> bool:
        """Whether they were not there at the last sessions, unexcused, and have not made up."""
        last = self.settled[-DRIFTING:]
        is_missing = len(last) == DRIFTING and set(last) == {Attended.NONE}
        return self.enrollment.role in LEARNING_ROLES and is_missing


@dataclass(frozen=True)
class Overview:
    """The viewer's part of a cohort's attendance; an observer's is the numbers alone."""

    sessions: Sequence[LiveSession]
    rows: Sequence[OverviewRow]
    numbers: Sequence[tuple[LiveSession, Sequence[tuple[str, int | None]]]]
    shows_people: bool

    @property
    def drifting(self) -> list[OverviewRow]:
        return [row for row in self.rows if row.is_drifting]

    @property
    def can_tell_drifting(self) -> bool:
        """Whether so many sessions are settled, for anybody who learns, that drifting away could be seen at all."""
        return any(len(row.settled) >= DRIFTING for row in self.rows if row.enrollment.role in LEARNING_ROLES)


def followed_by(viewer: User, cohort: Cohort) -> EnrollmentQuerySet:
    """Whose attendance the viewer sees: all at the desk, the own team's as its lead, coached teams' as coach, else one's own."""
    people = Enrollment.objects.visible_to(viewer).inside().filter(cohort=cohort)
    if viewer.has_perm("live_sessions.see_attendance", cohort):
        return people
    own, enrollment = Q(person=viewer), standing_in(viewer, cohort)
    if enrollment and enrollment.role == Role.TEAM_LEAD and enrollment.team_id:
        own |= Q(team=enrollment.team_id)
    if enrollment and enrollment.role == Role.COACH:
        own |= Q(team__coach=viewer, team__cohort=cohort)
    return people.filter(own)


def session_attendance(live_session: LiveSession, viewer: User, now: datetime) -> SessionAttendance:
    """Everybody's attendance of one session, as far as the viewer sees it. Eight queries."""
    people = in_order(followed_by(viewer, live_session.cohort))
    known = Known.of([live_session])
    rows = [
        PersonRow(one, known.standing(live_session, one.person_id, now=now, since=one.activated_at)) for one in people
    ]
    names = Presence.objects.visible_to(viewer).waiting().filter(live_session=live_session)
    reports = ReportImport.objects.visible_to(viewer).filter(live_session=live_session).select_related("imported_by")
    return SessionAttendance(
        rows=rows,
        needed=needed(live_session),
        names=len({alias_key(*row) for row in names.values_list("name", "email")}),
        reports=list(reports.order_by("imported_at", "pk")),
        is_taken=live_session.pk in known.taken,
    )


def in_order(people: EnrollmentQuerySet) -> list[Enrollment]:
    """Those who learn first, each by name. One query."""
    rows = people.select_related("person", "team", "organization").order_by(Lower("person__name"), "person__email")
    return sorted(rows, key=lambda one: one.role not in LEARNING_ROLES)


def waiting_names(live_session: LiveSession, viewer: User, now: datetime) -> list[Waiting]:
    """The queue of one session, the longest there first. Three queries."""
    rows = Presence.objects.visible_to(viewer).waiting().filter(live_session=live_session).order_by("pk")
    groups: dict[str, list[Presence]] = {}
    for row in rows:
        groups.setdefault(alias_key(row.name, row.email), []).append(row)
    faces = Faces.of(live_session) if groups else None
    waiting = [_waiting(group, live_session, faces, now) for group in groups.values()] if faces else []
    return sorted(waiting, key=lambda one: (-one.minutes, one.told_as))


def aliases_of(live_session: LiveSession, viewer: User) -> list[Alias]:
    """The names that are remembered for this session, whether for it alone or for all of the cohort's. One query."""
    rows = Alias.objects.visible_to(viewer).filter(cohort=live_session.cohort_id)
    rows = rows.filter(Q(live_session__isnull=True) | Q(live_session=live_session))
    return list(rows.select_related("person", "by").order_by("told_as", "pk"))


def overview_of(cohort: Cohort, viewer: User, now: datetime) -> Overview:
    """People and sessions, as far as the viewer sees them. Seven queries."""
    enrollment = standing_in(viewer, cohort)
    shows_people = enrollment is None or enrollment.role != Role.OBSERVER
    people = Enrollment.objects.visible_to(viewer).inside().filter(cohort=cohort).learning()
    people = followed_by(viewer, cohort) if shows_people else people
    sessions = begun(cohort, now)
    known = Known.of(sessions)
    rows = [
        OverviewRow(
            one,
            [
                (session, known.standing(session, one.person_id, now=now, since=one.activated_at))
                for session in sessions
            ],
        )
        for one in in_order(people)
    ]
    return Overview(sessions, rows if shows_people else [], _numbers(sessions, rows, known), shows_people)


def session_to_bring_a_report_of(sessions: Sequence[LiveSession], now: datetime) -> LiveSession | None:
    """The last session that is over, where it had a room online and nobody has brought its report yet. One query."""
    over = [session for session in sessions if session.ends_at <= now and session.has_online_room]
    if not over or ReportImport.objects.filter(live_session=over[-1]).exists():
        return None
    return over[-1]


def _numbers(
    sessions: Sequence[LiveSession], rows: Sequence[OverviewRow], known: Known
) -> list[tuple[LiveSession, Sequence[tuple[str, int | None]]]]:
    """Of each session how many of those who learn stand in which state; None where nobody has noted who was there."""
    learning = [row for row in rows if row.enrollment.role in LEARNING_ROLES]
    numbers: list[tuple[LiveSession, Sequence[tuple[str, int | None]]]] = []
    for place, session in enumerate(sessions):
        said = Counter(row.cells[place][1].state for row in learning)
        unknown = set() if session.pk in known.taken else {Attended.LIVE, Attended.NONE}
        counts = [(str(state.label), None if state in unknown else said[state]) for state in Attended]
        numbers.append((session, counts))
    return numbers


def _waiting(group: list[Presence], live_session: LiveSession, faces: Faces, now: datetime) -> Waiting:
    signs = [Sign(WEIGHTS[PresenceSource(row.source)], row.joined_at, row.left_at, row.minutes) for row in group]
    first = group[0]
    return Waiting(
        first=first.pk,
        name=first.name,
        email=first.email,
        minutes=count_signs(live_session, signs, now).minutes,
        sources=list(dict.fromkeys(row.get_source_display() for row in group)),
        proposed=[(person, faces.told_apart[person]) for person in faces.proposed(first.name)],
    )
