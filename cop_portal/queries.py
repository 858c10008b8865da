"""What the portal's own two pages need: everything a person should know, on one page, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cohorts.enums import DESK_ROLES, GOING_ON, TALKING_ROLES, EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Invitation, Phase
from cohorts.queries import open_invitations
from discussions.models import Thread
from discussions.queries import ThreadNews, announcements, threads_with_news
from discussions.queries.flags import with_waiting_flags
from discussions.queries.held import with_held
from improvement.queries.actions import with_own_actions
from progress.queries import SessionPart, parts_of
from progress.voice_queries import number_waiting
from sessions.models import LiveSession, Material, Recording
from sessions.queries.accommodations import open_by_cohort

if TYPE_CHECKING:
    from accounts.models import User

# So many sessions are shown as coming up, threads as new, and so on: the rest is one click away.
COMING = 4
NEWS = 8
ANNOUNCEMENTS = 3


@dataclass(frozen=True)
class OpenRequests:
    """So many accommodation requests wait for an answer in this cohort."""

    cohort: Cohort
    number: int


@dataclass(frozen=True)
class OpenFlags:
    """So many flagged posts and topics wait for a decision in this cohort."""

    cohort: Cohort
    number: int


@dataclass(frozen=True)
class WaitingPosts:
    """So many posts have waited for an answer for three days in this cohort, counted up to a hundred."""

    cohort: Cohort
    number: int


@dataclass(frozen=True)
class OwnActions:
    """So many things the viewer has taken on in this cohort and not done; the next one, and by when."""

    cohort: Cohort
    number: int
    words: str
    due_on: date


@dataclass
class Community:
    """My community: what comes next, what I owe, what is new, where I belong."""

    coming: list[LiveSession]
    owed: list[SessionPart]
    done: list[SessionPart]
    before_your_time: list[SessionPart]
    threads: list[ThreadNews]
    recordings: list[Recording]
    materials: list[Material]
    enrollments: list[Enrollment]
    invitations: list[Invitation]
    # What people need and nobody has answered, in the cohorts the viewer coordinates.
    open_requests: list[OpenRequests]
    # What was flagged and waits for the viewer's decision.
    flagged: list[OpenFlags]
    # First posts that wait to be looked at.
    held: list[OpenFlags]
    # What nobody has answered, in the cohorts whose sessions the viewer runs.
    waiting_posts: list[WaitingPosts]
    # What the viewer has taken on and not done.
    actions: list[OwnActions]

    @property
    def next_session(self) -> LiveSession | None:
        return self.coming[0] if self.coming else None


@dataclass
class CohortHome:
    """A cohort's own page: its next sessions, what people talk about, who holds it."""

    coming: list[LiveSession]
    announcements: list[Thread]
    phases: list[Phase]
    threads: list[Thread]
    holders: list[Enrollment]


def coming_sessions(viewer: User, now: datetime, *, cohort: Cohort | None = None) -> list[LiveSession]:
    """The next sessions the viewer is expected at, the one under way first. One query."""
    sessions = LiveSession.objects.visible_to(viewer).filter(cohort__status__in=GOING_ON).scheduled().not_over(now)
    if cohort is not None:
        sessions = sessions.filter(cohort=cohort)
    elif viewer.is_site_admin:
        # Whoever stands above all cohorts is expected at those they are in, not at every session there is.
        sessions = sessions.filter(cohort__in=viewer.enrollments.inside().values("cohort"))
    return list(sessions.select_related("cohort__program").order_by("starts_at", "pk")[:COMING])


def community_of(viewer: User, now: datetime) -> Community:
    """Everything My community shows."""
    # With what was flagged and taken on, in the same query: nobody else pays for what few have.
    mine = with_own_actions(viewer.enrollments.inside(), viewer)
    rows: list[Any] = list(
        with_held(with_waiting_flags(mine, viewer), viewer, now)
        .select_related("cohort__program", "team__cohort", "team__organization")
        .order_by("cohort__status", "-cohort__starts_on", "cohort__title")
    )
    enrollments: list[Enrollment] = rows
    cohorts = [enrollment.cohort_id for enrollment in enrollments]
    coordinated = {
        enrollment.cohort_id: enrollment.cohort
        for enrollment in enrollments
        if (enrollment.role, enrollment.status) == (Role.COORDINATOR, EnrollmentStatus.ACTIVE)
    }
    waiting = open_by_cohort(viewer, list(coordinated), now)
    run = [
        enrollment.cohort_id
        for enrollment in enrollments
        if enrollment.role in DESK_ROLES and enrollment.status == EnrollmentStatus.ACTIVE
    ]
    since = viewer.previous_visit_at or viewer.joined_at
    parts = parts_of(viewer, now)
    recordings = (
        Recording.objects.visible_to(viewer)
        .filter(live_session__cohort__in=cohorts, published_at__gt=since)
        .select_related("live_session__cohort")
        .order_by("-published_at")[:NEWS]
    )
    materials = (
        Material.objects.visible_to(viewer)
        .filter(live_session__cohort__in=cohorts, added_at__gt=since)
        .select_related("live_session__cohort")
        .order_by("-added_at")[:NEWS]
    )
    return Community(
        coming=coming_sessions(viewer, now),
        owed=[part for part in parts if part.is_owed],
        done=[part for part in parts if part.standing.is_done],
        before_your_time=[part for part in parts if part.before_their_time and not part.standing.is_done],
        threads=threads_with_news(viewer, now, since=since, limit=NEWS),
        recordings=list(recordings),
        materials=list(materials),
        enrollments=enrollments,
        invitations=list(open_invitations(viewer, now)),
        open_requests=[OpenRequests(cohort, waiting[pk]) for pk, cohort in coordinated.items() if waiting[pk]],
        flagged=[OpenFlags(row.cohort, row.flags_waiting) for row in rows if row.flags_waiting],
        held=[OpenFlags(row.cohort, row.held_waiting) for row in rows if row.held_waiting],
        waiting_posts=[WaitingPosts(*found) for found in number_waiting(run, now)] if run else [],
        actions=[
            OwnActions(row.cohort, row.actions_to_do, row.next_action, row.next_action_due)
            for row in rows
            if row.actions_to_do and row.role in TALKING_ROLES
        ],
    )


def cohort_home(cohort: Cohort, viewer: User, now: datetime) -> CohortHome:
    """Everything a cohort's page shows beyond the cohort itself. Five queries."""
    threads = (
        Thread.objects.visible_to(viewer, now)
        .filter(board__cohort=cohort, last_post_at__isnull=False, is_announcement=False)
        .select_related("board__cohort")
        .order_by("-last_post_at", "-pk")[:NEWS]
    )
    holders = (
        Enrollment.objects.visible_to(viewer)
        .filter(cohort=cohort, role__in=DESK_ROLES)
        .active()
        .select_related("person", "organization")
        .order_by("role", "person__name", "pk")
    )
    return CohortHome(
        coming=coming_sessions(viewer, now, cohort=cohort),
        announcements=announcements(cohort, viewer, now, limit=ANNOUNCEMENTS),
        phases=list(cohort.phases.order_by("position", "pk")),
        threads=list(threads),
        holders=list(holders),
    )
