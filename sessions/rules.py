"""Who may do what with a session, beyond what `cohorts.rules` says of its cohort.

Scheduling, moving, prompts, materials, recordings: `cohorts.run_sessions`. Seeing a session: `visible_to`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from cohorts.rules import coordinates_some_cohort, is_active, is_coordinator, is_going_on, runs_sessions

if TYPE_CHECKING:
    from accounts.models import User
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


rules.add_perm("live_sessions.join", takes_part)
# Of a cohort: who asks for what they need, who reads needs without the person, who reads and answers requests.
rules.add_perm("live_sessions.ask_for_accommodation", is_active & is_going_on)
rules.add_perm("live_sessions.see_needs", runs_sessions & is_active)
rules.add_perm("live_sessions.see_accommodations", is_coordinator & is_active)
rules.add_perm("live_sessions.answer_accommodations", is_coordinator & is_active & is_going_on)
# Of one request.
rules.add_perm("live_sessions.withdraw_accommodation", is_ones_own & takes_part_where_request_is)
# Of a program: what stands in the library of all its cohorts.
rules.add_perm("live_sessions.keep_program_resources", coordinates_some_cohort)
