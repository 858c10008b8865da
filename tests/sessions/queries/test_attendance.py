from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import Attended, PresenceSource, SessionStatus
from sessions.queries.attendance import Known, needed, standing_of, standings_over
from tests.factories.sessions import (
    ApologyFactory,
    CorrectionFactory,
    LiveSessionFactory,
    PresenceFactory,
    RecordingOpeningFactory,
    ReflectionFactory,
)

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
AFTER = START + timedelta(days=1)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


@pytest.fixture
def make_up(live_session):
    """Somebody opens the recording and writes what makes up for the session, in time."""

    def one(person):
        opened = {"recording__live_session": live_session, "person": person, "first_opened_at": AFTER}
        RecordingOpeningFactory(**opened)
        written = {"live_session": live_session, "person": person, "body": "word " * 50, "created_at": AFTER}
        ReflectionFactory(**written, long_enough_since=AFTER)

    return one


def was_in(live_session, person, minutes, **other):
    left = live_session.starts_at + timedelta(minutes=minutes)
    return PresenceFactory(live_session=live_session, person=person, left_at=left, **other)


def state(live_session, person, now=AFTER, **other):
    return standing_of(live_session, person, now, **other).state


def test_four_states_none_of_which_is_another(cast, live_session, make_up):
    was_in(live_session, cast["participant"], 45)
    ApologyFactory(live_session=live_session, person=cast["coach"])
    make_up(cast["team_lead"])
    known = Known.of([live_session])
    said = {
        role: known.standing(live_session, cast[role].pk, now=AFTER).state
        for role in ("participant", "team_lead", "coach", "observer")
    }
    assert said == {
        "participant": Attended.LIVE,
        "team_lead": Attended.MAKE_UP,
        "coach": Attended.EXCUSED,
        "observer": Attended.NONE,
    }


def test_live_is_the_cohorts_minimum_or_more(cast, live_session):
    was_in(live_session, cast["participant"], 44)
    was_in(live_session, cast["team_lead"], 45)
    assert [state(live_session, cast[role]) for role in ("participant", "team_lead")] == [Attended.NONE, Attended.LIVE]
    cast.cohort.attendance_minutes = 44
    assert state(live_session, cast["participant"]) == Attended.LIVE
    live_session.minutes = 40
    assert needed(live_session) == 20


def test_rejoins_are_the_union_of_intervals(cast, live_session):
    for joined, left in ((0, 20), (10, 30), (70, 85)):
        PresenceFactory(
            live_session=live_session,
            person=cast["participant"],
            joined_at=START + timedelta(minutes=joined),
            left_at=START + timedelta(minutes=left),
        )
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.minutes, standing.state) == (45, Attended.LIVE)


def test_who_was_there_does_not_need_to_make_up_and_who_made_up_no_excuse(cast, live_session, make_up):
    person = cast["participant"]
    ApologyFactory(live_session=live_session, person=person)
    make_up(person)
    assert state(live_session, person) == Attended.MAKE_UP
    was_in(live_session, person, 90)
    assert state(live_session, person) == Attended.LIVE


def test_what_is_not_over_is_not_settled(cast, live_session):
    person = cast["participant"]
    was_in(live_session, person, 30)
    assert state(live_session, person, now=START + timedelta(minutes=89)) is None
    assert state(live_session, person, now=live_session.ends_at) == Attended.NONE
    assert state(live_session, cast["coach"], now=START - timedelta(days=1)) is None


def test_where_nobody_was_noted_nobody_was_missing(cast, live_session):
    assert state(live_session, cast["participant"]) is None
    PresenceFactory(live_session=live_session, person=None, name="Somebody")
    assert state(live_session, cast["participant"]) == Attended.NONE


def test_one_correction_is_attendance_taken(cast, live_session):
    CorrectionFactory(live_session=live_session, person=cast["coach"])
    assert state(live_session, cast["participant"]) == Attended.NONE


def test_whoever_came_into_the_cohort_later_did_not_miss_it(cast, live_session):
    person, since = cast["participant"], live_session.ends_at
    was_in(live_session, cast["coach"], 90)
    assert state(live_session, person, since=since) is None
    assert state(live_session, person, since=since - timedelta(seconds=1)) == Attended.NONE
    was_in(live_session, person, 90)
    assert state(live_session, person, since=since) == Attended.LIVE


def test_a_cancelled_session_has_no_attendance(cast, live_session):
    was_in(live_session, cast["participant"], 90)
    live_session.status = SessionStatus.CANCELLED
    assert state(live_session, cast["participant"]) is None


@pytest.mark.parametrize(
    ("source", "said", "minutes"),
    [
        (PresenceSource.JOIN_BUTTON, Attended.LIVE, 80),
        (PresenceSource.LIST, Attended.LIVE, 0),
        (PresenceSource.QR, Attended.LIVE, 0),
        (PresenceSource.ZOOM, Attended.LIVE, 80),
    ],
)
def test_what_each_source_counts_for(cast, live_session, source, said, minutes):
    joined = START + timedelta(minutes=10)
    PresenceFactory(
        live_session=live_session, person=cast["participant"], source=source, joined_at=joined, left_at=None
    )
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.state, standing.minutes, standing.sources) == (said, minutes, (source,))


def test_only_ones_own_and_of_this_session(cast, live_session):
    other = LiveSessionFactory(cohort=cast.cohort, starts_at=START)
    was_in(other, cast["participant"], 90)
    was_in(live_session, cast["team_lead"], 90)
    was_in(live_session, None, 90)
    CorrectionFactory(live_session=other, person=cast["participant"])
    ApologyFactory(live_session=other, person=cast["participant"])
    standing = standing_of(live_session, cast["participant"], AFTER)
    assert (standing.state, standing.minutes, standing.apology, standing.correction) == (Attended.NONE, 0, None, None)


@pytest.mark.parametrize("number", [1, 3])
def test_a_person_over_sessions_costs_the_same_for_one_and_for_three(cast, number, django_assert_num_queries):
    person = cast["participant"]
    for week in range(number):
        session = LiveSessionFactory(cohort=cast.cohort, starts_at=START + timedelta(days=7 * week))
        was_in(session, person, 90 if week % 2 == 0 else 10)
    LiveSessionFactory(cohort=cast.cohort, starts_at=START, status=SessionStatus.CANCELLED)
    LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START)
    with django_assert_num_queries(6):
        rows = standings_over(cast.cohort, person, START + timedelta(days=60))
    assert [standing.state for _session, standing in rows] == [Attended.LIVE, Attended.NONE, Attended.LIVE][:number]
