"""Changing the words of a post: the author's own, and another's with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.models import Post
from discussions.operations.checks import (
    NotTakingPart,
    NotYours,
    ReasonIsMissing,
    TextIsEmpty,
    TextIsTooLong,
    ThreadIsLocked,
)
from discussions.operations.posts import NotYourPost, PostIsGone, delete_post, edit_post, write_post
from tests.factories.discussions import BoardFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort))


def write(thread, by, body) -> Post:
    return write_post(thread=thread, by=by, body=body, submission=uuid4(), now=NOW)


def test_the_author_changes_their_words_and_the_ones_before_are_kept(cast, thread):
    post = write(thread, cast["participant"], "one")
    later = NOW + timedelta(hours=1)
    edit_post(post=post, by=cast["participant"], body="two **words**", now=later)
    post.refresh_from_db()
    assert (post.body, post.body_html, post.word_count, post.edited_at) == (
        "two **words**",
        "<p>two <strong>words</strong></p>\n",
        2,
        later,
    )
    assert [(kept.body, kept.history_change_reason) for kept in post.history.all()] == [
        ("two **words**", "edited"),
        ("one", "written"),
    ]


def test_the_same_words_are_no_change(cast, thread):
    post = write(thread, cast["participant"], "one")
    edit_post(post=post, by=cast["participant"], body="one\n", now=NOW)
    post.refresh_from_db()
    assert post.edited_at is None
    assert post.history.count() == 1


@pytest.mark.parametrize("role", ["team_lead", "coach"])
def test_peers_do_not_change_the_words_of_another(cast, thread, role):
    post = write(thread, cast["participant"], "one")
    with pytest.raises(NotYourPost):
        edit_post(post=post, by=cast[role], body="two", reason="better so", now=NOW)
    post.refresh_from_db()
    assert post.body == "one"


@pytest.mark.parametrize("role", ["facilitator", "coordinator", "site_admin"])
def test_those_who_run_the_sessions_change_them_with_a_reason(cast, thread, role):
    post = write(thread, cast["participant"], "Mrs. Lopez, born 1961")
    for reason in ("", " \x00 "):
        with pytest.raises(ReasonIsMissing):
            edit_post(post=post, by=cast[role], body="a patient", reason=reason, now=NOW)
    edit_post(post=post, by=cast[role], body="a patient", reason=" names  a patient", now=NOW)
    post.refresh_from_db()
    assert (post.body, post.author) == ("a patient", cast["participant"])
    assert (post.edited_at, post.edited_by, post.edit_reason) == (NOW, cast[role], "names a patient")
    latest = post.history.first()
    assert (latest.history_change_reason, latest.history_user) == ("edited: names a patient", cast[role])
    # The author may still say it in their own words; then the reason no longer stands at the post.
    edit_post(post=post, by=cast["participant"], body="somebody", reason="ignored", now=NOW)
    post.refresh_from_db()
    assert (post.edited_by, post.edit_reason) == (cast["participant"], "")


def test_their_order_ends_with_the_cohort(cast, thread):
    post = write(thread, cast["participant"], "one")
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    with pytest.raises(NotYourPost):
        edit_post(post=post, by=cast["facilitator"], body="two", reason="late", now=NOW)
    edit_post(post=post, by=cast["site_admin"], body="two", reason="asked to", now=NOW)


def test_words_are_not_changed_where_nothing_is_written_any_more(cast, thread):
    post = write(thread, cast["participant"], "one")

    def refused(error):
        with pytest.raises(error):
            edit_post(post=post, by=cast["participant"], body="two", now=NOW)

    thread.is_locked = True
    thread.save()
    refused(ThreadIsLocked)
    thread.is_locked = False
    thread.save()
    cast.cohort.enrollments.update(status=EnrollmentStatus.COMPLETED)
    refused(NotTakingPart)
    cast.cohort.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    refused(NotYours)
    cast.cohort.enrollments.update(status=EnrollmentStatus.ACTIVE)
    delete_post(post=post, by=cast["participant"], now=NOW)
    refused(PostIsGone)


def test_a_change_has_the_limits_of_a_post(cast, thread):
    post = write(thread, cast["participant"], "one")
    for body, error in ((" ", TextIsEmpty), ("a" * 20_001, TextIsTooLong)):
        with pytest.raises(error):
            edit_post(post=post, by=cast["participant"], body=body, now=NOW)
