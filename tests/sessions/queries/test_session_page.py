from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions.enums import SessionStatus
from sessions.models.prompt import WITHHELD
from sessions.queries.session_page import agenda_rows, next_sessions, session_page
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, PromptFactory

pytestmark = pytest.mark.django_db
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
END = START + timedelta(minutes=90)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(cohort=cast.cohort, starts_at=START)


def test_prompts_to_come_are_counted_and_the_first_opening_is_said(cast, live_session):
    PromptFactory(live_session=live_session)
    PromptFactory(live_session=live_session, thread__opens_at=END + timedelta(days=1))
    page = session_page(live_session, cast["participant"], START)
    assert (page.prompts, page.to_come, page.opens_at) == ([], 2, END)
    page = session_page(live_session, cast["participant"], END)
    assert (len(page.prompts), page.to_come, page.opens_at) == (1, 1, END + timedelta(days=1))


def test_those_of_a_cancelled_session_are_not_to_come(cast, live_session):
    PromptFactory(live_session=live_session, thread__opens_at=WITHHELD)
    live_session.status = SessionStatus.CANCELLED
    page = session_page(live_session, cast["participant"], END)
    assert (page.prompts, page.to_come, page.opens_at) == ([], 0, None)


def test_to_an_observer_none_exists(cast, live_session):
    PromptFactory(live_session=live_session)
    page = session_page(live_session, cast["observer"], START)
    assert (page.has_talk, page.prompts, page.to_come, page.opens_at) == (False, [], 0, None)


def test_presenters_are_named_once_in_their_order(cast, live_session):
    for position, presenters in enumerate(["B. Ng, A. Diaz", "", "A. Diaz", "C. Oh"]):
        AgendaItemFactory(live_session=live_session, position=position, presenters=presenters)
    assert session_page(live_session, cast["participant"], START).presenters == "B. Ng, A. Diaz, C. Oh"


def test_the_agendas_clock_crosses_noon_in_the_viewers_zone(cast, live_session):
    for position in range(2):
        AgendaItemFactory(live_session=live_session, position=position, minutes=45)
    viewer = cast["participant"]
    assert [(row.clock, row.home_clock) for row in agenda_rows(live_session, viewer, START)] == [
        ("12:00 pm", "3:00 pm Eastern"), ("12:45 pm", "3:45 pm Eastern"),
    ]  # fmt: skip
    viewer.time_zone = ""
    assert [(row.clock, row.home_clock) for row in agenda_rows(live_session, viewer, START)] == [
        ("3:00 pm", ""), ("3:45 pm", ""),
    ]  # fmt: skip


def test_nothing_is_going_on_in_a_cancelled_session(cast, live_session):
    AgendaItemFactory(live_session=live_session, minutes=90)
    live_session.status = SessionStatus.CANCELLED
    assert [row.is_now for row in agenda_rows(live_session, cast["participant"], START)] == [False]


def test_the_next_three_of_all_my_cohorts(cast, live_session):
    for days in range(1, 5):
        LiveSessionFactory(cohort=cast.cohort, starts_at=START + timedelta(days=days))
    LiveSessionFactory(cohort=cast.neighbor_cohort, starts_at=START)
    LiveSessionFactory(cohort=cast.cohort, starts_at=START, status=SessionStatus.CANCELLED)
    found = next_sessions(cast["participant"], START)
    assert [session.starts_at for session in found] == [START + timedelta(days=days) for days in range(3)]
    assert next_sessions(cast["withdrawn"], START) == []
