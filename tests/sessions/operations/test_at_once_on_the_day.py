"""On the day everybody presses at once: two presses, two facilitators, a weak line that sends again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import SessionFormat
from sessions.models import HelpRequest, LiveSession, Presence
from sessions.operations.arrivals import arrive
from sessions.operations.duplication import duplicate_session
from sessions.operations.help import ask_for_help, take_help
from sessions.operations.presenters import Presenting, set_presenters
from tests.at_once import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import AgendaItemFactory, HelpRequestFactory, LiveSessionFactory

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2022, 4, 20, 19, tzinfo=UTC)


def test_help_asked_for_in_two_tabs_is_one_call():
    live_session = LiveSessionFactory(starts_at=START)
    person = EnrollmentFactory(cohort=live_session.cohort).person
    calls = at_once(*[lambda: ask_for_help(live_session=live_session, words="No sound", by=person, now=START)] * 4)
    assert calls == [HelpRequest.objects.get()] * 4


def test_of_two_who_take_a_call_on_one_is_named_to_both():
    call = HelpRequestFactory(live_session=LiveSessionFactory(starts_at=START), asked_at=START)
    people = UserFactory.create_batch(3)
    taken = at_once(*[lambda by=by: take_help(call=call, by=by, now=START) for by in people])
    assert len({one.answered_by_id for one in taken}) == 1


def test_the_button_at_the_place_sent_again_is_one_arrival():
    live_session = LiveSessionFactory(starts_at=START, format=SessionFormat.IN_PERSON)
    person = EnrollmentFactory(cohort=live_session.cohort).person
    arrivals = at_once(*[lambda: arrive(live_session=live_session, by=person, now=START)] * 4)
    assert arrivals == [Presence.objects.get()] * 4


def test_a_session_duplicated_twice_is_one_with_one_agenda():
    live_session = LiveSessionFactory(starts_at=START)
    AgendaItemFactory(live_session=live_session, minutes=90)

    def duplicate():
        return duplicate_session(
            live_session=live_session, title="Again", label="", starts_at=START + timedelta(days=7), minutes=90,
            phase=None, by=None, now=START,
        )  # fmt: skip

    copies = at_once(*[duplicate] * 3)
    assert copies == [LiveSession.objects.get(title="Again")] * 3
    assert copies[0].agenda_items.count() == 1


def test_of_two_lists_of_presenters_one_stands_whole():
    live_session = LiveSessionFactory()

    def put(names):
        rows = [Presenting(name=name) for name in names]
        return lambda: set_presenters(live_session=live_session, rows=rows, by=None, now=START)

    at_once(put("AB"), put("CD"))
    assert "".join(live_session.presenters.order_by("position").values_list("name", flat=True)) in {"AB", "CD"}
