from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discussions.enums import ThreadKind
from discussions.models import Thread
from sessions.enums import SessionStatus
from sessions.models import Prompt
from sessions.operations.prompts import (
    MOST_PROMPTS,
    UnableToRemovePrompt,
    UnableToWritePrompt,
    add_prompt,
    edit_prompt,
    remove_prompt,
    reorder_prompts,
)
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory
from tests.factories.sessions import LiveSessionFactory, PromptFactory

START = datetime(2022, 4, 20, 19, tzinfo=UTC)
END = START + timedelta(minutes=90)
NOW = datetime(2022, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory(starts_at=START)


def add(live_session, title="What does your ZIP code say?", **facts):
    return add_prompt(live_session=live_session, title=title, **({"by": None, "now": NOW} | facts))


def edit(prompt, **facts):
    words = {"title": prompt.thread.title, "body": prompt.thread.body, "opens_at": prompt.opens_at}
    return edit_prompt(prompt=prompt, **(words | {"by": None, "now": NOW} | facts))


class TestAdding:
    def test_it_opens_when_the_session_ends(self, live_session):
        facilitator = UserFactory()
        prompt = add(live_session, body="Think of **one** patient.", by=facilitator)
        thread = prompt.thread
        assert (thread.board, thread.kind, thread.opens_at) == (live_session.board, ThreadKind.PROMPT, END)
        assert (thread.title, thread.author) == ("What does your ZIP code say?", facilitator)
        assert "<strong>one</strong>" in thread.body_html
        assert not thread.is_open_at(END - timedelta(seconds=1))
        assert thread.is_open_at(END)

    def test_or_when_the_facilitator_says(self, live_session):
        prompt = add(live_session, opens_at=START)
        assert prompt.opens_at == prompt.thread.opens_at == START

    def test_they_stand_in_the_order_they_were_written(self, live_session):
        assert [add(live_session, title=title).position for title in ("One", "Two", "Three")] == [1, 2, 3]

    def test_the_same_form_twice_makes_one(self, live_session):
        assert add(live_session) == add(live_session)
        assert Thread.objects.count() == 1

    def test_addresses_are_free_and_never_a_reserved_word(self, live_session):
        prompts = [
            add(live_session, title="New"),
            add(live_session, title="New", body="again"),
            add(live_session, title="?"),
        ]
        assert [prompt.thread.slug for prompt in prompts] == ["new-2", "new-3", "prompt"]

    @pytest.mark.parametrize(("title", "body"), [("  ", ""), ("x" * 301, ""), ("Why?", "x" * 10_001)])
    def test_words_that_do_not_fit_are_refused(self, live_session, title, body):
        with pytest.raises(UnableToWritePrompt):
            add(live_session, title=title, body=body)
        assert not Prompt.objects.exists()

    def test_a_cancelled_session_takes_none(self):
        with pytest.raises(UnableToWritePrompt, match="cancelled"):
            add(LiveSessionFactory(status=SessionStatus.CANCELLED))

    def test_there_is_a_limit(self, live_session):
        for number in range(MOST_PROMPTS):
            add(live_session, title=f"Prompt {number}")
        with pytest.raises(UnableToWritePrompt, match="at most 20"):
            add(live_session)


class TestEditing:
    def test_words_and_opening(self, live_session):
        prompt = edit(add(live_session), title="Another question", body="With words.", opens_at=START)
        prompt.refresh_from_db()
        assert (prompt.thread.title, prompt.thread.body, prompt.thread.opens_at) == (
            "Another question", "With words.", START,
        )  # fmt: skip

    def test_without_a_time_it_opens_with_the_end_again(self, live_session):
        prompt = edit(add(live_session, opens_at=START), opens_at=None)
        prompt.refresh_from_db()
        assert (prompt.opens_at, prompt.thread.opens_at) == (None, END)

    def test_what_people_have_answered_is_not_closed_again(self, live_session):
        prompt = add(live_session)
        PostFactory(thread=prompt.thread)
        with pytest.raises(UnableToWritePrompt, match="can't be closed again") as refusal:
            edit(prompt, title="Reworded", opens_at=END + timedelta(days=3), now=END)
        assert refusal.value.field == "opens_at"
        assert Thread.objects.get().title == "What does your ZIP code say?"

    def test_one_taken_away_meanwhile(self, live_session):
        prompt = add(live_session)
        remove_prompt(prompt=Prompt.objects.get(), by=None, now=NOW)
        with pytest.raises(UnableToWritePrompt, match="meanwhile"):
            edit(prompt, title="Reworded")


def test_the_order_can_be_changed(live_session):
    one, two, three = (add(live_session, title=title) for title in ("One", "Two", "Three"))
    reorder_prompts(live_session=live_session, order=[three.pk, one.pk], by=None)
    assert list(live_session.prompts.order_by("position")) == [three, one, two]


def test_prompts_of_another_session_are_not_touched_by_an_order(live_session):
    stranger = PromptFactory(position=7)
    reorder_prompts(live_session=live_session, order=[stranger.pk], by=None)
    stranger.refresh_from_db()
    assert stranger.position == 7


def test_one_nobody_has_answered_can_be_taken_away(live_session):
    prompt = add(live_session)
    for _twice in range(2):
        remove_prompt(prompt=prompt, by=None, now=NOW)
    assert not Thread.objects.exists()


def test_one_that_was_answered_stays(live_session):
    prompt = add(live_session)
    PostFactory(thread=prompt.thread)
    with pytest.raises(UnableToRemovePrompt):
        remove_prompt(prompt=prompt, by=None, now=NOW)
    assert Thread.objects.count() == Prompt.objects.count() == 1
