from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import Role
from progress.notices import still_owed
from sessions import owing
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.discussions import PostFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 21, 20, 0, tzinfo=UTC)


@pytest.fixture
def cohort():
    return ParticipationRuleFactory().cohort


def asked(cohort, title, days_ago):
    live_session = LiveSessionFactory(cohort=cohort, title=title, starts_at=NOW - timedelta(days=days_ago))
    return PromptFactory(live_session=live_session).thread


def coming(cohort):
    return LiveSessionFactory(cohort=cohort, starts_at=NOW + timedelta(days=1))


def test_reminder_says_what_is_missing_from_the_latest_two_sessions(cohort):
    learner, peer = EnrollmentFactory.create_batch(2, cohort=cohort)
    asked(cohort, "Opening", 90)
    asked(cohort, "Becoming American", 60)
    thread = asked(cohort, "Bad Sugar", 30)
    theirs = PostFactory(thread=thread, author=peer.person)
    PostFactory(thread=thread, author=learner.person)
    PostFactory(thread=thread, author=learner.person, parent=theirs)
    owed = owing.still_owed(people=[learner.person, peer.person], live_session=coming(cohort), now=NOW)
    assert owed[learner.person.pk] == [
        "From “Bad Sugar”: a reply to one more peer",
        "From “Becoming American”: an answer to one of its prompts, replies to 2 more peers",
    ]
    assert owed[peer.person.pk][0] == "From “Bad Sugar”: replies to 2 more peers"


def test_what_is_owed_is_asked_for_all_at_once(cohort, django_assert_num_queries):
    people = [enrollment.person for enrollment in EnrollmentFactory.create_batch(3, cohort=cohort)]
    for days_ago in (60, 30):
        PostFactory(thread=asked(cohort, "Bad Sugar", days_ago), author=people[0])
    soon = coming(cohort)

    for some in (people[:1], people):
        with django_assert_num_queries(5):
            assert set(still_owed(some, soon, NOW)) == {person.pk for person in some}


def test_reminder_says_nothing_to_those_who_owe_nothing_here(cohort):
    asked(cohort, "Bad Sugar", 30)
    elsewhere = ParticipationRuleFactory().cohort
    learner = EnrollmentFactory(cohort=elsewhere).person
    facilitator = EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR).person
    EnrollmentFactory(cohort=cohort, person=learner, role=Role.OBSERVER)
    assert still_owed([learner, facilitator], coming(cohort), NOW) == {}


def test_reminder_asks_nothing_of_the_time_before_the_person_came_in(cohort):
    asked(cohort, "Opening", 90)
    asked(cohort, "Bad Sugar", 30)
    newcomer = EnrollmentFactory(cohort=cohort, activated_at=NOW - timedelta(days=45)).person
    assert still_owed([newcomer], coming(cohort), NOW) == {
        newcomer.pk: ["From “Bad Sugar”: an answer to one of its prompts, replies to 2 more peers"]
    }
