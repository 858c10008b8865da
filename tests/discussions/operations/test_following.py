from __future__ import annotations

from datetime import UTC, datetime

import pytest

from discussions.enums import BoardKind, FollowLevel
from discussions.models import Following
from discussions.operations.checks import NotYours
from discussions.operations.following import follow_board, follow_thread
from tests.factories.discussions import BoardFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort))


def said():
    return list(Following.objects.order_by("pk").values_list("person__name", "board", "thread", "level"))


def test_one_word_per_person_and_place(cast, thread):
    board, who = thread.board, cast["participant"]
    for level in (FollowLevel.MUTED, FollowLevel.WATCHING, FollowLevel.WATCHING):
        follow_board(board=board, level=level, by=who, now=NOW)
        follow_thread(thread=thread, level=level, by=who, now=NOW)
    follow_thread(thread=thread, level=FollowLevel.MUTED, by=cast["coach"], now=NOW)
    assert said() == [
        ("Participant", board.pk, None, "watching"),
        ("Participant", None, thread.pk, "watching"),
        ("Coach", None, thread.pk, "muted"),
    ]
    for _ in range(2):
        follow_thread(thread=thread, level=None, by=who, now=NOW)
    assert [row[3] for row in said()] == ["watching", "muted"]


@pytest.mark.parametrize("role", ["observer", "neighbor", "outsider", "invited", "withdrawn"])
def test_only_what_one_reads(cast, thread, role):
    with pytest.raises(NotYours):
        follow_board(board=thread.board, level=FollowLevel.WATCHING, by=cast[role], now=NOW)
    with pytest.raises(NotYours):
        follow_thread(thread=thread, level=FollowLevel.WATCHING, by=cast[role], now=NOW)
    assert said() == []


def test_nor_a_room_of_others(cast):
    room = BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS)
    with pytest.raises(NotYours):
        follow_board(board=room, level=FollowLevel.MUTED, by=cast["participant"], now=NOW)
