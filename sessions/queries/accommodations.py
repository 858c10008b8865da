"""What is open of what people need, and for whom: the coordinators' list, whether a session is ready, the need alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q

from cohorts.enums import GOING_ON
from cohorts.models import Cohort, Enrollment
from cohorts.querysets import EnrollmentQuerySet
from sessions.due_dates import DueDates
from sessions.enums import AccommodationStatus
from sessions.models import AccommodationRequest, LiveSession, StandingNeed
from sessions.querysets import LiveSessionQuerySet

if TYPE_CHECKING:
    from accounts.models import User

# So many answered ones stand below the open ones.
ANSWERED = 50
NO_DATE = date.max


def not_taken_up() -> EnrollmentQuerySet:
    """Those who are active in a cohort that goes on and need something at every session, of which the cohort has no row yet.

    They came in after they had written it down. It counts as open from their first minute on.
    """
    rows = AccommodationRequest.objects.filter(
        person=OuterRef("person"), cohort=OuterRef("cohort"), live_session__isnull=True
    )
    needs = StandingNeed.objects.filter(person=OuterRef("person"))
    return (
        Enrollment.objects.active()
        .filter(Exists(needs), ~Exists(rows.exclude(status=AccommodationStatus.WITHDRAWN)))
        .filter(person__is_active=True, cohort__status__in=GOING_ON)
        .select_related("person__standing_need", "cohort")
        .order_by("pk")
    )


@dataclass(frozen=True)
class DeskRequest:
    """A request in the coordinators' list. `enrollment` instead of a row of its own: a standing need not taken up yet."""

    request: AccommodationRequest
    live_session: LiveSession | None
    due_on: date | None
    is_overdue: bool
    enrollment: Enrollment | None = None


@dataclass(frozen=True)
class RequestDesk:
    """The coordinators' list: what waits, the nearest due date first, and what has its answer."""

    waiting: list[DeskRequest]
    answered: list[AccommodationRequest]


@dataclass(frozen=True)
class NotReady:
    """What keeps a session from being ready: so many open requests, due by then."""

    number: int
    due_on: date
    is_overdue: bool


@dataclass(frozen=True)
class NeedRow:
    """A need as those who run the session read it; a name only where the person has agreed to it."""

    kinds: list[str]
    words: str
    status: str
    is_open: bool
    name: str = ""


@dataclass(frozen=True)
class SessionNeeds:
    """What people need at one session."""

    rows: list[NeedRow] = field(default_factory=list)
    not_ready: NotReady | None = None


def request_desk(cohort: Cohort, viewer: User, now: datetime) -> RequestDesk:
    """The list of a cohort the viewer coordinates. Five queries."""
    dates = DueDates.of(cohort)
    today = dates.today(now)
    rows = (
        AccommodationRequest.objects.visible_to(viewer).filter(cohort=cohort).select_related("person", "live_session")
    )
    following = _sessions_to_come(cohort, now).first()
    waiting = []
    for request in rows.waiting(now):
        request.cohort = cohort
        waiting.append(_desk_row(request, following, dates, today))
    for enrollment in not_taken_up().filter(cohort=cohort):
        need = enrollment.person.standing_need
        request = AccommodationRequest(
            person=enrollment.person, cohort=cohort, kinds=need.kinds, words=need.words, asked_at=need.written_at
        )
        waiting.append(_desk_row(request, following, dates, today, enrollment))
    waiting.sort(key=lambda row: (row.due_on or NO_DATE, row.request.asked_at))
    answered = rows.counting(now).exclude(status=AccommodationStatus.OPEN).order_by("-answered_at", "-pk")[:ANSWERED]
    return RequestDesk(waiting, [_in(cohort, request) for request in answered])


def open_by_cohort(viewer: User, cohorts: Collection[int], now: datetime) -> Counter[int]:
    """How many requests wait in each of these cohorts, which the viewer coordinates. Two queries, none for no cohort."""
    if not cohorts:
        return Counter()
    rows = AccommodationRequest.objects.visible_to(viewer).waiting(now).filter(cohort__in=cohorts)
    counted = Counter(dict(rows.order_by().values_list("cohort").annotate(Count("pk"))))
    others = not_taken_up().filter(cohort__in=cohorts).order_by()
    return counted + Counter(dict(others.values_list("cohort").annotate(Count("pk"))))


def not_ready_in(cohort: Cohort, viewer: User, now: datetime) -> dict[int, NotReady]:
    """The cohort's sessions to come that aren't ready, by id; for those who run it, and nothing for others. Four queries."""
    if not viewer.has_perm("live_sessions.see_needs", cohort):
        return {}
    rows = AccommodationRequest.objects.filter(cohort=cohort).waiting(now)
    by_session: Counter[int | None] = Counter(rows.values_list("live_session", flat=True))
    standing = by_session[None] + not_taken_up().filter(cohort=cohort).count()
    dates = DueDates.of(cohort)
    return {
        live_session.pk: _not_ready(live_session, dates, by_session[live_session.pk] + standing, now)
        for live_session in _sessions_to_come(cohort, now)
        if by_session[live_session.pk] + standing
    }


def needs_of(live_session: LiveSession, viewer: User, now: datetime) -> SessionNeeds:
    """What people need at this session, for those who run it, and nothing for others. Three queries."""
    cohort = live_session.cohort
    if (
        live_session.is_cancelled
        or live_session.ends_at <= now
        or not viewer.has_perm("live_sessions.see_needs", cohort)
    ):
        return SessionNeeds()
    requests = AccommodationRequest.objects.filter(cohort=cohort).counting(now).select_related("person")
    requests = requests.filter(Q(live_session=live_session) | Q(live_session=None))
    rows = [
        NeedRow(
            kinds=request.kind_labels,
            words=request.words,
            status=request.get_status_display(),
            is_open=request.is_open,
            name=request.person.display_name if request.shows_name else "",
        )
        for request in requests.order_by("asked_at", "pk")
    ]
    for enrollment in not_taken_up().filter(cohort=cohort):
        need = enrollment.person.standing_need
        name = enrollment.person.display_name if need.shows_name else ""
        status = str(AccommodationStatus.OPEN.label)
        rows.append(NeedRow(need.kind_labels, need.words, status, is_open=True, name=name))
    number = sum(row.is_open for row in rows)
    if not number:
        return SessionNeeds(rows)
    return SessionNeeds(rows, _not_ready(live_session, DueDates.of(cohort), number, now))


def requests_of(person: User) -> list[AccommodationRequest]:
    """A person's own requests in the cohorts they are inside of, the newest first. One query."""
    rows = AccommodationRequest.objects.visible_to(person).filter(person=person)
    return list(rows.select_related("cohort", "live_session").order_by("-asked_at", "-pk"))


def request_for(live_session: LiveSession, person: User) -> AccommodationRequest | None:
    """The person's own request for this session, if they made one. One query."""
    rows = AccommodationRequest.objects.visible_to(person).filter(person=person, live_session=live_session)
    request = rows.first()
    return _in(live_session.cohort, request) if request else None


def due_for(request: AccommodationRequest, now: datetime) -> date | None:
    """Until when it is to be arranged; None where no session is planned. One query or two."""
    live_session = request.live_session or _sessions_to_come(request.cohort, now).first()
    return DueDates.of(request.cohort).due_on(live_session.starts_at) if live_session else None


def _in(cohort: Cohort, request: AccommodationRequest) -> AccommodationRequest:
    request.cohort = cohort
    return request


def _sessions_to_come(cohort: Cohort, now: datetime) -> LiveSessionQuerySet:
    return LiveSession.objects.filter(cohort=cohort).scheduled().not_over(now).order_by("starts_at", "pk")


def _desk_row(
    request: AccommodationRequest, following: LiveSession | None, dates: DueDates, today: date,
    enrollment: Enrollment | None = None,
) -> DeskRequest:  # fmt: skip
    live_session = request.live_session or following
    due_on = dates.due_on(live_session.starts_at) if live_session else None
    return DeskRequest(request, live_session, due_on, bool(due_on and due_on < today), enrollment)


def _not_ready(live_session: LiveSession, dates: DueDates, number: int, now: datetime) -> NotReady:
    due_on = dates.due_on(live_session.starts_at)
    return NotReady(number, due_on, is_overdue=due_on < dates.today(now))
