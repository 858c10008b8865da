from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from sessions.enums import PresenceSource, SessionFormat, SessionStatus
from sessions.models import Presence
from sessions.operations.arrivals import UnableToArrive, arrive
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
END = START + timedelta(minutes=90)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START, format=SessionFormat.IN_PERSON)


@pytest.fixture
def person(live_session):
    return EnrollmentFactory(cohort=live_session.cohort).person


@pytest.mark.parametrize("at", [START - 15 * MINUTE, END - MINUTE])
def test_again_and_again_it_is_one_arrival_at_the_first_time(live_session, person, at):
    first = arrive(live_session=live_session, by=person, now=at)
    assert arrive(live_session=live_session, by=person, now=END - timedelta(seconds=1)) == first
    assert Presence.objects.values_list("person", "source", "joined_at").get() == (person.pk, PresenceSource.QR, at)


@pytest.mark.parametrize(
    ("at", "changes", "sentence"),
    [
        (START - 16 * MINUTE, {}, "too early"),
        (END, {}, "is over"),
        (START, {"status": SessionStatus.CANCELLED}, "is cancelled"),
        (START, {"format": SessionFormat.VIRTUAL}, "no place to come to"),
    ],
)
def test_where_and_when_nobody_can_be_there_nothing_is_noted(live_session, person, at, changes, sentence):
    type(live_session).objects.update(**changes)
    with pytest.raises(UnableToArrive, match=sentence):
        arrive(live_session=live_session, by=person, now=at)
    assert not Presence.objects.exists()


def test_in_a_completed_cohort_no_session_is_held(live_session, person):
    type(live_session.cohort).objects.update(status=CohortStatus.COMPLETED)
    with pytest.raises(UnableToArrive, match="is over"):
        arrive(live_session=live_session, by=person, now=START)


@pytest.mark.parametrize("status", [EnrollmentStatus.WITHDRAWN, EnrollmentStatus.COMPLETED, EnrollmentStatus.INVITED])
def test_only_those_who_take_part_are_noted(live_session, status):
    gone = EnrollmentFactory(cohort=live_session.cohort, status=status).person
    with pytest.raises(UnableToArrive, match="You do not take part"):
        arrive(live_session=live_session, by=gone, now=START)
    assert not Presence.objects.exists()
