"""What counts as open, where, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from sessions.enums import AccommodationStatus, SessionStatus
from sessions.models import AccommodationRequest, LiveSession
from sessions.operations.schedule import move_session
from sessions.queries.accommodations import needs_of, not_ready_in, open_by_cohort, request_desk
from sessions.queries.schedule import desk_of
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import AccommodationRequestFactory, LiveSessionFactory, StandingNeedFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 14, 15, tzinfo=UTC)
START = datetime(2026, 9, 23, 19, tzinfo=UTC)
DUE = date(2026, 9, 16)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


@pytest.fixture
def request_of(cast, live_session):
    return AccommodationRequestFactory(person=cast["participant"], live_session=live_session, words="A ramp")


def ready(cast, role="facilitator", now=NOW):
    found = not_ready_in(cast.cohort, cast[role], now)
    return {pk: (row.number, row.due_on, row.is_overdue) for pk, row in found.items()}


def test_a_session_with_an_open_request_is_not_ready_for_those_who_run_it(cast, live_session, request_of):
    other = LiveSessionFactory(cohort=cast.cohort, starts_at=START + timedelta(days=7))
    assert ready(cast) == ready(cast, "coordinator") == {live_session.pk: (1, DUE, False)}
    assert [row.not_ready is not None for row in desk_of(cast.cohort, cast["facilitator"], NOW)] == [True, False]
    for role in ("participant", "team_lead", "coach", "observer", "neighbor", "withdrawn"):
        assert ready(cast, role) == {}
        assert needs_of(live_session, cast[role], NOW).rows == []
    StandingNeedFactory(person=cast["team_lead"])
    assert ready(cast) == {live_session.pk: (2, DUE, False), other.pk: (1, date(2026, 9, 23), False)}


def test_overdue_is_the_day_after_in_the_cohorts_zone(cast, live_session, request_of):
    last = datetime(2026, 9, 17, 3, 59, tzinfo=UTC)  # 11:59 pm on the 16th in New York
    assert [ready(cast, now=now)[live_session.pk][2] for now in (last, last + timedelta(minutes=1))] == [False, True]


def test_a_moved_session_moves_the_due_date(cast, live_session, request_of):
    move_session(live_session=live_session, starts_at=START + timedelta(days=7), by=None, now=NOW)
    assert ready(cast) == {live_session.pk: (1, date(2026, 9, 23), False)}


@pytest.mark.parametrize(
    "change",
    [
        lambda cast: AccommodationRequest.objects.update(status=AccommodationStatus.ARRANGED),
        lambda cast: AccommodationRequest.objects.update(status=AccommodationStatus.WITHDRAWN),
        lambda cast: LiveSession.objects.update(status=SessionStatus.CANCELLED),
        lambda cast: LiveSession.objects.update(starts_at=NOW - timedelta(minutes=90)),
        lambda cast: cast["participant"].enrollments.update(status=EnrollmentStatus.WITHDRAWN),
        lambda cast: type(cast.cohort).objects.update(status=CohortStatus.COMPLETED),
        lambda cast: type(cast["participant"]).objects.filter(pk=cast["participant"].pk).update(is_active=False),
    ],
    ids=["arranged", "withdrawn", "cancelled", "over", "person left", "completed", "closed account"],
)
def test_what_no_longer_counts(cast, request_of, change):
    assert open_by_cohort(cast["coordinator"], [cast.cohort.pk], NOW) == {cast.cohort.pk: 1}
    change(cast)
    assert open_by_cohort(cast["coordinator"], [cast.cohort.pk], NOW) == {}
    assert ready(cast) == {}
    assert request_desk(cast.cohort, cast["coordinator"], NOW).waiting == []


def test_a_standing_need_counts_from_the_first_minute_in_a_cohort_joined_later(cast, live_session):
    person = StandingNeedFactory().person
    assert ready(cast) == {}
    EnrollmentFactory(cohort=cast.cohort, person=person)
    assert ready(cast) == {live_session.pk: (1, DUE, False)}
    (row,) = request_desk(cast.cohort, cast["coordinator"], NOW).waiting
    assert (row.request.person, row.due_on, row.enrollment.person) == (person, DUE, person)
    assert AccommodationRequest.objects.count() == 0


def test_the_list_begins_with_what_is_due_first(cast, live_session):
    later = LiveSessionFactory(cohort=cast.cohort, starts_at=START + timedelta(days=7))
    soon = LiveSessionFactory(cohort=cast.cohort, starts_at=NOW + timedelta(days=1))
    for one in (later, soon, live_session):
        AccommodationRequestFactory(person=cast["participant"], live_session=one)
    neighbor = LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START)
    AccommodationRequestFactory(
        person=EnrollmentFactory(cohort=neighbor.cohort).person, live_session=neighbor, words="canary"
    )
    rows = request_desk(cast.cohort, cast["coordinator"], NOW).waiting
    assert [(row.live_session, row.is_overdue) for row in rows] == [
        (soon, True), (live_session, False), (later, False),
    ]  # fmt: skip
    assert request_desk(cast.cohort, cast["facilitator"], NOW).waiting == []


def test_those_who_run_a_session_read_the_need_and_a_name_only_where_it_is_shown(cast, live_session, request_of):
    AccommodationRequestFactory(
        person=cast["team_lead"], live_session=live_session, kinds=["asl", "unknown"], shows_name=True,
        status=AccommodationStatus.ARRANGED,
    )  # fmt: skip
    rows = needs_of(live_session, cast["facilitator"], NOW).rows
    assert [(row.kinds, row.words, row.status, row.name) for row in rows] == [
        (["Live captioning"], "A ramp", "open", ""),
        (["ASL interpretation"], "", "arranged", "Team Lead"),
    ]


@pytest.mark.parametrize(
    ("role", "seen"),
    [("participant", 1), ("coordinator", 1), ("site_admin", 1), ("team_lead", 0), ("facilitator", 0), ("coach", 0),
     ("observer", 0), ("withdrawn", 0), ("invited", 0), ("neighbor", 0), ("outsider", 0)],
)  # fmt: skip
def test_rows_and_rule_agree_on_who_reads_a_request(cast, request_of, role, seen):
    assert AccommodationRequest.objects.visible_to(cast[role]).count() == seen
    # Each role alone: the withdrawn read not even what was their own.
    AccommodationRequestFactory(person=cast["withdrawn"], live_session=LiveSessionFactory(cohort=cast.cohort))
    assert AccommodationRequest.objects.visible_to(cast["withdrawn"]).count() == 0


@pytest.mark.parametrize("people", [1, 3])
def test_lists_cost_the_same_whatever_their_length(cast, live_session, people, django_assert_num_queries):
    for _ in range(people):
        person = EnrollmentFactory(cohort=cast.cohort).person
        AccommodationRequestFactory(person=person, live_session=live_session)
        StandingNeedFactory(person=EnrollmentFactory(cohort=cast.cohort).person)
    coordinator, facilitator = cast["coordinator"], cast["facilitator"]
    for viewer in (coordinator, facilitator):
        viewer.has_perm("cohorts.run_sessions", cast.cohort)  # standings are read once for a request
    with django_assert_num_queries(5):
        assert len(request_desk(cast.cohort, coordinator, NOW).waiting) == 2 * people
    with django_assert_num_queries(2):
        assert open_by_cohort(coordinator, [cast.cohort.pk], NOW) == {cast.cohort.pk: 2 * people}
    with django_assert_num_queries(4):
        not_ready_in(cast.cohort, facilitator, NOW)
    with django_assert_num_queries(3):
        assert needs_of(live_session, facilitator, NOW).not_ready.number == 2 * people


def test_no_cohort_to_coordinate_costs_nothing(cast, django_assert_num_queries):
    CohortFactory()
    with django_assert_num_queries(0):
        assert open_by_cohort(cast["participant"], [], NOW) == {}


def test_a_facilitator_who_has_completed_the_cohort_reads_no_needs(cast, live_session, request_of):
    EnrollmentFactory(
        cohort=cast.cohort, person=(former := EnrollmentFactory().person), role=Role.FACILITATOR,
        status=EnrollmentStatus.COMPLETED,
    )  # fmt: skip
    assert needs_of(live_session, former, NOW).rows == []
