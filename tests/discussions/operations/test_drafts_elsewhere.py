"""Drafts of new topics and of changes: one per person and place, never written over by an older page, gone when they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from accounts.merging import Merger
from discussions.enums import BoardKind
from discussions.models import Attachment, PostDraft, Thread
from discussions.operations.attachments import FileMayHoldAName, FileWords, PictureIsNotDescribed
from discussions.operations.checks import NotYours, ThreadIsLocked
from discussions.operations.drafts import WrittenElsewhere
from discussions.operations.drafts_elsewhere import (
    WritingPlace,
    begun_draft_of,
    discard_draft_of,
    drafts_of,
    save_draft_of,
)
from discussions.operations.hidden_topics import hide_topic
from discussions.operations.joining import join_threads
from discussions.operations.merging import hand_over_drafts
from discussions.operations.posts import edit_post
from discussions.operations.threads import edit_topic, start_topic
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import AttachmentFactory, BoardFactory, PostDraftFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def board(cast):
    return BoardFactory(cohort=cast.cohort)


@pytest.fixture
def topic(cast, board):
    return ThreadFactory(board=board, author=cast["participant"], title="Rent", body="Who maps it?")


@pytest.fixture
def post(cast, topic):
    return PostFactory(thread=topic, author=cast["participant"], body="before")


def save(place, by, **facts):
    facts = {"title": "", "body": "half a", "version": 0, "now": NOW} | facts
    return save_draft_of(place=place, by=by, **facts)


def test_each_place_has_a_draft_of_its_own(cast, board, topic, post):
    by = cast["participant"]
    places = [WritingPlace(board=board), WritingPlace(topic=topic), WritingPlace(post=post)]
    for number, place in enumerate(places):
        save(place, by, body=f"words {number}", title="Heat")
    assert [drafts_of(place, by).get().body for place in places] == ["words 0", "words 1", "words 2"]
    assert [draft.home for draft in PostDraft.objects.order_by("pk")] == [board] * 3
    # None of them is an answer in the thread.
    assert PostDraft.objects.filter(thread__isnull=False).count() == 0


def test_an_older_page_writes_over_nothing(cast, board):
    place, by = WritingPlace(board=board), cast["participant"]
    first = save(place, by)
    assert first.version == 1
    assert save(place, by).version == 1
    assert save(place, by, body="half a sentence", version=1).version == 2
    with pytest.raises(WrittenElsewhere) as refused:
        save(place, by, body="something else", version=1)
    assert refused.value.standing.body == "half a sentence"


def test_nothing_written_is_no_row_and_discarding_twice_is_once(cast, board):
    place, by = WritingPlace(board=board), cast["participant"]
    save(place, by, body="  \n")
    assert PostDraft.objects.count() == 0
    save(place, by, body="", title="A title alone")
    for _ in range(2):
        discard_draft_of(place=place, by=by)
    assert PostDraft.objects.count() == 0


@pytest.mark.parametrize("role", ["team_lead", "facilitator", "observer", "outsider", "withdrawn"])
def test_only_the_author_changes_a_topic(cast, topic, role):
    with pytest.raises(NotYours):
        save(WritingPlace(topic=topic), cast[role])


def test_who_may_change_a_post_may_begin_to(cast, post):
    save(WritingPlace(post=post), cast["participant"])
    save(WritingPlace(post=post), cast["facilitator"])
    for role in ("team_lead", "coach", "observer", "neighbor"):
        with pytest.raises(NotYours):
            save(WritingPlace(post=post), cast[role])


def test_on_a_board_one_does_not_read_nothing_is_begun(cast):
    desk = BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS)
    with pytest.raises(NotYours):
        save(WritingPlace(board=desk), cast["participant"])


def test_in_a_locked_thread_and_of_hidden_words_nothing_is_changed(cast, topic, post):
    Thread.objects.update(is_locked=True)
    with pytest.raises(ThreadIsLocked):
        save(WritingPlace(post=post), cast["participant"])
    Thread.objects.update(is_locked=False)
    hide_topic(thread=topic, by=cast["facilitator"], reason="Names a patient", now=NOW)
    with pytest.raises(NotYours):
        save(WritingPlace(topic=topic), cast["participant"])


def test_posted_the_draft_is_gone_and_newer_words_stay(cast, board):
    place, by = WritingPlace(board=board), cast["participant"]
    form = uuid4()
    facts = {"board": board, "by": by, "title": "Heat", "body": "We do.", "submission": form, "now": NOW}
    save(place, by, body="We do")
    save(place, by, body="We do, and more", version=1)
    start_topic(**facts, version=1)
    assert drafts_of(place, by).get().body == "We do, and more"
    start_topic(**facts | {"submission": uuid4()}, version=2)
    assert not drafts_of(place, by).exists()
    # A save that was still on its way.
    with pytest.raises(WrittenElsewhere):
        save(place, by, body="We do", submission=form)


def test_saved_the_draft_of_a_change_is_gone(cast, topic, post):
    by = cast["participant"]
    save(WritingPlace(topic=topic), by, title="Rent", body="Who maps it now?")
    save(WritingPlace(post=post), by, body="after")
    edit_topic(topic=topic, by=by, title="Rent", body="Who maps it now?", now=NOW, version=1)
    edit_post(post=post, by=by, body="after", now=NOW, version=1)
    assert PostDraft.objects.count() == 0


# --- Files ----------------------------------------------------------------------------------------


def waiting(place, by, **facts):
    draft = begun_draft_of(place=place, by=by, now=NOW)
    return AttachmentFactory(post=None, draft=draft, added_at=NOW, **facts)


def test_files_of_a_topic_are_read_where_it_is_read(cast, board):
    by = cast["participant"]
    file = waiting(WritingPlace(board=board), by, alt="")
    facts = {"board": board, "by": by, "title": "Heat", "body": "We do.", "submission": uuid4(), "now": NOW}
    with pytest.raises(PictureIsNotDescribed):
        start_topic(**facts, files=[FileWords(file.pk)])
    topic = start_topic(**facts, files=[FileWords(file.pk, alt="A map")])
    file.refresh_from_db()
    assert (file.topic, file.draft, file.alt, topic.has_files) == (topic, None, "A map", True)
    readers = {role for role in cast.people if Attachment.objects.visible_to(cast[role], NOW).exists()}
    assert readers == {"participant", "team_lead", "facilitator", "coach", "coordinator", "site_admin"}
    hide_topic(thread=topic, by=cast["facilitator"], reason="Names a patient", now=NOW)
    assert not Attachment.objects.visible_to(cast["coach"], NOW).exists()


def test_a_file_that_waits_keeps_the_words_that_stand(cast, post):
    waiting(WritingPlace(post=post), cast["participant"])
    assert drafts_of(WritingPlace(post=post), cast["participant"]).get().body == "before"


def test_the_files_of_a_post_are_described_left_out_and_added(cast, post):
    by = cast["participant"]
    stays, goes = AttachmentFactory(post=post, alt="Old"), AttachmentFactory(post=post)
    post.refresh_from_db()
    new = waiting(WritingPlace(post=post), by)
    words = [FileWords(stays.pk, alt="New"), FileWords(goes.pk, is_left_out=True), FileWords(new.pk, alt="A map")]
    edit_post(post=post, by=by, body="after", now=NOW, files=words)
    assert list(post.attachments.order_by("pk").values_list("pk", "alt")) == [(stays.pk, "New"), (new.pk, "A map")]
    # What a form doesn't name stays.
    edit_post(post=post, by=by, body="after all", now=NOW)
    assert post.attachments.count() == 2
    gone = [FileWords(file.pk, is_left_out=True) for file in (stays, new)]
    assert edit_post(post=post, by=by, body="after all", now=NOW, files=gone).has_files is False


def test_those_who_keep_order_change_words_and_no_files(cast, post):
    file = AttachmentFactory(post=post)
    edit_post(
        post=post, by=cast["facilitator"], body="after", reason="A name", now=NOW, files=[FileWords(file.pk, is_left_out=True)]
    )  # fmt: skip
    assert post.attachments.count() == 1


def test_without_a_name_no_file_holds_one(cast, post):
    post.pseudonym = PseudonymFactory(cohort=cast.cohort, person=cast["participant"])
    post.save()
    by, place = cast["participant"], WritingPlace(post=post)
    AttachmentFactory(post=post, file_name="picture-1.png")
    letter = waiting(place, by, file_name="ana.pdf", content_type="application/pdf", width=0, height=0)
    with pytest.raises(FileMayHoldAName):
        edit_post(post=post, by=by, body="after", now=NOW, files=[FileWords(letter.pk)])
    picture = waiting(place, by, file_name="ana.png")
    edit_post(post=post, by=by, body="after", now=NOW, files=[FileWords(picture.pk, alt="A map")])
    picture.refresh_from_db()
    assert picture.file_name == "picture-2.png"


def test_a_topic_that_becomes_part_of_another_takes_its_files_and_its_draft_along(cast, topic):
    file = AttachmentFactory(post=None, topic=topic)
    Thread.objects.update(has_files=True)
    PostDraftFactory(person=cast["participant"], thread=None, topic=topic, title="Rents", body="Who?")
    target = ThreadFactory(board=topic.board)
    join_threads(source=topic, target=target, by=cast["facilitator"], now=NOW)
    opening = target.posts.get()
    file.refresh_from_db()
    assert (file.post, file.topic, opening.has_files) == (opening, None, True)
    draft = PostDraft.objects.get()
    assert (draft.post, draft.topic, draft.body) == (opening, None, "**Rents**\n\nWho?")


def test_drafts_go_to_the_account_that_stays_unless_it_has_its_own(cast, board, topic):
    kept, merged = cast["participant"], UserFactory()
    PostDraftFactory(person=kept, thread=None, board=board, body="mine")
    for place in ({"board": board}, {"topic": topic}):
        PostDraftFactory(person=merged, thread=None, body="theirs", **place)
    hand_over_drafts(Merger(kept=kept, merged=merged, by=None, reason="the same", now=NOW + timedelta(days=1)))
    bodies = sorted(PostDraft.objects.filter(person=kept).values_list("body", flat=True))
    assert bodies == ["mine", "theirs"]
