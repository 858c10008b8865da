from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.operations.breakout_seats import UnableToChangeSeats, lock_seat, swap_seats
from tests.factories.breakouts import (
    BreakoutPlanFactory,
    BreakoutRoundFactory,
    BreakoutSeatFactory,
    BreakoutTableFactory,
)
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.operations.room import people_of, seated

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 16, 19, tzinfo=UTC)
NOW = START - timedelta(days=3)


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START)


@pytest.fixture
def people(live_session):
    return people_of(live_session.cohort, organizations=2, each=2)


@pytest.fixture
def plan(live_session, people):
    """Each organization at a table of its own, in two rounds."""
    row = BreakoutPlanFactory(live_session=live_session, number=1, rounds=2, score={"repeats": 4})
    tables = [BreakoutTableFactory(plan=row, position=position) for position in (1, 2)]
    for number in (1, 2):
        for place, person in enumerate(people):
            BreakoutSeatFactory(table=tables[place // 2], person=person, round=number)
    return row


def swap(plan, one, other, number=1):
    return swap_seats(plan_row=plan, round_number=number, one=one.pk, other=other.pk, by=one, now=NOW)


def lock(plan, person, is_locked=True, number=1):
    return lock_seat(plan_row=plan, round_number=number, person=person.pk, is_locked=is_locked, by=person, now=NOW)


def test_two_change_seats_in_one_round_and_it_is_counted_again(plan, people):
    row = swap(plan, people[0], people[2])
    assert row == plan
    assert seated(row) == {
        1: {1: ["Person 0-1", "Person 1-0"], 2: ["Person 0-0", "Person 1-1"]},
        2: {1: ["Person 0-0", "Person 0-1"], 2: ["Person 1-0", "Person 1-1"]},
    }
    assert (row.score["repeats"], row.score["one_organization"]) == (0, 2)


def test_a_published_version_stays_and_its_copy_is_changed(plan, people):
    plan.published_at = NOW
    plan.save()
    before = seated(plan)
    row = swap(plan, people[0], people[2])
    assert (row.number, row.is_published, seated(plan)) == (2, False, before)
    assert seated(row)[1][1] == ["Person 0-1", "Person 1-0"]
    assert list(row.tables.values_list("position", flat=True)) == [1, 2]


def test_a_locked_seat_is_kept_until_it_is_unlocked(plan, people):
    lock(plan, people[0])
    with pytest.raises(UnableToChangeSeats, match="The seat of Person 0-0 is locked"):
        swap(plan, people[0], people[2])
    swap(plan, people[0], people[2], number=2)
    lock(plan, people[0], is_locked=False)
    assert swap(plan, people[0], people[2])


def test_a_host_stays(plan, people):
    plan.tables.filter(position=2).update(host=people[2])
    with pytest.raises(UnableToChangeSeats, match="Person 1-0 hosts a table"):
        swap(plan, people[0], people[2])


def test_a_round_that_was_held_stays(plan, people):
    BreakoutRoundFactory(plan=plan, number=1)
    with pytest.raises(UnableToChangeSeats, match="has been held"):
        swap(plan, people[0], people[2])
    assert swap(plan, people[0], people[2], number=2)


def test_whoever_has_no_seat_changes_none(plan, people, live_session):
    late = people_of(live_session.cohort, organizations=1, each=1)[0]
    with pytest.raises(UnableToChangeSeats, match="seated in this round"):
        swap(plan, people[0], late)
    with pytest.raises(UnableToChangeSeats, match="seated in this round"):
        swap(plan, people[0], people[0])
    with pytest.raises(UnableToChangeSeats, match="seated in this round"):
        swap(plan, people[0], people[2], number=3)
    with pytest.raises(UnableToChangeSeats, match="seated in this round"):
        lock(plan, late)
