from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from sessions.enums import SessionStatus
from sessions.models import HelpRequest
from sessions.operations.help import MOST_CALLS, UnableToAskForHelp, ask_for_help, close_help, take_help, take_help_back
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import HelpRequestFactory, LiveSessionFactory

START = datetime(2022, 9, 21, 19, tzinfo=UTC)
END = START + timedelta(minutes=90)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START)


@pytest.fixture
def person(live_session):
    return EnrollmentFactory(cohort=live_session.cohort).person


def ask(live_session, person, words="", now=START):
    return ask_for_help(live_session=live_session, words=words, by=person, now=now)


def test_a_call_waits_until_somebody_sees_to_it_and_is_open_until_it_is_done(live_session, person):
    call = ask(live_session, person, " No sound ")
    assert (call.words, call.asked_at, call.is_waiting) == ("No sound", START, True)
    first, second = UserFactory(), UserFactory()
    take_help(call=call, by=first, now=START + MINUTE)
    taken = take_help(call=call, by=second, now=START + 2 * MINUTE)
    assert (taken.answered_by, taken.answered_at) == (first, START + MINUTE)
    assert (taken.is_waiting, taken.is_open) == (False, True)
    assert list(HelpRequest.objects.open_at(START)) == [call]
    close_help(call=call, now=START + 3 * MINUTE)
    done = close_help(call=call, now=START + 4 * MINUTE)
    assert (done.closed_at, done.is_open, done.was_taken_back) == (START + 3 * MINUTE, False, False)
    assert list(HelpRequest.objects.open_at(START)) == []
    assert take_help(call=call, by=second, now=START + 5 * MINUTE).answered_by == first


def test_asked_again_one_that_somebody_sees_to_waits_again(live_session, person):
    call = ask(live_session, person, "No sound")
    take_help(call=call, by=UserFactory(), now=START + MINUTE)
    again = ask(live_session, person, now=START + 2 * MINUTE)
    assert (again.pk, again.is_waiting, again.answered_by) == (call.pk, True, None)
    assert (again.words, again.asked_at) == ("No sound", START + 2 * MINUTE)


def test_pressed_twice_it_is_one_call_with_the_last_words(live_session, person):
    calls = [ask(live_session, person), ask(live_session, person, "No sound"), ask(live_session, person)]
    assert {call.pk for call in calls} == {HelpRequest.objects.get().pk}
    assert HelpRequest.objects.get().words == "No sound"


@pytest.mark.parametrize("at", [START - 15 * MINUTE, END - MINUTE])
def test_from_the_opening_of_the_doors_to_the_end(live_session, person, at):
    assert ask(live_session, person, now=at).is_open


@pytest.mark.parametrize("at", [START - 16 * MINUTE, END])
def test_at_other_times_it_is_refused(live_session, person, at):
    with pytest.raises(UnableToAskForHelp, match="from 15 minutes before the session to its end"):
        ask(live_session, person, now=at)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda live_session: type(live_session).objects.update(status=SessionStatus.CANCELLED),
        lambda live_session: type(live_session.cohort).objects.update(status=CohortStatus.COMPLETED),
    ],
)
def test_where_nothing_is_held_nobody_is_called(live_session, person, spoil):
    spoil(live_session)
    with pytest.raises(UnableToAskForHelp):
        ask(live_session, person)
    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize("status", [EnrollmentStatus.COMPLETED, EnrollmentStatus.WITHDRAWN, EnrollmentStatus.INVITED])
def test_only_those_who_take_part_are_heard(live_session, status):
    person = EnrollmentFactory(cohort=live_session.cohort, status=status).person
    with pytest.raises(UnableToAskForHelp, match="You do not take part"):
        ask(live_session, person)


def test_nobody_floods_the_facilitators(live_session, person):
    for number in range(MOST_CALLS):
        close_help(call=ask(live_session, person, now=START + number * MINUTE), now=START)
    with pytest.raises(UnableToAskForHelp, match="several times in the last half hour"):
        ask(live_session, person, now=START + 6 * MINUTE)
    # Somebody else, and the same person later, are heard.
    assert ask(live_session, EnrollmentFactory(cohort=live_session.cohort).person, now=START + 6 * MINUTE)
    assert ask(live_session, person, now=START + 31 * MINUTE)


def test_too_many_words_are_refused(live_session, person):
    with pytest.raises(UnableToAskForHelp, match="What it is about: "):
        ask(live_session, person, "x" * 201)


def test_it_can_be_taken_back(live_session, person):
    call = ask(live_session, person)
    take_help_back(live_session=live_session, by=person, now=START + MINUTE)
    take_help_back(live_session=live_session, by=person, now=START + 2 * MINUTE)
    call.refresh_from_db()
    assert (call.was_taken_back, call.closed_at) == (True, START + MINUTE)


def test_a_call_waits_no_longer_than_the_session_and_the_enrollment(live_session, person):
    HelpRequestFactory(live_session=live_session, person=person)
    assert HelpRequest.objects.open_at(END - MINUTE).count() == 1
    assert HelpRequest.objects.open_at(END).count() == 0
    person.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert HelpRequest.objects.open_at(END - MINUTE).count() == 0


def test_it_is_seen_by_the_person_and_by_those_who_run_the_session(cast):
    call = HelpRequestFactory(live_session=LiveSessionFactory(cohort=cast.cohort), person=cast["participant"])
    seen = {role for role in cast.people if HelpRequest.objects.visible_to(cast[role]).filter(pk=call.pk).exists()}
    assert seen == {"participant", "facilitator", "coordinator", "site_admin"}
