from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, RoleLevel
from cohorts.models import Enrollment
from sessions.enums import BreakoutPart, Expected, SessionStatus
from sessions.models import BreakoutPlan
from sessions.operations.breakout_planner import UnableToPlan
from sessions.operations.breakout_problem import PersonWish, Wishes
from sessions.operations.breakouts import UnableToPublish, plan_breakouts, publish, unpublish
from tests.factories.accounts import UserFactory
from tests.factories.breakouts import (
    BreakoutPlanFactory,
    BreakoutRoundFactory,
    BreakoutSeatFactory,
    BreakoutTableFactory,
)
from tests.factories.cohorts import CohortFactory
from tests.factories.sessions import ApologyFactory, LiveSessionFactory, PresenceFactory
from tests.sessions.operations.room import meetings, people_of, seated

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 16, 19, tzinfo=UTC)
NOW = START - timedelta(days=3)
WISHES = Wishes(rounds=3, minutes=20, size=4)


@pytest.fixture
def live_session():
    return LiveSessionFactory(cohort=CohortFactory(), starts_at=START)


@pytest.fixture
def people(live_session):
    return people_of(live_session.cohort, organizations=4, each=4)


def plan(live_session, wishes=WISHES, by=None, now=NOW):
    return plan_breakouts(live_session=live_session, wishes=wishes, by=by or UserFactory(), now=now)


def test_everybody_sits_once_a_round_and_nobody_meets_twice(live_session, people):
    row = plan(live_session)
    rounds = seated(row)
    assert list(rounds) == [1, 2, 3]
    for tables in rounds.values():
        assert sorted(name for names in tables.values() for name in names) == [person.name for person in people]
        assert [len(names) for names in tables.values()] == [4, 4, 4, 4]
    assert set(meetings(row).values()) == {1}
    assert (row.number, row.score["repeats"], row.is_published) == (1, 0, False)


def test_no_table_is_of_one_organization(live_session, people):
    row = plan(live_session)
    for tables in seated(row).values():
        for names in tables.values():
            assert len({name.split("-")[0] for name in names}) > 1


def test_the_same_wishes_make_the_same_plan_and_another_number_another(live_session):
    people_of(live_session.cohort, organizations=7, each=2)
    first, second = plan(live_session), plan(live_session)
    assert seated(first) == seated(second)
    assert (first.number, second.number) == (1, 2)
    assert seated(plan(live_session, replace(WISHES, seed=2))) != seated(first)


def test_those_who_met_in_an_earlier_session_are_kept_apart(live_session, people):
    earlier = LiveSessionFactory(cohort=live_session.cohort, starts_at=START - timedelta(days=30))
    long_ago = NOW - timedelta(days=60)
    before = plan(earlier, replace(WISHES, rounds=1), now=long_ago)
    published = publish(plan_row=before, by=people[0], now=long_ago)
    row = plan(live_session, replace(WISHES, rounds=1))
    assert set(meetings(published)) & set(meetings(row)) == set()


def test_sessions_of_other_cohorts_drafts_and_cancelled_ones_are_no_history(live_session, people):
    alone = plan(live_session, replace(WISHES, rounds=1))
    for facts in (
        {"cohort": live_session.cohort, "status": SessionStatus.CANCELLED, "published_at": NOW},
        {"cohort": live_session.cohort, "published_at": None},
        {"cohort": CohortFactory(program=live_session.cohort.program), "published_at": NOW},
    ):
        published_at = facts.pop("published_at")
        other = LiveSessionFactory(starts_at=START - timedelta(days=9), **facts)
        table = BreakoutTableFactory(plan=BreakoutPlanFactory(live_session=other, published_at=published_at))
        for person in people:
            BreakoutSeatFactory(table=table, person=person)
    assert seated(plan(live_session, replace(WISHES, rounds=1))) == seated(alone)


def test_hosts_stay_and_others_move(live_session, people):
    parts = {people[0].pk: PersonWish(part=BreakoutPart.HOST), people[5].pk: PersonWish(part=BreakoutPart.HOST)}
    row = plan(live_session, replace(WISHES, parts=parts))
    assert [table.host for table in row.tables.order_by("position")] == [people[0], people[5], None, None]
    for tables in seated(row).values():
        assert people[0].name in tables[1]
        assert people[5].name in tables[2]


def test_a_language_and_a_way_without_steps_have_their_tables(live_session, people):
    parts = {people[2].pk: PersonWish(language="es"), people[9].pk: PersonWish(part=BreakoutPart.ACCESS)}
    row = plan(live_session, replace(WISHES, parts=parts))
    spanish = {table.position for table in row.tables.filter(language="es")}
    reached = {table.position for table in row.tables.filter(is_accessible=True)}
    assert len(spanish) == len(reached) == 1
    for tables in seated(row).values():
        assert all(people[2].name in tables[position] for position in spanish)
        assert all(people[9].name in tables[position] for position in reached)


def test_pairs_sit_together_and_apart(live_session, people):
    together, apart = (people[0], people[4]), (people[1], people[5])
    pairs = [(together[0].pk, together[1].pk, True), (apart[0].pk, apart[1].pk, False)]
    row = plan(live_session, replace(WISHES, pairs=pairs))
    met = meetings(row)
    assert met[together[0].name, together[1].name] == 3
    assert (apart[0].name, apart[1].name) not in met


def test_each_table_has_its_community_member(live_session, people):
    neighbors = people_of(live_session.cohort, organizations=1, each=5, level=RoleLevel.COMMUNITY)
    Enrollment.objects.filter(person__in=neighbors).update(organization=None)
    row = plan(live_session, replace(WISHES, size=5, fewest_community=1))
    tables = {(seat.round, seat.table_id) for seat in row.seats.filter(person__in=neighbors)}
    assert len(tables) == 3 * row.tables.count()


@pytest.mark.parametrize(
    ("expected", "coming"),
    [(Expected.ACTIVE, {0, 1, 2, 3}), (Expected.COMING, {0, 1, 3}), (Expected.PRESENT, {1, 2})],
)
def test_who_is_expected(live_session, expected, coming):
    people = people_of(live_session.cohort, organizations=4, each=1)
    ApologyFactory(live_session=live_session, person=people[2])
    for person in people[1:3]:
        PresenceFactory(live_session=live_session, person=person)
    row = plan(live_session, replace(WISHES, rounds=1, size=4, expected=expected))
    assert set(row.seats.values_list("person", flat=True)) == {people[place].pk for place in coming}


def test_the_withdrawn_and_observers_have_no_seat_and_a_facilitator_only_where_wished(cast):
    live_session = LiveSessionFactory(cohort=cast.cohort, starts_at=START)
    host = {cast["facilitator"].pk: PersonWish(part=BreakoutPart.HOST)}
    row = plan(live_session, replace(WISHES, rounds=1, parts=host))
    assert set(row.seats.values_list("person", flat=True)) == {
        cast[role].pk for role in ("participant", "team_lead", "facilitator")
    }
    row = plan(live_session, replace(WISHES, rounds=1))
    assert set(row.seats.values_list("person", flat=True)) == {cast[role].pk for role in ("participant", "team_lead")}
    hidden = {cast[role].pk: PersonWish(part=BreakoutPart.HOST) for role in ("observer", "withdrawn", "outsider")}
    assert plan(live_session, replace(WISHES, rounds=1, parts=hidden)).seats.count() == 2


def test_whoever_is_left_out_is_remembered_so(live_session, people):
    row = plan(live_session, replace(WISHES, parts={people[0].pk: PersonWish(part=BreakoutPart.OUT)}))
    assert people[0].name not in str(seated(row))
    assert row.people.get(person=people[0]).part == BreakoutPart.OUT


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({"rounds": 0}, "Plan from 1 to 10 rounds."),
        ({"rounds": 11}, "Plan from 1 to 10 rounds."),
        ({"tables": 101}, "Plan from 1 to 100 tables."),
        ({"tables": 17}, "There are more tables than people."),
    ],
)
def test_what_makes_no_plan_is_refused(live_session, people, wishes, sentence):
    with pytest.raises(UnableToPlan, match=sentence):
        plan(live_session, replace(WISHES, **wishes))
    assert not BreakoutPlan.objects.exists()


def test_rules_that_clash_are_named(live_session, people):
    one, other = people[0].pk, people[1].pk
    pairs = [(one, other, True), (one, people[2].pk, True), (other, people[2].pk, False)]
    with pytest.raises(UnableToPlan) as refusal:
        plan(live_session, replace(WISHES, pairs=pairs))
    assert str(refusal.value) == (
        "Not all that is wished can be kept at once: pairs that never sit together (take one of them away); "
        "pairs that always sit together (take one of them away)."
    )


def test_a_session_that_is_over_or_cancelled_is_not_planned(live_session, people):
    with pytest.raises(UnableToPlan, match="over or cancelled"):
        plan(live_session, now=live_session.ends_at)
    live_session.status = SessionStatus.CANCELLED
    with pytest.raises(UnableToPlan, match="over or cancelled"):
        plan(live_session)


def test_with_fewer_than_two_people_there_is_no_plan(live_session):
    people_of(live_session.cohort, organizations=1, each=1)
    with pytest.raises(UnableToPlan, match="Fewer than two"):
        plan(live_session)


class TestPublishing:
    def test_one_version_is_published_in_place_of_another(self, live_session, people):
        first, second = plan(live_session), plan(live_session)
        publish(plan_row=first, by=people[0], now=NOW)
        publish(plan_row=second, by=people[0], now=NOW + timedelta(hours=1))
        published = live_session.breakout_plans.filter(published_at__isnull=False)
        assert list(published.values_list("number", "published_at")) == [(2, NOW + timedelta(hours=1))]

    def test_again_changes_nothing(self, live_session, people):
        row = publish(plan_row=plan(live_session), by=people[0], now=NOW)
        again = publish(plan_row=row, by=people[1], now=NOW + timedelta(hours=1))
        assert (again.published_at, again.published_by) == (NOW, people[0])

    def test_it_can_be_taken_back_until_a_round_has_begun(self, live_session, people):
        row = publish(plan_row=plan(live_session), by=people[0], now=NOW)
        unpublish(live_session=live_session, now=NOW)
        unpublish(live_session=live_session, now=NOW)
        row.refresh_from_db()
        assert (row.published_at, row.published_by) == (None, None)
        publish(plan_row=row, by=people[0], now=NOW)
        BreakoutRoundFactory(plan=row)
        with pytest.raises(UnableToPublish, match="have been held"):
            unpublish(live_session=live_session, now=NOW)

    def test_what_is_over_stays_as_it_was(self, live_session, people):
        row = plan(live_session)
        with pytest.raises(UnableToPublish, match="over or cancelled"):
            publish(plan_row=row, by=people[0], now=live_session.ends_at)


def test_the_withdrawn_are_not_seated_in_the_next_version(live_session, people):
    plan(live_session)
    Enrollment.objects.filter(person=people[0]).update(status=EnrollmentStatus.WITHDRAWN)
    assert people[0].name not in str(seated(plan(live_session)))
