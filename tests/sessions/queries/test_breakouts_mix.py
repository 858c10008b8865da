from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import OrganizationType, RoleLevel
from cohorts.models import Enrollment
from sessions.operations.breakout_problem import Wishes, met_before
from sessions.operations.breakouts import plan_breakouts, publish
from sessions.queries.breakouts_mix import _shares, mix_of_tables
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.operations.room import people_of

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 23, 19, 0, tzinfo=UTC)
EARLY = START - timedelta(days=3)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


@pytest.fixture
def people(cast):
    """Nine health-center people of three organizations."""
    cast.cohort.smallest_group = 3
    cast.cohort.save()
    found = people_of(cast.cohort, organizations=3, each=3)
    Enrollment.objects.filter(cohort=cast.cohort, person__in=found).update(level=RoleLevel.FRONT_LINE)
    for enrollment in cast.cohort.enrollments.filter(person__in=found).select_related("organization"):
        enrollment.organization.kind = OrganizationType.HEALTH_CENTER
        enrollment.organization.save()
    Enrollment.objects.filter(cohort=cast.cohort, person__in=[cast["participant"], cast["team_lead"]]).update(
        status="withdrawn"
    )
    return found


@pytest.fixture
def mix(cast, live_session, people):
    """The mix of a plan: three tables of three, one round unless it says more."""

    def planned(*, live_session=live_session, is_published=False, **more):
        wishes = Wishes(**({"rounds": 1, "minutes": 20, "size": 3, "expected": "active"} | more))
        row = plan_breakouts(live_session=live_session, wishes=wishes, by=cast["facilitator"], now=EARLY)
        if is_published:
            publish(plan_row=row, by=cast["facilitator"], now=EARLY)
        row.live_session.refresh_from_db()
        return mix_of_tables(row, met_before(live_session))

    return planned


def said(groups):
    return [(row.label, row.people) for row in groups.rows], groups.is_hidden


def test_who_sits_there_by_kind_role_and_place_at_work(mix):
    found = mix()
    assert said(found.kinds) == ([("Community health center", 9)], False)
    assert said(found.roles) == ([("participant", 9)], False)
    assert found.kinds.rows[0].width == 100


def test_a_small_group_goes_in_with_the_next_larger_one(mix, cast, people):
    rows = cast.cohort.enrollments
    rows.filter(person__in=people[:2]).update(level=RoleLevel.COMMUNITY)
    rows.filter(person__in=people[2:6]).update(level=RoleLevel.MANAGER)
    found = mix()
    labels, is_hidden = said(found.levels)
    # Two of the community with the three or four of the next group.
    assert ("", 5) in labels
    assert not is_hidden
    assert all(people >= 3 for _label, people in labels)


def test_where_even_together_they_are_few_nothing_is_told(mix, cast, people):
    cast.cohort.smallest_group = 10
    cast.cohort.save()
    found = mix()
    assert said(found.kinds) == ([], True)
    assert said(found.met) == ([], True)


def test_the_community_is_counted_by_tables_once_it_is_no_small_group(mix, cast, people):
    rows = cast.cohort.enrollments
    rows.filter(person__in=people[:2]).update(level=RoleLevel.COMMUNITY)
    assert mix().community is None
    rows.filter(person__in=people[:3]).update(level=RoleLevel.COMMUNITY)
    found = mix(fewest_community=1)
    assert (found.community.tables, found.community.of) == (3, 3)


def test_each_table_says_of_how_many_organizations_it_is(mix):
    rows = mix().tables
    assert [(row.round, row.people, row.organizations, row.kinds) for row in rows] == [(1, 3, 3, 1)] * 3


def test_whom_people_have_met_goes_over_sessions(mix, cast, live_session):
    # Two of eight others.
    assert said(mix(is_published=True).met) == ([("up to a quarter", 9)], False)
    later = LiveSessionFactory(cohort=cast.cohort, starts_at=live_session.starts_at + timedelta(days=30))
    assert said(mix(live_session=later).met) == ([("up to half", 9)], False)


@pytest.mark.parametrize(
    ("counts", "told", "is_hidden"),
    [
        ({}, [], False),
        ({25: 4, 50: 7}, [("up to a quarter", 4), ("up to half", 7)], False),
        ({0: 1, 25: 2, 100: 5}, [("up to a quarter", 3), ("up to all of them", 5)], False),
        ({25: 5, 50: 1, 100: 1}, [("up to all of them", 7)], False),
        ({0: 1, 50: 1}, [], True),
    ],
)
def test_small_shares_go_in_with_their_neighbors(counts, told, is_hidden):
    assert said(_shares(counts, of=10, fewest=3)) == (told, is_hidden)


def test_queries(mix, cast, live_session, django_assert_num_queries):
    mix(rounds=3)
    row = live_session.breakout_plans.select_related("live_session__cohort").get()
    before = met_before(live_session)
    with django_assert_num_queries(3):
        mix_of_tables(row, before)
