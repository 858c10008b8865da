from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discussions.enums import BoardKind, ThreadKind
from discussions.queries import board_rows, thread_rows
from tests.factories.accounts import UserFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def seen(cast, viewer="participant"):
    return [row.board.name for row in board_rows(cast.cohort, cast[viewer], NOW)]


def test_boards_stand_in_order_and_each_person_sees_their_own(cast):
    for kind, name in (
        (BoardKind.SESSION, "Session 1"),
        (BoardKind.SESSION, "Session 2"),
        (BoardKind.FACILITATORS, "Desk"),
        (BoardKind.COHORT, "Everybody"),
    ):
        BoardFactory(cohort=cast.cohort, kind=kind, name=name)
    BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team, name="Team")
    BoardFactory(cohort=cast.neighbor_cohort, name="Neighbors")
    assert seen(cast) == ["Everybody", "Team", "Session 2", "Session 1"]
    assert seen(cast, "facilitator") == ["Everybody", "Desk", "Session 2", "Session 1"]
    assert seen(cast, "site_admin") == ["Everybody", "Team", "Desk", "Session 2", "Session 1"]
    for role in ("observer", "neighbor", "outsider", "invited", "withdrawn"):
        assert seen(cast, role) == []


def test_what_the_list_says_of_a_board(cast):
    board = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION)
    first = ThreadFactory(board=board, kind=ThreadKind.PROMPT)
    PostFactory.create_batch(2, thread=first, created_at=NOW - timedelta(hours=3))
    PostFactory(thread=first, created_at=NOW - timedelta(hours=2), author=cast["participant"])
    second = ThreadFactory(board=board, kind=ThreadKind.PROMPT)
    PostFactory(thread=second, created_at=NOW - timedelta(hours=1))
    second.reading_positions.create(person=cast["participant"], read_number=1, read_at=NOW)
    # Nothing of a thread that hasn't opened is in the numbers.
    PostFactory(thread__board=board, thread__opens_at=NOW + timedelta(days=1), created_at=NOW)
    (row,) = board_rows(cast.cohort, cast["participant"], NOW)
    assert (row.threads, row.new_posts, row.last_post_at) == (2, 2, NOW - timedelta(hours=1))


@pytest.mark.parametrize("viewer", ["participant", "facilitator"])
def test_sessions_whose_prompts_are_to_come_stand_last_the_next_one_first(cast, viewer):
    def session_board(name, *opens_in_days):
        board = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION, name=name)
        for days in opens_in_days:
            ThreadFactory(board=board, kind=ThreadKind.PROMPT, opens_at=NOW + timedelta(days=days))
        return board

    session_board("held", -30)
    session_board("held, one to come", -1, 1)
    session_board("next", 2, 3)
    session_board("far", 30)
    ThreadFactory(board=session_board("talked of", 60))
    withheld = session_board("cancelled", 1)
    withheld.threads.update(opens_at=datetime(9999, 1, 1, tzinfo=UTC))
    rows = board_rows(cast.cohort, cast[viewer], NOW)
    assert [(row.board.name, row.is_later, row.to_come) for row in rows] == [
        ("talked of", False, 1),
        ("held, one to come", False, 1),
        ("held", False, 0),
        ("next", True, 2),
        ("far", True, 1),
        ("cancelled", True, 0),
    ]
    assert rows[3].opens_at == NOW + timedelta(days=2)


def test_a_board_without_threads(cast):
    BoardFactory(cohort=cast.cohort)
    (row,) = board_rows(cast.cohort, cast["participant"], NOW)
    assert (row.threads, row.new_posts, row.last_post_at) == (0, 0, None)


@pytest.mark.parametrize("boards", [1, 3])
def test_the_list_of_boards_costs_the_same_for_any_number(cast, django_assert_num_queries, boards):
    for _ in range(boards):
        board = BoardFactory(cohort=cast.cohort)
        for _ in range(boards):
            PostFactory(thread__board=board)
    with django_assert_num_queries(3):
        assert len(board_rows(cast.cohort, cast["participant"], NOW)) == boards


def test_threads_stand_in_order(cast):
    board = BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION)
    old_topic = ThreadFactory(board=board, title="old topic", last_post_at=NOW - timedelta(days=9))
    ThreadFactory(board=board, title="prompt 1", kind=ThreadKind.PROMPT)
    ThreadFactory(board=board, title="prompt 2", kind=ThreadKind.PROMPT, last_post_at=NOW)
    ThreadFactory(board=board, title="silent topic")
    ThreadFactory(board=board, title="new topic", last_post_at=NOW)
    ThreadFactory(board=board, title="to come", kind=ThreadKind.PROMPT, opens_at=NOW + timedelta(days=1))
    ThreadFactory(board=BoardFactory(cohort=cast.cohort), title="elsewhere")

    def titles(viewer="participant"):
        return [thread.title for thread in thread_rows(board, cast[viewer], NOW)]

    assert titles() == ["prompt 1", "prompt 2", "new topic", "old topic", "silent topic"]
    assert titles("facilitator") == ["prompt 1", "prompt 2", "to come", "new topic", "old topic", "silent topic"]
    old_topic.is_pinned = True
    old_topic.save()
    assert titles() == ["old topic", "prompt 1", "prompt 2", "new topic", "silent topic"]


def test_what_the_list_says_of_a_thread(cast, django_assert_num_queries):
    board = BoardFactory(cohort=cast.cohort)
    thread = ThreadFactory(board=board)
    PostFactory(thread=thread, author=UserFactory(name="Amina Reyes"), created_at=NOW)
    PostFactory(thread=thread, author=UserFactory(name="canary"), deleted_at=NOW, created_at=NOW)
    quiet = ThreadFactory(board=board, author=cast["participant"])
    with django_assert_num_queries(1):
        found = list(thread_rows(board, cast["participant"], NOW))
    assert [(row, row.latest_author, row.last_number, row.new_posts) for row in found] == [
        (thread, "Amina Reyes", 2, 2),
        (quiet, None, 0, 0),
    ]
