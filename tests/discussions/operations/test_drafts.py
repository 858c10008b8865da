"""Drafts of posts: one per person and place, never an older one over newer words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.merging import Merger
from cohorts.enums import EnrollmentStatus
from discussions.models import PostDraft
from discussions.operations import drafts as operation
from discussions.operations.checks import NotTakingPart, NotYours, TextIsTooLong, ThreadIsLocked
from discussions.operations.drafts import (
    ParentIsElsewhere,
    TooManyDrafts,
    WrittenElsewhere,
    discard_draft,
    forget_old_drafts,
    save_draft,
)
from discussions.operations.merging import hand_over_drafts
from discussions.operations.posts import write_post
from discussions.tasks import clear_what_lies_about
from tests.factories.discussions import BoardFactory, PostDraftFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort))


@pytest.fixture
def save(cast, thread):
    def saved(body, version=0, *, role="participant", at=NOW, **facts):
        return save_draft(thread=thread, by=cast[role], body=body, version=version, now=at, **facts)

    return saved


def kept():
    return sorted(PostDraft.objects.values_list("body", "version"))


def test_it_is_kept_and_goes_on(save):
    assert save(" \n").pk is None
    assert save("One\r\ntwo\x00").version == 1
    later = save("One\ntwo three", 1, at=NOW + timedelta(seconds=9), without_name=True)
    assert (later.version, later.without_name, later.updated_at) == (2, True, NOW + timedelta(seconds=9))
    # The same once more, from a page that doesn't know the answer, is no change.
    assert save("One\ntwo three", 1, at=NOW + timedelta(hours=1), without_name=True).updated_at == later.updated_at
    assert kept() == [("One\ntwo three", 2)]


def test_an_older_page_does_not_write_over_newer_words(save):
    save("Newer")
    for version in (0, 7):
        with pytest.raises(WrittenElsewhere) as refusal:
            save("Older", version)
        assert refusal.value.standing.body == "Newer"
    assert kept() == [("Newer", 1)]


def test_one_per_person_and_place(cast, thread, save):
    post = PostFactory(thread=thread)
    save("An answer")
    save("A reply", parent=post.pk)
    save("Somebody else's", role="team_lead")
    assert len(kept()) == 3
    for _twice in range(2):
        discard_draft(thread=thread, by=cast["participant"], parent=post.pk)
    assert kept() == [("An answer", 1), ("Somebody else's", 1)]
    with pytest.raises(ParentIsElsewhere):
        save("Where?", parent=PostFactory().pk)


def test_posting_it_is_its_end(cast, thread, save):
    saved = save("We do.")
    form = uuid4()
    post = write_post(
        thread=thread, by=cast["participant"], body="We do.", submission=form, now=NOW, version=saved.version
    )
    assert kept() == []
    # A save that was on its way when the form was posted, new or not, leaves nothing behind.
    for version in (0, 1):
        with pytest.raises(WrittenElsewhere):
            save("We do.", version, submission=form)
    # In another place it stays.
    save("Another", parent=post.pk)
    write_post(thread=thread, by=cast["participant"], body="Two", submission=uuid4(), now=NOW)
    assert kept() == [("Another", 1)]


def test_newer_words_from_another_device_outlive_the_post(cast, thread, save):
    save("Long and newer")
    write_post(thread=thread, by=cast["participant"], body="Old", submission=uuid4(), now=NOW, version=0)
    assert kept() == [("Long and newer", 1)]


def test_where_nothing_is_written_nothing_is_kept(cast, thread, save, monkeypatch):
    with pytest.raises(TextIsTooLong):
        save("a" * 20_001)
    for role in ("observer", "neighbor", "withdrawn", "outsider"):
        with pytest.raises(NotYours):
            save("canary", role=role)
    monkeypatch.setattr(operation, "MOST_DRAFTS", 1)
    save("One")
    with pytest.raises(TooManyDrafts):
        save("Two", parent=PostFactory(thread=thread).pk)
    cast.cohort.enrollments.update(status=EnrollmentStatus.COMPLETED)
    with pytest.raises(NotTakingPart):
        save("One two", 1)
    cast.cohort.enrollments.update(status=EnrollmentStatus.ACTIVE)
    thread.is_locked = True
    thread.save()
    with pytest.raises(ThreadIsLocked):
        save("One two", 1)


def test_whoever_is_out_finds_none(cast, save):
    save("canary")
    visible = PostDraft.objects.visible_to
    assert [visible(cast[role], NOW).count() for role in ("participant", "team_lead", "site_admin")] == [1, 0, 0]
    cast.cohort.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
    assert not visible(cast["participant"], NOW).exists()


def test_after_half_a_year_it_is_gone(thread):
    PostDraftFactory(thread=thread, body="old", updated_at=NOW - timedelta(days=181))
    PostDraftFactory(thread=thread, body="young", updated_at=NOW - timedelta(days=179))
    assert forget_old_drafts(now=NOW) == 1
    assert kept() == [("young", 1)]
    clear_what_lies_about()


def test_of_two_accounts_that_become_one(cast, thread):
    there = ThreadFactory(board=thread.board)
    kept_account, merged = cast["participant"], cast["team_lead"]
    for person, where in ((kept_account, thread), (merged, thread), (merged, there)):
        PostDraftFactory(person=person, thread=where)
    hand_over_drafts(Merger(kept=kept_account, merged=merged, by=None, reason="one person", now=NOW))
    assert PostDraft.objects.filter(person=kept_account).count() == 2
    assert PostDraft.objects.get(person=merged).thread == thread
