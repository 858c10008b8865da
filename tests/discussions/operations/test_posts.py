from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cohorts.enums import CohortStatus, EnrollmentStatus
from discussions.enums import BoardKind
from discussions.models import Post
from discussions.operations.checks import (
    CohortIsCompleted,
    FormOfAnother,
    NotTakingPart,
    NotYours,
    ReasonIsMissing,
    TextIsEmpty,
    TextIsTooLong,
    ThreadIsLocked,
    ThreadNotOpen,
    TooMuchAtOnce,
)
from discussions.operations.posts import (
    ParentIsGone,
    UnableToDelete,
    UnableToRestore,
    delete_post,
    restore_post,
    write_post,
)
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort))


def write(thread, by, body="We *asked*.", **changes) -> Post:
    return write_post(thread=thread, by=by, body=body, **({"submission": uuid4(), "now": NOW} | changes))


# --- Writing --------------------------------------------------------------------------------------


def test_an_answer(cast, thread):
    post = write(thread, cast["participant"], "We *asked* them.\r\nTwice.\n\n")
    post.refresh_from_db()
    assert (post.number, post.path, post.depth, post.parent) == (1, "00001", 0, None)
    assert (post.body, post.body_html, post.word_count) == (
        "We *asked* them.\nTwice.",
        "<p>We <em>asked</em> them.<br>\nTwice.</p>\n",
        4,
    )
    assert (post.author, post.created_at, post.edited_at, post.deleted_at) == (cast["participant"], NOW, None, None)
    thread.refresh_from_db()
    assert (thread.last_number, thread.last_post_at) == (1, NOW)
    kept = post.history.get()
    assert (kept.history_user, kept.history_change_reason, kept.body) == (cast["participant"], "written", post.body)


def test_replies_stand_under_what_they_answer_in_the_order_of_writing(cast, thread):
    first = write(thread, cast["participant"], "first")
    second = write(thread, cast["team_lead"], "second")
    reply = write(thread, cast["coach"], "reply", parent=first.pk)
    deeper = write(thread, cast["participant"], "deeper", parent=reply.pk)
    later = write(thread, cast["coach"], "later", parent=first.pk)
    assert list(Post.objects.order_by("path")) == [first, reply, deeper, later, second]
    assert [post.depth for post in Post.objects.order_by("path")] == [0, 1, 2, 1, 0]
    thread.refresh_from_db()
    assert thread.last_number == 5


def test_a_conversation_deeper_than_any_stays_in_order(cast, thread):
    parent = None
    for _ in range(402):
        parent = PostFactory(thread=thread, author=cast["participant"], parent=parent, created_at=NOW)
    reply = write(thread, cast["team_lead"], "so deep", parent=parent.pk)
    assert (reply.number, reply.depth, len(reply.path)) == (403, 399, 2000)
    assert Post.objects.order_by("path").last() == reply


def test_headings_go_under_the_name_of_the_author(cast, thread):
    assert write(thread, cast["participant"], "# Loud").body_html == "<h4>Loud</h4>\n"


def test_the_latest_moment_never_goes_back(cast, thread):
    write(thread, cast["participant"], now=NOW)
    write(thread, cast["participant"], now=NOW - timedelta(days=1))
    thread.refresh_from_db()
    assert thread.last_post_at == NOW


def test_the_same_form_sent_twice_is_one_post(cast, thread):
    submission = uuid4()
    first = write(thread, cast["participant"], submission=submission)
    assert write(thread, cast["participant"], "changed in between", submission=submission) == first
    assert Post.objects.get().body == "We *asked*."


def test_the_second_click_is_the_first_ones_post_whatever_has_happened_in_between(cast, thread):
    submission = uuid4()
    first = write(thread, cast["participant"], submission=submission)
    for _ in range(19):
        write(thread, cast["participant"])
    thread.is_locked = True
    thread.save()
    assert write(thread, cast["participant"], submission=submission) == first


def test_a_form_belongs_to_one_person_and_one_thread(cast, thread):
    submission = uuid4()
    write(thread, cast["participant"], submission=submission)
    with pytest.raises(FormOfAnother):
        write(thread, cast["team_lead"], submission=submission)
    with pytest.raises(FormOfAnother):
        write(ThreadFactory(board=thread.board), cast["participant"], submission=submission)
    assert Post.objects.count() == 1


@pytest.mark.parametrize("body", ["", "   \n\t ", "\x00"])
def test_a_post_needs_words(cast, thread, body):
    with pytest.raises(TextIsEmpty) as refusal:
        write(thread, cast["participant"], body)
    assert refusal.value.field == "body"


def test_a_post_has_a_limit_and_the_sentence_says_it(cast, thread):
    write(thread, cast["participant"], "a" * 20_000)
    with pytest.raises(TextIsTooLong, match="at most 20,000 characters; this one has 20,001"):
        write(thread, cast["participant"], "a" * 20_001)
    assert Post.objects.count() == 1


@pytest.mark.parametrize("role", ["observer", "invited", "withdrawn", "neighbor", "outsider"])
def test_those_outside_the_talk_write_nothing(cast, thread, role):
    with pytest.raises(NotYours):
        write(thread, cast[role])
    assert Post.objects.count() == 0


def test_nobody_writes_where_they_cannot_read(cast):
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort, kind=BoardKind.FACILITATORS))
    with pytest.raises(NotYours):
        write(thread, cast["participant"])


def test_the_completed_read_only(cast, thread):
    cast.cohort.enrollments.update(status=EnrollmentStatus.COMPLETED)
    with pytest.raises(NotTakingPart):
        write(thread, cast["participant"])


@pytest.mark.parametrize("role", ["participant", "facilitator", "site_admin"])
def test_a_completed_cohort_is_read_only_for_everybody(cast, thread, role):
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    with pytest.raises(CohortIsCompleted):
        write(thread, cast[role])


@pytest.mark.parametrize("role", ["participant", "facilitator", "site_admin"])
def test_a_locked_thread_takes_nothing_from_anybody(cast, thread, role):
    thread.is_locked = True
    thread.save()
    with pytest.raises(ThreadIsLocked):
        write(thread, cast[role])


def test_a_thread_takes_posts_from_its_opening_on(cast, thread):
    thread.opens_at = NOW
    thread.save()
    before = NOW - timedelta(seconds=1)
    with pytest.raises(NotYours):
        write(thread, cast["participant"], now=before)
    with pytest.raises(ThreadNotOpen, match=r"This opens on May 1, 8:00 am Eastern\."):
        write(thread, cast["facilitator"], now=before)
    assert write(thread, cast["participant"], now=NOW).number == 1


def test_what_was_true_when_the_page_was_loaded_does_not_count(cast, thread):
    """The operation gets a thread from before the lock and a person who remembers the right."""
    person = cast["participant"]
    assert person.has_perm("discussions.post_in_thread", thread)
    type(thread).objects.filter(pk=thread.pk).update(is_locked=True)
    with pytest.raises(ThreadIsLocked):
        write(thread, person)
    type(thread).objects.filter(pk=thread.pk).update(is_locked=False)
    cast.cohort.enrollments.filter(person=person).update(status=EnrollmentStatus.WITHDRAWN)
    with pytest.raises(NotYours):
        write(thread, person)


def test_a_reply_needs_a_standing_post_of_the_same_thread(cast, thread):
    gone = PostFactory(thread=thread, deleted_at=NOW)
    elsewhere = PostFactory(thread__board=thread.board)
    for parent in (gone.pk, elsewhere.pk, 999_999, -1, 10**30):
        with pytest.raises(ParentIsGone):
            write(thread, cast["participant"], parent=parent)


def test_twenty_posts_in_ten_minutes_and_the_others_are_not_held_up(cast, thread):
    for second in range(20):
        write(thread, cast["participant"], now=NOW + timedelta(seconds=second))
    other = ThreadFactory(board=thread.board)
    with pytest.raises(TooMuchAtOnce):
        write(other, cast["participant"], now=NOW + timedelta(minutes=9))
    write(thread, cast["team_lead"], now=NOW + timedelta(minutes=9))
    write(other, cast["participant"], now=NOW + timedelta(minutes=10))


def test_posting_costs_the_same_in_a_thread_of_many(cast, thread, django_assert_num_queries):
    def cost(parent):
        # BEGIN as a savepoint and its end; lock, place, form and parent, limit, post, history, thread.
        with django_assert_num_queries(9):
            return write(thread, cast["participant"], parent=parent)

    first = cost(None)
    thread.refresh_from_db()
    for _ in range(30):
        PostFactory(thread=thread, parent=first)
    cost(first.pk)


# --- Taking away and bringing back ----------------------------------------------------------------


def test_the_author_takes_a_post_away_and_the_thread_keeps_its_shape(cast, thread):
    post = write(thread, cast["participant"], "one")
    reply = write(thread, cast["team_lead"], "two", parent=post.pk)
    delete_post(post=post, by=cast["participant"], now=NOW)
    post.refresh_from_db()
    assert (post.deleted_at, post.deleted_by, post.deletion_reason) == (NOW, cast["participant"], "")
    assert list(Post.objects.order_by("path")) == [post, reply]
    assert list(Post.objects.standing()) == [reply]


def test_those_who_run_the_sessions_take_one_away_with_a_reason(cast, thread):
    post = write(thread, cast["participant"])
    for reason in ("", " \n"):
        with pytest.raises(ReasonIsMissing):
            delete_post(post=post, by=cast["facilitator"], reason=reason, now=NOW)
    delete_post(post=post, by=cast["facilitator"], reason=" names a  patient ", now=NOW)
    post.refresh_from_db()
    assert (post.deleted_by, post.deletion_reason) == (cast["facilitator"], "names a patient")
    kept = post.history.first()
    assert (kept.history_user, kept.history_change_reason) == (cast["facilitator"], "deleted: names a patient")


def test_a_long_reason_is_cut(cast, thread):
    post = write(thread, cast["participant"])
    delete_post(post=post, by=cast["facilitator"], reason="a" * 500, now=NOW)
    post.refresh_from_db()
    assert len(post.deletion_reason) == 300


@pytest.mark.parametrize("role", ["team_lead", "coach"])
def test_peers_take_nothing_away(cast, thread, role):
    post = write(thread, cast["participant"])
    with pytest.raises(UnableToDelete):
        delete_post(post=post, by=cast[role], reason="no", now=NOW)


@pytest.mark.parametrize("role", ["observer", "neighbor", "outsider", "withdrawn"])
def test_those_outside_take_nothing_away(cast, thread, role):
    post = write(thread, cast["participant"])
    with pytest.raises(NotYours):
        delete_post(post=post, by=cast[role], reason="no", now=NOW)


def test_taken_away_twice_is_once(cast, thread):
    post = write(thread, cast["participant"])
    delete_post(post=post, by=cast["participant"], now=NOW)
    delete_post(post=post, by=cast["facilitator"], reason="late", now=NOW + timedelta(hours=1))
    post.refresh_from_db()
    assert (post.deleted_at, post.deleted_by) == (NOW, cast["participant"])


def test_own_words_can_be_taken_back_when_the_cohort_is_over_and_the_thread_locked(cast, thread):
    post = write(thread, cast["participant"])
    thread.is_locked = True
    thread.save()
    cast.cohort.status = CohortStatus.COMPLETED
    cast.cohort.save()
    with pytest.raises(UnableToDelete):
        delete_post(post=post, by=cast["facilitator"], reason="late", now=NOW)
    delete_post(post=post, by=cast["participant"], now=NOW)
    post.refresh_from_db()
    assert post.deleted_at == NOW


def test_a_post_comes_back_as_it_was(cast, thread):
    post = write(thread, cast["participant"], "one")
    before = Post.objects.filter(pk=post.pk).values().get()
    delete_post(post=post, by=cast["facilitator"], reason="mistaken", now=NOW)
    restore_post(post=post, by=cast["coordinator"], now=NOW)
    restore_post(post=post, by=cast["coordinator"], now=NOW)
    assert Post.objects.filter(pk=post.pk).values().get() == before
    assert [kept.history_change_reason for kept in post.history.all()] == [
        "restored",
        "deleted: mistaken",
        "written",
    ]


def test_the_author_brings_back_only_what_they_took_away(cast, thread):
    post = write(thread, cast["participant"])
    delete_post(post=post, by=cast["participant"], now=NOW)
    restore_post(post=post, by=cast["participant"], now=NOW)
    delete_post(post=post, by=cast["facilitator"], reason="names a patient", now=NOW)
    with pytest.raises(UnableToRestore):
        restore_post(post=post, by=cast["participant"], now=NOW)
    post.refresh_from_db()
    assert post.deleted_at == NOW
