from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.expired_sign_in import kept_form, values_of
from tests.factories.cohorts import PhaseFactory
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, PresenterFactory
from tests.sessions.views.conftest import START, text_of

pytestmark = pytest.mark.django_db
NEW = {"title": "Place Matters", "label": "Session 6", "day": "2022-10-26", "wall_time": "15:00", "minutes": "90"}


def duplicate(visit, **changes):
    return visit("facilitator", "sessions:session_duplicate", "place-matters", data=NEW | changes, follow=True)


def test_it_begins_with_the_next_number_and_says_what_comes_along(visit, cast, live_session):
    AgendaItemFactory(live_session=live_session)
    PresenterFactory.create_batch(2, live_session=live_session)
    LiveSessionFactory(cohort=cast.cohort, label="Session 8")
    answer = visit("facilitator", "sessions:session_duplicate", "place-matters")
    assert "its agenda of 1 block, and its 2 presenters." in text_of(answer)
    fields = values_of(kept_form(parsed(answer)))
    assert [fields[name] for name in ("title", "label", "day", "minutes")] == ["Place Matters", "Session 9", "", "90"]


def test_what_comes_along_is_one_sentence(visit, live_session):
    AgendaItemFactory(live_session=live_session)
    said = text_of(visit("facilitator", "sessions:session_duplicate", "place-matters"))
    assert "summary, place and access information, and its agenda of 1 block." in said


def test_the_new_one_is_scheduled_on_the_cohorts_clock(visit, live_session):
    AgendaItemFactory(live_session=live_session, minutes=90)
    said = text_of(duplicate(visit))
    assert "“Session 6: Place Matters” is scheduled for Oct 26, 3:00 pm Eastern." in said
    new = LiveSession.objects.get(label="Session 6")
    assert (new.starts_at, new.agenda_items.count()) == (datetime(2022, 10, 26, 19, tzinfo=UTC), 1)


def test_it_shows_before_what_would_follow(visit, live_session):
    said = text_of(duplicate(visit, step="preview"))
    assert "Nobody gets a mail now." in said
    assert LiveSession.objects.count() == 1


def test_collisions_are_asked_about_once(visit, live_session):
    asked = duplicate(visit, day="2022-09-21")
    assert "Is this the day you mean? It overlaps “Place Matters”, 3:00 – 4:30 pm." in text_of(asked)
    assert LiveSession.objects.count() == 1
    duplicate(visit, day="2022-09-21", seen=values_of(kept_form(parsed(asked)))["seen"])
    assert LiveSession.objects.filter(starts_at=START).count() == 2


def test_an_hour_that_does_not_exist_is_refused_and_one_that_exists_twice_is_the_earlier(visit, live_session):
    assert "does not exist (Eastern)" in text_of(duplicate(visit, day="2023-03-12", wall_time="02:30"))
    duplicate(visit, day="2022-11-06", wall_time="01:30")
    assert LiveSession.objects.get(label="Session 6").starts_at == datetime(2022, 11, 6, 5, 30, tzinfo=UTC)


def test_it_lies_in_the_phase_of_its_day(visit, cast, live_session):
    fall = PhaseFactory(cohort=cast.cohort, starts_on=date(2022, 10, 1), ends_on=date(2022, 12, 1))
    duplicate(visit)
    assert LiveSession.objects.get(label="Session 6").phase == fall


def test_onto_itself_is_refused_where_the_day_stands(visit, live_session):
    asked = duplicate(visit, label="Session 5", day="2022-09-21")
    seen = values_of(kept_form(parsed(asked)))["seen"]
    said = text_of(duplicate(visit, label="Session 5", day="2022-09-21", seen=seen))
    assert "This is the session itself. Give the new one another date." in said


def test_the_desk_leads_there(visit, live_session):
    address = "/manage/sessions/place-matters/duplicate/"
    assert address in visit("facilitator", "sessions:manage_schedule").content.decode()
    assert address in visit("facilitator", "sessions:session_detail", "place-matters").content.decode()
