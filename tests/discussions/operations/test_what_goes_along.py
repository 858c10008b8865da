"""What people are writing, and what they follow, when a thread is split or joined."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from discussions.enums import FollowLevel
from discussions.models import Attachment, Following, PostDraft
from discussions.operations.joining import join_threads
from discussions.operations.splitting import split_thread
from tests.factories.discussions import (
    AttachmentFactory,
    BoardFactory,
    FollowingFactory,
    PostDraftFactory,
    PostFactory,
    ThreadFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort)


@pytest.fixture
def thread(board):
    return ThreadFactory(board=board)


def drafts_in(thread):
    return sorted(PostDraft.objects.filter(thread=thread).values_list("person__name", "body", "version"))


def test_a_reply_in_the_making_goes_with_the_post_it_answers(cast, thread):
    post, stays = PostFactory(thread=thread), PostFactory(thread=thread)
    PostDraftFactory(thread=thread, parent=post, person=cast["participant"], body="to it")
    PostDraftFactory(thread=thread, parent=stays, person=cast["participant"], body="to the other")
    topic = split_thread(thread=thread, post=post, title="A topic", by=cast["facilitator"], now=NOW)
    assert drafts_in(topic) == [("Participant", "to it", 1)]
    assert drafts_in(thread) == [("Participant", "to the other", 1)]


def test_when_threads_are_joined_nobody_loses_a_word(cast, board, thread):
    other, post = ThreadFactory(board=board), PostFactory(thread=thread)
    PostDraftFactory(thread=thread, parent=post, person=cast["participant"], body="a reply")
    PostDraftFactory(thread=other, person=cast["participant"], body="begun there")
    here = PostDraftFactory(thread=thread, person=cast["participant"], body="begun here")
    file = AttachmentFactory(post=None, draft=here)
    PostDraftFactory(thread=thread, person=cast["coach"], body="the coach's")
    join_threads(source=thread, target=other, by=cast["facilitator"], now=NOW)
    assert drafts_in(other) == [
        ("Coach", "the coach's", 1),
        ("Participant", "a reply", 1),
        ("Participant", "begun there\n\nbegun here", 2),
    ]
    assert Attachment.objects.get(pk=file.pk).draft.body.startswith("begun there")


@pytest.mark.parametrize("without_name", [{"here"}, {"there"}])
def test_words_meant_without_a_name_stay_so_beside_others(cast, board, thread, without_name):
    other = ThreadFactory(board=board)
    facts = {"person": cast["participant"], "parent": None}
    PostDraftFactory(thread=other, body="there", without_name="there" in without_name, **facts)
    PostDraftFactory(thread=thread, body="here", without_name="here" in without_name, **facts)
    join_threads(source=thread, target=other, by=cast["facilitator"], now=NOW)
    assert PostDraft.objects.values_list("body", "without_name").get() == ("there\n\nhere", True)


def test_what_was_said_of_following_goes_along_unless_something_was_said_there(cast, board, thread):
    other = ThreadFactory(board=board)
    FollowingFactory(thread=thread, person=cast["participant"], level=FollowLevel.MUTED)
    FollowingFactory(thread=thread, person=cast["coach"], level=FollowLevel.MUTED)
    FollowingFactory(thread=other, person=cast["coach"], level=FollowLevel.WATCHING)
    join_threads(source=thread, target=other, by=cast["facilitator"], now=NOW)
    assert sorted(Following.objects.values_list("thread", "person__name", "level")) == [
        (other.pk, "Coach", "watching"),
        (other.pk, "Participant", "muted"),
    ]
