"""Erasing a tombstone for good: the author's right, also from the history."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from cohorts.enums import EnrollmentStatus
from discussions.models import Thread
from discussions.operations.checks import NotYours
from discussions.operations.erasing import StandsStill, UnableToErase, erase_post
from discussions.operations.joining import join_threads
from discussions.operations.posts import PostIsErased, delete_post, edit_post, restore_post, write_post
from discussions.operations.threads import edit_topic, start_topic
from tests.factories.discussions import BoardFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def post(cast):
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort))
    post = write_post(thread=thread, by=cast["participant"], body="Mrs. Lopez", submission=uuid4(), now=NOW)
    edit_post(post=post, by=cast["participant"], body="Mrs. L.", now=NOW)
    edit_post(post=post, by=cast["facilitator"], body="somebody", reason="was Mrs. L.", now=NOW)
    return post


@pytest.mark.parametrize("taken_by", ["participant", "facilitator"])
def test_the_words_are_gone_from_the_history_too(cast, post, taken_by):
    delete_post(post=post, by=cast[taken_by], reason="no names", now=NOW)
    for _twice in range(2):
        erased = erase_post(post=post, by=cast["participant"], now=NOW)
    erased.refresh_from_db()
    assert (erased.body, erased.body_html, erased.word_count, erased.erased_at) == ("", "", 0, NOW)
    lines = list(erased.history.all())
    assert [line.body for line in lines] == [""] * 5
    assert [line.history_change_reason.partition(":")[0] for line in lines] == [
        *("erased for good", "deleted", "edited", "edited", "written"),
    ]
    assert not [line for line in lines if "Mrs" in line.history_change_reason + line.edit_reason]
    for role in ("participant", "facilitator", "site_admin"):
        with pytest.raises(PostIsErased if role != "participant" or taken_by == "participant" else Exception):
            restore_post(post=post, by=cast[role], now=NOW)


@pytest.mark.parametrize("role", ["team_lead", "facilitator", "coordinator", "site_admin"])
def test_nobody_else_erases_it(cast, post, role):
    delete_post(post=post, by=cast["participant"], now=NOW)
    with pytest.raises(UnableToErase):
        erase_post(post=post, by=cast[role], now=NOW)
    post.refresh_from_db()
    assert post.body == "somebody"


def test_what_stands_is_taken_away_first(cast, post):
    with pytest.raises(StandsStill):
        erase_post(post=post, by=cast["participant"], now=NOW)


def test_who_is_out_finds_nothing(cast, post):
    delete_post(post=post, by=cast["participant"], now=NOW)
    cast.cohort.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    with pytest.raises(NotYours):
        erase_post(post=post, by=cast["participant"], now=NOW)


def test_what_was_the_beginning_of_a_topic_is_gone_from_the_topics_history(cast):
    board, by = BoardFactory(cohort=cast.cohort), {"by": cast["participant"], "now": NOW}
    topic = start_topic(board=board, title="Mrs. Lopez", body="Mrs. Lopez", submission=uuid4(), **by)
    other = start_topic(board=board, title="Mr. Ruiz", body="Mr. Ruiz", submission=uuid4(), **by)
    edit_topic(topic=topic, title="Mrs. Lopez, again", body="Mrs. L.", **by)
    gone = topic.pk
    target = join_threads(source=topic, target=other, by=cast["facilitator"], now=NOW)
    post = target.posts.get()
    delete_post(post=post, **by)
    erase_post(post=post, **by)
    kept = Thread.history.values_list("title", "body", "history_change_reason")
    assert not [line for line in kept if "Mrs" in "".join(line)]
    # Who did what and when stays; and what was said in the other one.
    assert f"thread {gone} became part of it" in {reason for _title, _body, reason in kept}
    assert target.history.filter(body="Mr. Ruiz").exists()
