from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.queries.making_up import made_up_in
from tests.factories.accounts import UserFactory
from tests.factories.sessions import LiveSessionFactory, RecordingFactory, RecordingOpeningFactory, ReflectionFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 23, 19, tzinfo=UTC)
END = START + timedelta(minutes=90)
DAY = timedelta(days=1)


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START, cohort__makeup_words=3, cohort__makeup_days=10)


@pytest.fixture
def recording(live_session):
    return RecordingFactory(live_session=live_session)


def opens(recording, person, at=END + DAY):
    RecordingOpeningFactory(recording=recording, person=person, first_opened_at=at)


def writes(live_session, person, words=3, at=END + DAY):
    body = " ".join(["word"] * words)
    since = at if words >= live_session.cohort.makeup_words else None
    facts = {"live_session": live_session, "person": person, "body": body, "created_at": at}
    ReflectionFactory(**facts, long_enough_since=since)


def test_both_the_recording_and_the_words(live_session, recording):
    both, opened, written = UserFactory.create_batch(3)
    for person in (both, opened):
        opens(recording, person)
    for person in (both, written):
        writes(live_session, person)
    assert made_up_in([live_session]) == {(live_session.pk, both.pk)}
    assert made_up_in([live_session], both) == {(live_session.pk, both.pk)}
    assert made_up_in([live_session], opened) == set()


@pytest.mark.parametrize(
    ("opened", "written", "words", "counts"),
    [
        (END + 10 * DAY, END + 10 * DAY, 3, True),
        (END + 10 * DAY + timedelta(seconds=1), END, 3, False),
        (END, END + 10 * DAY + timedelta(seconds=1), 3, False),
        (END, END, 2, False),
    ],
)
def test_within_the_days_and_with_as_many_words_as_the_cohort_says(
    live_session, recording, opened, written, words, counts
):
    person = UserFactory()
    opens(recording, person, opened)
    writes(live_session, person, words, written)
    assert bool(made_up_in([live_session])) == counts


def test_of_two_recordings_the_first_that_was_opened_counts(live_session, recording):
    person = UserFactory()
    opens(recording, person, END + DAY)
    opens(RecordingFactory(live_session=live_session), person, END + 20 * DAY)
    writes(live_session, person)
    assert made_up_in([live_session]) == {(live_session.pk, person.pk)}


def test_words_about_another_session_make_up_for_none(live_session, recording):
    person = UserFactory()
    opens(recording, person)
    other = LiveSessionFactory(cohort=live_session.cohort, starts_at=START)
    writes(other, person)
    assert made_up_in([live_session, other]) == set()


@pytest.mark.parametrize("people", [1, 3])
def test_two_queries_for_any_number(live_session, recording, people, django_assert_num_queries):
    for person in UserFactory.create_batch(people):
        opens(recording, person)
        writes(live_session, person)
    with django_assert_num_queries(2):
        assert len(made_up_in([live_session])) == people
    with django_assert_num_queries(1):
        assert made_up_in([live_session], UserFactory.build(pk=0)) == set()
