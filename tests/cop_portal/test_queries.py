from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from cop_portal.queries import cohort_home, coming_sessions, community_of
from sessions.enums import SessionStatus
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, InvitationFactory, TeamFactory
from tests.factories.discussions import PostFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import (
    AccommodationRequestFactory,
    LiveSessionFactory,
    MaterialFactory,
    PromptFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 21, 20, 0, tzinfo=UTC)


def test_session_under_way_comes_first_and_one_that_is_over_is_gone():
    member = EnrollmentFactory()
    LiveSessionFactory(cohort=member.cohort, starts_at=NOW - timedelta(minutes=90))
    later = LiveSessionFactory(cohort=member.cohort, starts_at=NOW + timedelta(days=2))
    under_way = LiveSessionFactory(cohort=member.cohort, starts_at=NOW - timedelta(minutes=89))
    assert coming_sessions(member.person, NOW) == [under_way, later]


def test_cancelled_session_and_sessions_of_other_cohorts_are_not_coming():
    member = EnrollmentFactory()
    LiveSessionFactory(cohort=member.cohort, starts_at=NOW + timedelta(days=1), status=SessionStatus.CANCELLED)
    LiveSessionFactory(cohort=CohortFactory(program=member.cohort.program), starts_at=NOW + timedelta(days=1))
    assert coming_sessions(member.person, NOW) == []


@pytest.mark.parametrize("status", [EnrollmentStatus.INVITED, EnrollmentStatus.WITHDRAWN])
def test_those_outside_have_nothing_coming_and_nothing_new(status):
    member = EnrollmentFactory(status=status)
    live_session = LiveSessionFactory(cohort=member.cohort, starts_at=NOW - timedelta(days=1))
    LiveSessionFactory(cohort=member.cohort, starts_at=NOW + timedelta(days=1))
    PostFactory(thread=PromptFactory(live_session=live_session).thread)
    MaterialFactory(live_session=live_session)
    RecordingFactory(live_session=live_session)
    member.person.joined_at = NOW - timedelta(days=9)
    community = community_of(member.person, NOW)
    assert (community.coming, community.threads, community.materials, community.recordings) == ([], [], [], [])
    assert community.enrollments == []


def test_site_admin_is_expected_only_where_enrolled():
    admin = SiteAdminFactory()
    mine = LiveSessionFactory(starts_at=NOW + timedelta(days=1))
    LiveSessionFactory(starts_at=NOW + timedelta(days=1))
    EnrollmentFactory(cohort=mine.cohort, person=admin, role=Role.COORDINATOR)
    assert coming_sessions(admin, NOW) == [mine]


def test_what_came_since_the_last_visit_is_new():
    member = EnrollmentFactory(person__previous_visit_at=NOW - timedelta(days=2))
    live_session = LiveSessionFactory(cohort=member.cohort, starts_at=NOW - timedelta(days=5))
    MaterialFactory(live_session=live_session, added_at=NOW - timedelta(days=3))
    fresh = MaterialFactory(live_session=live_session, added_at=NOW - timedelta(days=1))
    video = RecordingFactory(live_session=live_session, published_at=NOW - timedelta(days=1))
    RecordingFactory(live_session=live_session, published_at=None)
    community = community_of(member.person, NOW)
    assert community.materials == [fresh]
    assert community.recordings == [video]


def test_what_was_before_ones_time_is_apart_from_what_is_owed():
    cohort = ParticipationRuleFactory().cohort
    member = EnrollmentFactory(cohort=cohort, activated_at=NOW - timedelta(days=15))
    older, newer = (LiveSessionFactory(cohort=cohort, starts_at=NOW - timedelta(days=days)) for days in (30, 5))
    for live_session in (older, newer):
        PromptFactory(live_session=live_session)
    community = community_of(member.person, NOW)
    assert [part.live_session for part in community.owed] == [newer]
    assert [part.live_session for part in community.before_your_time] == [older]


def test_open_invitation_is_shown_to_its_person():
    invitation = InvitationFactory(created_at=NOW - timedelta(days=1))
    InvitationFactory(created_at=NOW - timedelta(days=1))
    assert community_of(invitation.enrollment.person, NOW).invitations == [invitation]


@pytest.mark.parametrize("cohorts", [1, 5])
def test_community_takes_the_same_queries_for_any_number_of_cohorts(cohorts, django_assert_max_num_queries):
    person = UserFactory(previous_visit_at=NOW - timedelta(days=200))
    for _ in range(cohorts):
        cohort = ParticipationRuleFactory().cohort
        EnrollmentFactory(cohort=cohort, person=person, team=TeamFactory(cohort=cohort))
        for days in (-30, -2, 3, 30):
            live_session = LiveSessionFactory(cohort=cohort, starts_at=NOW + timedelta(days=days))
            MaterialFactory(live_session=live_session)
            RecordingFactory(live_session=live_session)
            PostFactory(thread=PromptFactory(live_session=live_session).thread)
    with django_assert_max_num_queries(12):
        community = community_of(person, NOW)
    assert len(community.enrollments) == cohorts


@pytest.mark.parametrize("cohorts", [1, 5])
def test_a_coordinators_open_requests_cost_two_more(cohorts, django_assert_max_num_queries):
    person = UserFactory(previous_visit_at=NOW - timedelta(days=2))
    for _ in range(cohorts):
        live_session = LiveSessionFactory(starts_at=NOW + timedelta(days=1))
        EnrollmentFactory(cohort=live_session.cohort, person=person, role=Role.COORDINATOR)
        asking = EnrollmentFactory(cohort=live_session.cohort).person
        AccommodationRequestFactory(person=asking, live_session=live_session)
    with django_assert_max_num_queries(14):
        community = community_of(person, NOW)
    assert [waiting.number for waiting in community.open_requests] == [1] * cohorts


def test_cohort_home_shows_its_own_sessions_and_those_who_hold_it():
    member = EnrollmentFactory()
    coming = LiveSessionFactory(cohort=member.cohort, starts_at=NOW + timedelta(days=1))
    facilitator = EnrollmentFactory(cohort=member.cohort, role=Role.FACILITATOR)
    EnrollmentFactory(cohort=member.cohort, role=Role.COORDINATOR, status=EnrollmentStatus.INVITED)
    home = cohort_home(member.cohort, member.person, NOW)
    assert home.coming == [coming]
    assert home.holders == [facilitator]


def test_cohort_home_shows_an_observer_no_talk():
    observer = EnrollmentFactory(role=Role.OBSERVER)
    participant = EnrollmentFactory(cohort=observer.cohort)
    live_session = LiveSessionFactory(cohort=observer.cohort, starts_at=NOW - timedelta(days=1))
    thread = PostFactory(thread=PromptFactory(live_session=live_session).thread).thread
    assert cohort_home(observer.cohort, participant.person, NOW).threads == [thread]
    assert cohort_home(observer.cohort, observer.person, NOW).threads == []
