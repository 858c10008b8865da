from __future__ import annotations

import pytest

from accounts.models import User
from cohorts.models import Cohort

EXPECTED = {
    "cohorts.view_inside": {
        "participant",
        "team_lead",
        "facilitator",
        "coach",
        "coordinator",
        "observer",
        "site_admin",
    },
    "cohorts.see_posts": {"participant", "team_lead", "facilitator", "coach", "coordinator", "site_admin"},
    "cohorts.talk": {"participant", "team_lead", "facilitator", "coach", "coordinator", "site_admin"},
    "cohorts.run_sessions": {"facilitator", "coordinator", "site_admin"},
    "cohorts.see_participation": {"facilitator", "coordinator", "site_admin"},
    "cohorts.manage_people": {"coordinator", "site_admin"},
    "cohorts.keep_groups": {"coordinator", "site_admin"},
}


@pytest.mark.parametrize("permission", EXPECTED)
def test_permission_is_held_by_exactly_these_roles(cast, permission):
    holders = {
        role for role, person in cast.people.items() if User.objects.get(pk=person.pk).has_perm(permission, cast.cohort)
    }
    assert holders == EXPECTED[permission]


def test_cohort_rows_and_predicate_agree(cast):
    for role, person in cast.people.items():
        fresh = User.objects.get(pk=person.pk)
        visible = Cohort.objects.visible_to(fresh).filter(pk=cast.cohort.pk).exists()
        assert visible == fresh.has_perm("cohorts.view_inside", cast.cohort), role


def test_right_taken_away_is_gone_on_the_next_request(cast):
    enrollment = cast.enrollment("participant")
    enrollment.status = "withdrawn"
    enrollment.save()
    assert not User.objects.get(pk=cast["participant"].pk).has_perm("cohorts.view_inside", cast.cohort)
