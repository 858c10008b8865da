from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sessions.models import Prompt
from tests.factories.discussions import PostFactory
from tests.factories.sessions import PromptFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
WORDS = {"title": "What do you hear?", "body": "Think of **one** patient.", "opens_on": "", "opens_clock": ""}


@pytest.fixture
def desk(visit, live_session):
    def ask(name, *args, data=None, **kwargs):
        return visit("facilitator", f"sessions:{name}", "place-matters", *args, data=data, **kwargs)

    return ask


def test_a_prompt_is_written_for_the_end_of_the_session(desk, cast):
    form = text_of(desk("prompt_create"))
    assert "It opens when the session ends: Sep 21, 4:30 pm Eastern. If the session moves, so does the opening." in form
    answer = desk("prompt_create", data=WORDS, follow=True)
    assert "What do you hear? opens Sep 21, 4:30 pm Eastern, at the end of the session" in text_of(answer)
    thread = Prompt.objects.get().thread
    assert (thread.opens_at, thread.author) == (END, cast["facilitator"])


@pytest.mark.parametrize(("day", "is_said"), [("2022-09-17", True), ("2022-09-20", False)])
def test_an_opening_that_has_passed_is_said(desk, cast, day, is_said):
    own = {"opens_on": day, "opens_clock": "09:00"}
    saved = desk("prompt_create", data=WORDS | own)
    assert saved.status_code == 302
    assert ("It is open at once" in text_of(desk("prompt_list"))) == is_said
    desk("prompt_edit", Prompt.objects.get().pk, data=WORDS | own)
    assert ("It is open at once" in text_of(desk("prompt_list"))) == is_said


def test_a_preview_saves_nothing_and_keeps_what_was_typed(desk):
    answer = desk("prompt_create", data=WORDS | {"step": "preview"})
    assert "Preview; nothing is saved yet" in text_of(answer)
    assert "<strong>one</strong>" in answer.content.decode()
    assert "Think of **one** patient." in answer.content.decode()
    assert not Prompt.objects.exists()


def test_a_preview_is_as_harmless_as_the_page(desk):
    answer = desk("prompt_create", data=WORDS | {"body": "<script>alert(1)</script>", "step": "preview"})
    assert "<script>alert(1)" not in answer.content.decode()


def test_an_opening_of_its_own_is_read_on_the_cohorts_clock(desk):
    desk("prompt_create", data=WORDS | {"opens_on": "2022-09-22", "opens_clock": "09:00"})
    assert Prompt.objects.get().opens_at == datetime(2022, 9, 22, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Fill this in."),
        ({"title": "x" * 301}, "Write at most 300 characters; now there are 301."),
        ({"opens_on": "2022-09-22"}, "Give both, a day and a time, or neither."),
        ({"opens_clock": "09:00"}, "Give both, a day and a time, or neither."),
        ({"opens_on": "2023-03-12", "opens_clock": "02:30"}, "does not exist (Eastern)"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays_typed(desk, wrong, sentence):
    answer = desk("prompt_create", data=WORDS | wrong)
    assert sentence in text_of(answer)
    assert WORDS["body"] in answer.content.decode()
    assert not Prompt.objects.exists()


def test_words_and_opening_are_changed(desk, live_session):
    own = datetime(2022, 9, 22, 13, tzinfo=UTC)
    prompt = PromptFactory(live_session=live_session, opens_at=own, thread__opens_at=own)
    form = desk("prompt_edit", prompt.pk).content.decode()
    assert ['value="2022-09-22"' in form, 'value="09:00"' in form] == [True, True]
    desk("prompt_edit", prompt.pk, data=WORDS)
    prompt.refresh_from_db()
    assert (prompt.thread.title, prompt.opens_at, prompt.thread.opens_at) == ("What do you hear?", None, END)


def test_an_answered_one_is_not_closed_again(desk, live_session):
    prompt = PromptFactory(live_session=live_session)
    PostFactory(thread=prompt.thread)
    later = {"opens_on": "2022-10-22", "opens_clock": "09:00"}
    answer = desk("prompt_edit", prompt.pk, data=WORDS | later, at=END)
    assert "People have answered this prompt already; it can't be closed again." in text_of(answer)


def test_the_order_is_changed_by_buttons(desk, live_session):
    one, two, three = (PromptFactory(live_session=live_session, position=n) for n in (1, 2, 3))
    desk("prompt_move", three.pk, data={"to": "up"})
    assert list(Prompt.objects.order_by("position")) == [one, three, two]
    desk("prompt_move", one.pk, data={"to": "down"})
    assert list(Prompt.objects.order_by("position")) == [three, one, two]
    desk("prompt_move", three.pk, data={"to": "up"})
    assert list(Prompt.objects.order_by("position")) == [three, one, two]


def test_one_is_taken_away_after_a_yes(desk, live_session):
    prompt = PromptFactory(live_session=live_session, thread__title="Superfluous")
    assert "<strong>Superfluous</strong>" in desk("prompt_delete", prompt.pk).content.decode()
    assert Prompt.objects.exists()
    desk("prompt_delete", prompt.pk, data={})
    assert not Prompt.objects.exists()


def test_an_answered_one_stays(desk, live_session):
    prompt = PromptFactory(live_session=live_session)
    PostFactory(thread=prompt.thread)
    assert "Take away" not in text_of(desk("prompt_list"))
    assert "People have answered this prompt; it stays." in text_of(desk("prompt_delete", prompt.pk, data={}))
    assert Prompt.objects.exists()


@pytest.mark.parametrize("name", ["prompt_edit", "prompt_delete"])
def test_a_prompt_of_another_session_is_not_found_here(desk, cast, name):
    foreign = PromptFactory(live_session__cohort=cast.neighbor_cohort)
    assert desk(name, foreign.pk).status_code == 404
    assert desk(name, foreign.pk, data=WORDS).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(counted, live_session, number):
    for prompt in PromptFactory.create_batch(number, live_session=live_session):
        PostFactory(thread=prompt.thread)
    counted(11, "facilitator", "sessions:prompt_list", "place-matters")
