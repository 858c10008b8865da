from __future__ import annotations

import pytest

from discussions.models import Following
from discussions.queries import threads_with_news
from tests.discussions.pages import by_id, parsed, text_of
from tests.factories.discussions import FollowingFactory, PostFactory, ThreadFactory


def pressed(page) -> list[str]:
    return [text_of(button) for button in page.iter("button") if button.get("aria-pressed") == "true"]


def test_a_thread_is_followed_as_its_board_until_something_is_said(cast, thread, sign_in):
    client, there = sign_in("participant"), thread.get_absolute_url()
    assert pressed(parsed(client.get(there))) == ["As the board"]
    for level, label in (
        ("watching", "Watching"),
        ("normal", "Normal"),
        ("mentions", "Mentions only"),
        ("muted", "Muted"),
    ):
        sent = client.post(f"{there}follow/", {"level": level})
        assert (sent.status_code, sent.url) == (302, f"{there}#follow")
        page = parsed(client.get(there))
        assert pressed(page) == [label]
    assert "You have muted this" in text_of(page)
    client.post(f"{there}follow/", {"level": "as_board"})
    client.post(thread.board.get_absolute_url(), {"level": "watching"})
    page = parsed(client.get(there))
    assert pressed(page) == ["As the board"]
    assert "You watch this" in text_of(page)


def test_a_board_is_followed(cast, board, sign_in):
    client, there = sign_in("participant"), board.get_absolute_url()
    assert pressed(parsed(client.get(there))) == ["Normal"]
    client.post(there, {"level": "muted"})
    assert pressed(parsed(client.get(there))) == ["Muted"]
    assert pressed(parsed(sign_in("coach").get(there))) == ["Normal"]


@pytest.mark.parametrize("level", ["", "loved", "as_board"])
def test_other_words_are_none(cast, board, thread, sign_in, level):
    client = sign_in("participant")
    assert client.post(board.get_absolute_url(), {"level": level}).status_code == 400
    if level != "as_board":
        assert client.post(f"{thread.get_absolute_url()}follow/", {"level": level}).status_code == 400
    assert not Following.objects.exists()


@pytest.mark.parametrize("level", ["muted", "mentions"])
@pytest.mark.parametrize("muted", ["board", "thread"])
def test_nothing_is_new_in_what_is_muted(cast, board, thread, sign_in, now, muted, level):
    PostFactory(thread=thread)
    place = {"board": board, "thread": None} if muted == "board" else {"thread": thread}
    FollowingFactory(person=cast["participant"], level=level, **place)
    assert threads_with_news(cast["participant"], now) == []
    assert len(threads_with_news(cast["team_lead"], now)) == 1
    client = sign_in("participant")
    badge = {"muted": "muted", "mentions": "mentions only"}[level]
    rows = {board: f"Everybody {badge}", thread: f"Who maps rent? {badge}"}
    listed = [text_of(h) for h in parsed(client.get(f"/cohorts/{cast.cohort.slug}/discussions/")).iter("h3")]
    assert listed == [rows[board] if muted == "board" else "Everybody"]
    assert [text_of(h) for h in parsed(client.get(board.get_absolute_url())).iter("h3")] == [rows[thread]]


def test_a_thread_of_a_muted_board_can_be_followed_all_the_same(cast, board, thread, now):
    PostFactory(thread=thread)
    FollowingFactory(person=cast["participant"], board=board, thread=None, level="muted")
    FollowingFactory(person=cast["participant"], thread=thread, level="normal")
    assert [found.thread for found in threads_with_news(cast["participant"], now)] == [thread]


def test_what_is_watched_stands_first_among_the_news(cast, board, thread, now):
    PostFactory(thread=thread)
    later = PostFactory(thread=ThreadFactory(board=board)).thread
    assert [found.thread for found in threads_with_news(cast["participant"], now)] == [later, thread]
    FollowingFactory(person=cast["participant"], thread=thread)
    assert [found.thread for found in threads_with_news(cast["participant"], now)] == [thread, later]


def test_nobody_else_sees_it(cast, thread, sign_in):
    FollowingFactory(person=cast["participant"], thread=thread, level="muted")
    for role in ("team_lead", "facilitator", "coordinator"):
        page = parsed(sign_in(role).get(thread.get_absolute_url()))
        assert pressed(page) == ["As the board"]
        assert by_id(page, "follow") is not None
