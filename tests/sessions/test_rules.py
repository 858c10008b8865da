from __future__ import annotations

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from tests.cast import ROLES
from tests.factories.sessions import LiveSessionFactory

pytestmark = pytest.mark.django_db


def test_those_who_take_part_now_join(cast):
    live_session = LiveSessionFactory(cohort=cast.cohort)
    joining = {role for role in ROLES[1:] if cast[role].has_perm("live_sessions.join", live_session)}
    assert joining == {"participant", "team_lead", "facilitator", "coach", "coordinator", "observer", "site_admin"}


def test_nobody_joins_where_the_cohort_is_completed(cast):
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    live_session = LiveSessionFactory(cohort=cast.cohort)
    assert not any(cast[role].has_perm("live_sessions.join", live_session) for role in ROLES[1:-1])


def test_those_who_have_completed_the_cohort_do_not(cast):
    enrollment = cast.enrollment("participant")
    enrollment.status = EnrollmentStatus.COMPLETED
    enrollment.save()
    assert not cast["participant"].has_perm("live_sessions.join", LiveSessionFactory(cohort=cast.cohort))


def test_what_every_cohort_of_a_program_has_is_kept_by_those_who_coordinate_one_of_them(cast):
    program = cast.cohort.program
    keeping = {role for role in ROLES[1:] if cast[role].has_perm("live_sessions.keep_program_resources", program)}
    assert keeping == {"coordinator", "neighbor", "site_admin"}
    other = cast.other_program_cohort.program
    assert not cast["coordinator"].has_perm("live_sessions.keep_program_resources", other)
