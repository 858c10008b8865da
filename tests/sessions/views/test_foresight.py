from __future__ import annotations

from datetime import date

import pytest

from sessions.models import LiveSession
from tests.discussions.pages import parsed
from tests.expired_sign_in import kept_form, values_of
from tests.factories.sessions import PromptFactory
from tests.sessions.views.conftest import START, text_of
from tests.sessions.views.test_session import DETAILS

pytestmark = pytest.mark.django_db
MOVED = {"day": "2022-10-26", "wall_time": "15:00", "minutes": "90", "step": "preview"}


def preview(visit, name, *args, data=MOVED, **extra):
    return visit("facilitator", f"sessions:{name}", *args, data=data, **extra)


def test_a_move_is_shown_before_it_is_made(visit, live_session):
    PromptFactory(live_session=live_session, thread__title="What do you hear?")
    answer = preview(visit, "session_move", "place-matters")
    said = text_of(answer)
    assert "Who is told Nobody has been reminded of the present date yet, so nobody gets a mail now." in said
    assert "The session takes place on Wednesday, October 26, 3:00 – 4:30 pm Eastern." in said
    assert "Its prompt opens when the session ends, Oct 26, 4:30 pm Eastern: “What do you hear?”." in said
    assert values_of(kept_form(parsed(answer)))["day"] == "2022-10-26"
    assert LiveSession.objects.get().starts_at == START


def test_by_the_button_or_enter_it_says_that_nothing_is_saved(visit, live_session):
    answer = preview(visit, "session_move", "place-matters")
    assert "What would follow Nothing is saved yet. Who is told" in text_of(answer)
    first = next(part for part in kept_form(parsed(answer)).iter("button") if part.get("type") == "submit")
    assert (first.get("value"), first.get("formaction")) == ("preview", "#foresight-title")
    assert "The Enter key does the same." in text_of(answer)
    assert "Nothing is saved yet." not in text_of(visit("facilitator", "sessions:session_move", "place-matters"))


def test_it_stands_before_the_button_that_moves(visit, live_session):
    form = kept_form(parsed(visit("facilitator", "sessions:session_move", "place-matters")))
    inside = list(form.iter())
    shown = next(place for place, part in enumerate(inside) if part.get("id") == "foresight")
    moves = next(place for place, part in enumerate(inside) if "btn-primary" in part.get("class", ""))
    assert shown < moves


def test_as_one_types_only_what_follows_is_sent(visit, live_session):
    answer = preview(visit, "session_move", "place-matters", HTTP_HX_REQUEST="true")
    assert text_of(answer).startswith("Who is told ")
    assert "<html" not in answer.content.decode()
    assert LiveSession.objects.get().starts_at == START


def test_collisions_are_shown_with_it(visit, cast, live_session):
    cast.cohort.holidays.create(day=date(2022, 10, 26), name="Founders’ Day")
    assert "It is a day without meetings here: Founders’ Day." in text_of(
        preview(visit, "session_move", "place-matters")
    )


def test_a_time_that_does_not_exist_says_so_and_foresees_nothing(visit, live_session):
    data = MOVED | {"day": "2023-03-12", "wall_time": "02:30"}
    for extra in ({}, {"HTTP_HX_REQUEST": "true"}):
        said = text_of(preview(visit, "session_move", "place-matters", data=data, **extra))
        assert "2:30 a.m. on March 12, 2023 does not exist (Eastern)" in said
        assert "Who is told" not in said


def test_of_a_new_session_too_also_before_it_has_a_name(visit, live_session):
    said = text_of(preview(visit, "session_create", HTTP_HX_REQUEST="true"))
    assert "Nobody gets a mail now." in said
    said = text_of(preview(visit, "session_create", data=MOVED | DETAILS))
    assert "The schedule and calendars that follow it show the new session at once." in said
    assert LiveSession.objects.count() == 1


def test_of_cancelling_it_stands_on_the_page(visit, live_session):
    said = text_of(visit("facilitator", "sessions:session_cancel", "place-matters"))
    assert (
        "Who is told Nobody has been reminded of it yet, so nobody gets a mail. Nobody is reminded of it any more."
        in said
    )


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_whatever_hangs_on_it(counted, live_session, number):
    PromptFactory.create_batch(number, live_session=live_session)
    counted(15, "facilitator", "sessions:session_move", "place-matters", data=MOVED, HTTP_HX_REQUEST="true")
