from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus
from sessions.models import RecordingOpening
from sessions.operations.recording_openings import note_opening
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import RecordingFactory

NOW = datetime(2022, 4, 21, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording():
    return RecordingFactory()


@pytest.fixture
def person(recording):
    return EnrollmentFactory(cohort=recording.live_session.cohort).person


def note(recording, person, now=NOW):
    return note_opening(recording=recording, person=person, now=now)


def test_first_and_last(recording, person):
    later, sooner = NOW + timedelta(days=2), NOW - timedelta(days=1)
    for now in (NOW, later, sooner):
        note(recording, person, now)
    opening = RecordingOpening.objects.of_session(recording.live_session).get()
    assert (opening.person, opening.first_opened_at, opening.last_opened_at) == (person, NOW, later)


def test_openings_are_the_sessions_own(recording, person):
    note(recording, person)
    other = RecordingFactory(live_session__cohort=recording.live_session.cohort)
    note(other, person)
    assert RecordingOpening.objects.of_session(other.live_session).get().recording == other


def test_of_one_that_is_held_back_nothing_is_noted(recording, person):
    recording.published_at = None
    assert note(recording, person) is None


@pytest.mark.parametrize("status", [EnrollmentStatus.WITHDRAWN, EnrollmentStatus.INVITED])
def test_nor_of_those_who_are_not_inside(recording, status):
    outside = EnrollmentFactory(cohort=recording.live_session.cohort, status=status).person
    elsewhere = EnrollmentFactory().person
    assert [note(recording, outside), note(recording, elsewhere)] == [None, None]
    assert not RecordingOpening.objects.exists()
