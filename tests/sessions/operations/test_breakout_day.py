from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import BreakoutPart
from sessions.operations.breakout_day import UnableToBegin, begin_round, replan_rest
from sessions.operations.breakout_planner import UnableToPlan
from sessions.operations.breakout_problem import PersonWish, Wishes
from sessions.operations.breakout_seats import UnableToChangeSeats, swap_seats
from sessions.operations.breakouts import plan_breakouts, publish
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.operations.room import people_of, seated

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 16, 19, tzinfo=UTC)


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START)


@pytest.fixture
def people(live_session):
    return people_of(live_session.cohort, organizations=4, each=4)


@pytest.fixture
def plan(live_session, people):
    wishes = Wishes(rounds=3, minutes=20, size=4, parts={people[0].pk: PersonWish(part=BreakoutPart.HOST)})
    early = START - timedelta(days=3)
    row = plan_breakouts(live_session=live_session, wishes=wishes, by=people[0], now=early)
    return publish(plan_row=row, by=people[0], now=early)


def begin(live_session, number, now=START):
    return begin_round(live_session=live_session, number=number, by=None, now=now)


def replan(live_session, there, now=START):
    present = {person.pk for person in there}
    return replan_rest(live_session=live_session, present=present, by=there[0], now=now)


class TestBeginning:
    def test_rounds_begin_one_after_the_other(self, live_session, plan):
        first = begin(live_session, 1)
        assert (first.began_at, first.ends_at) == (START, START + timedelta(minutes=20))
        assert begin(live_session, 2, START + timedelta(minutes=22)).number == 2

    def test_begun_twice_it_is_one_round(self, live_session, plan):
        assert begin(live_session, 1) == begin(live_session, 1, START + timedelta(minutes=1))
        assert plan.held_rounds.count() == 1

    @pytest.mark.parametrize("number", [0, 2, 4])
    def test_another_than_the_next_does_not_begin(self, live_session, plan, number):
        with pytest.raises(UnableToBegin, match="is not the next one"):
            begin(live_session, number)

    @pytest.mark.parametrize("at", [START - timedelta(minutes=16), START + timedelta(minutes=90)])
    def test_before_the_doors_open_and_after_the_end_none_begins(self, live_session, plan, at):
        with pytest.raises(UnableToBegin, match="while the session goes on"):
            begin(live_session, 1, at)

    def test_without_a_published_plan_none_begins(self, live_session):
        with pytest.raises(UnableToBegin, match="No plan is published"):
            begin(live_session, 1)


class TestPlanningTheRest:
    def test_rounds_that_have_begun_stay_and_the_others_are_for_those_who_are_there(self, live_session, people, plan):
        begin(live_session, 1)
        late = people_of(live_session.cohort, organizations=1, each=1)[0]
        there = [*people[:13], late]
        before = seated(plan)
        done = replan(live_session, there)
        after = seated(done.plan)
        assert after[1] == before[1]
        for number in (2, 3):
            assert sorted(name for names in after[number].values() for name in names) == sorted(
                person.name for person in there
            )
            sizes = [len(names) for names in after[number].values()]
            assert max(sizes) - min(sizes) <= 1
            assert people[0].name in after[number][1]

    def test_the_new_version_is_published_with_the_rounds_held_and_the_old_one_kept(self, live_session, people, plan):
        begin(live_session, 1)
        done = replan(live_session, people[:14])
        assert (done.plan.number, done.plan.is_published, done.plan.held_rounds.get().began_at) == (2, True, START)
        plan.refresh_from_db()
        assert (plan.is_published, plan.seats.count()) == (False, 48)

    def test_with_everybody_there_nobody_moves(self, live_session, people, plan):
        before = seated(plan)
        done = replan(live_session, people)
        assert (done.moved, seated(done.plan)) == ([], before)

    def test_of_those_who_stay_few_move(self, live_session, people, plan):
        begin(live_session, 1)
        done = replan(live_session, people[:15])
        # Fifteen at four tables: whoever is missing leaves a gap, and nobody has to fill it.
        assert done.moved == []

    def test_a_locked_seat_is_kept_also_where_its_table_shrinks(self, live_session, people, plan):
        seat = plan.seats.filter(round=2, table__position=2).first()
        plan.seats.filter(pk=seat.pk).update(is_locked=True)
        company = plan.seats.filter(round=2, table=seat.table).exclude(pk=seat.pk).values_list("person", flat=True)
        done = replan(live_session, [person for person in people if person.pk not in set(company)])
        kept = done.plan.seats.get(round=2, person=seat.person)
        assert (kept.table.position, kept.is_locked) == (2, True)
        assert done.plan.seats.filter(is_locked=True).count() == 1

    def test_a_table_goes_on_without_its_host_who_hosts_it_again_when_they_come(self, live_session, people, plan):
        without = replan(live_session, people[1:]).plan
        assert not without.seats.filter(person=people[0]).exists()
        begin(live_session, 1)
        again = replan(live_session, people).plan
        assert set(again.seats.filter(person=people[0]).values_list("round", "table__position")) == {(2, 1), (3, 1)}
        with pytest.raises(UnableToChangeSeats, match="hosts a table"):
            swap_seats(plan_row=again, round_number=2, one=people[0].pk, other=people[1].pk, by=people[2], now=START)

    def test_after_the_last_round_there_is_nothing_to_plan(self, live_session, people, plan):
        for number in (1, 2, 3):
            begin(live_session, number, START + timedelta(minutes=20 * number))
        with pytest.raises(UnableToPlan, match="no round still to come"):
            replan(live_session, people)

    def test_people_from_elsewhere_are_not_seated(self, live_session, people, plan, cast):
        done = replan(live_session, [*people, cast["participant"]])
        assert not done.plan.seats.filter(person=cast["participant"]).exists()
