"""Who may do what with a session, beyond what `cohorts.rules` says of its cohort.

Scheduling, moving, prompts, materials, recordings: `cohorts.run_sessions`. Seeing a session: `visible_to`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from cohorts.enums import Role
from cohorts.rules import coordinates_some_cohort, is_active, is_coordinator, is_going_on, runs_sessions, standing

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort
    from sessions.models import AccommodationRequest, LiveSession


@rules.predicate
def takes_part(viewer: User, live_session: LiveSession) -> bool:
    """Whether the viewer is active in the cohort and it goes on; those who completed it still read, and join no more."""
    return is_active(viewer, live_session.cohort) and live_session.cohort.is_open


@rules.predicate
def is_ones_own(viewer: User, request: AccommodationRequest) -> bool:
    return request.person_id == viewer.pk


@rules.predicate
def takes_part_where_request_is(viewer: User, request: AccommodationRequest) -> bool:
    return is_active(viewer, request.cohort) and is_going_on(viewer, request.cohort)


@rules.predicate
def follows_a_team_or_all(viewer: User, cohort: Cohort) -> bool:
    """Whether the viewer leads a team, coaches one, or observes the whole; what of it they see, queries say."""
    enrollment = standing(viewer, cohort)
    if enrollment is None:
        return False
    return enrollment.role in {Role.COACH, Role.OBSERVER} or (
        enrollment.role == Role.TEAM_LEAD and enrollment.team_id is not None
    )


rules.add_perm("live_sessions.join", takes_part)
# Of a cohort: who sees everybody's attendance, who sees some of it or its numbers, who says they can't come.
rules.add_perm("live_sessions.see_attendance", runs_sessions)
rules.add_perm("live_sessions.follow_attendance", runs_sessions | follows_a_team_or_all)
rules.add_perm("live_sessions.apologize", is_active & is_going_on)
# Of a cohort: who asks for what they need, who reads needs without the person, who reads and answers requests.
rules.add_perm("live_sessions.ask_for_accommodation", is_active & is_going_on)
rules.add_perm("live_sessions.see_needs", runs_sessions & is_active)
rules.add_perm("live_sessions.see_accommodations", is_coordinator & is_active)
rules.add_perm("live_sessions.answer_accommodations", is_coordinator & is_active & is_going_on)
# Of one request.
rules.add_perm("live_sessions.withdraw_accommodation", is_ones_own & takes_part_where_request_is)
# Of a program: what stands in the library of all its cohorts.
rules.add_perm("live_sessions.keep_program_resources", coordinates_some_cohort)
