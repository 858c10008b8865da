from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from discussions.enums import BoardKind
from discussions.models import Board, Post
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import CohortFactory, TeamFactory
from tests.factories.discussions import BoardFactory, PostFactory, ReadingPositionFactory, ThreadFactory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def admin_person(db):
    return SiteAdminFactory()


@pytest.fixture
def desk(client, admin_person):
    client.force_login(admin_person)
    return client


def url(model, page, *args):
    return reverse(f"admin:discussions_{model}_{page}", args=args)


# --- Boards ---------------------------------------------------------------------------------------


def board_facts(board_or_cohort, **changes):
    facts = {"cohort": board_or_cohort.pk, "kind": BoardKind.COHORT, "team": "", "slug": "all", "name": "All of us"}
    return facts | {"description": ""} | changes


def test_a_board_is_opened_and_renamed_as_by_the_operation(desk, admin_person):
    cohort = CohortFactory()
    answer = desk.post(url("board", "add"), board_facts(cohort))
    assert answer.status_code == 302
    board = Board.objects.get()
    assert (board.cohort, board.slug, board.name) == (cohort, "all", "All of us")
    assert desk.post(url("board", "change", board.pk), {"name": "Everybody", "description": "x"}).status_code == 302
    board.refresh_from_db()
    assert (board.slug, board.name) == ("all", "Everybody")
    assert [(kept.history_user, kept.history_change_reason) for kept in board.history.all()] == [
        (admin_person, "renamed"),
        (admin_person, "opened"),
    ]


def test_a_team_board_needs_a_team_and_an_address_is_free_once(desk):
    team = TeamFactory()
    BoardFactory(cohort=team.cohort, slug="all")
    for facts in (
        board_facts(team.cohort, kind=BoardKind.TEAM, slug="other"),
        board_facts(team.cohort, kind=BoardKind.TEAM, team=team.pk),
    ):
        answer = desk.post(url("board", "add"), facts)
        assert answer.status_code == 200
        assert answer.context["errors"]
    assert Board.objects.count() == 1


def test_a_board_is_not_deleted(desk):
    board = BoardFactory()
    assert desk.post(url("board", "delete", board.pk), {"post": "yes"}).status_code == 403
    assert Board.objects.count() == 1


# --- Threads --------------------------------------------------------------------------------------


def test_the_words_of_a_thread_are_changed_and_drawn_anew(desk, admin_person):
    thread = ThreadFactory(title="Before", body="before", last_number=7)
    sent = {"title": "After", "body": "*after*", "is_locked": "on", "last_number": "99", "slug": "other"}
    assert desk.post(url("thread", "change", thread.pk), sent).status_code == 302
    slug = thread.slug
    thread.refresh_from_db()
    assert (thread.title, thread.body_html, thread.is_locked, thread.is_pinned) == (
        "After",
        "<p><em>after</em></p>\n",
        True,
        False,
    )
    assert (thread.last_number, thread.slug) == (7, slug)
    assert [(kept.history_user, kept.history_change_reason) for kept in thread.history.all()][:2] == [
        (admin_person, "locked"),
        (admin_person, "reworded"),
    ]
    desk.post(url("thread", "change", thread.pk), {"title": "After", "body": "*after*", "is_pinned": "on"})
    thread.refresh_from_db()
    assert (thread.is_locked, thread.is_pinned) == (False, True)


def test_a_thread_is_neither_made_nor_deleted_here(desk):
    thread = ThreadFactory()
    assert desk.get(url("thread", "add")).status_code == 403
    assert desk.post(url("thread", "delete", thread.pk), {"post": "yes"}).status_code == 403


# --- Posts ----------------------------------------------------------------------------------------


def act(desk, action, posts, **facts):
    data = {"action": action, "_selected_action": [post.pk for post in posts], "index": 0} | facts
    return desk.post(url("post", "changelist"), data, follow=True)


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_posts_are_taken_away_with_a_reason_and_brought_back(desk, admin_person):
    posts = PostFactory.create_batch(2)
    assert told(act(desk, "take_away", posts)) == [
        "Say why; the author and the others who run the sessions can read it."
    ]
    assert Post.objects.standing().count() == 2
    assert told(act(desk, "take_away", posts, reason="names a patient")) == ["2 posts were taken away."]
    assert set(Post.objects.values_list("deleted_by", "deletion_reason")) == {(admin_person.pk, "names a patient")}
    assert told(act(desk, "bring_back", posts[:1])) == ["1 post is back."]
    assert list(Post.objects.standing()) == posts[:1]


def test_nobody_changes_a_post_or_its_place(desk):
    post = PostFactory(body="canary")
    before = Post.objects.filter(pk=post.pk).values().get()
    page = desk.get(url("post", "change", post.pk))
    assert b"canary" in page.content
    assert b'name="body"' not in page.content
    sent = {"body": "x", "number": "9", "path": "x", "body_html": "<script>"}
    assert desk.post(url("post", "change", post.pk), sent).status_code == 403
    assert desk.post(url("post", "delete", post.pk), {"post": "yes"}).status_code == 403
    assert desk.get(url("post", "add")).status_code == 403
    assert Post.objects.filter(pk=post.pk).values().get() == before


def test_the_history_of_a_post_is_read(desk):
    post = PostFactory(body="canary")
    post.body = "later"
    post.save()
    answer = desk.get(url("post", "history", post.pk))
    assert answer.status_code == 200
    first = post.history.last()
    assert b"canary" in desk.get(url("post", "simple_history", post.pk, first.history_id)).content


@pytest.mark.parametrize(
    ("model", "query"),
    [("board", "canary-name"), ("thread", "canary-title"), ("post", "canary-body"), ("post", "canary@example.org")],
)
def test_what_is_looked_for_is_found(desk, model, query):
    board = BoardFactory(name="canary-name")
    thread = ThreadFactory(board=board, title="canary-title")
    PostFactory(thread=thread, body="canary-body", author=UserFactory(email="canary@example.org"))
    PostFactory()
    answer = desk.get(url(model, "changelist"), {"q": query})
    assert answer.context["cl"].result_count == 1


@pytest.mark.parametrize("model", ["board", "thread", "post", "readingposition"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_for_any_number(desk, django_assert_max_num_queries, model, rows):
    for _ in range(rows):
        ReadingPositionFactory(thread=PostFactory().thread)
    with django_assert_max_num_queries(10):
        assert desk.get(url(model, "changelist")).status_code == 200
