"""First posts wait until those who keep order have looked at them; until then they are nobody's but their author's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cohorts.enums import EnrollmentStatus
from cohorts.models import Cohort
from discussions.enums import BoardKind, HeldOutcome, ThreadKind
from discussions.models import Attachment, HeldPost, Post, PostDraft, Thread
from discussions.notices import compose_held, compose_hidden, compose_released
from discussions.operations.attachments import FileWords, forget_waiting_files
from discussions.operations.checks import CohortIsCompleted, FormOfAnother, NotYours, ReasonIsMissing, TooMuchAtOnce
from discussions.operations.holding import MOST_HELD
from discussions.operations.joining import join_threads
from discussions.operations.posts import delete_post, write_post
from discussions.operations.releasing import (
    AuthorIsOut,
    HeldIsDecided,
    refuse_held,
    release_held,
    released_and_refused,
    take_back_held,
)
from discussions.operations.splitting import split_thread
from discussions.operations.threads import UnableToRemoveThread, remove_thread, start_topic
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import AttachmentFactory, BoardFactory, PostDraftFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def board(cast):
    Cohort.objects.filter(pk=cast.cohort.pk).update(holds_first_posts=True, pseudonyms_allowed=True)
    cast.cohort.refresh_from_db()
    return BoardFactory(cohort=cast.cohort, slug="all")


@pytest.fixture
def thread(board):
    return ThreadFactory(board=board, title="Rent", slug="rent")


def write(cast, thread, role="participant", **facts):
    facts = {"body": "Hello all", "submission": uuid4(), "now": NOW} | facts
    return write_post(thread=thread, by=cast[role], **facts)


def mails(kind) -> list[str]:
    return sorted(OutboxMail.objects.filter(kind=kind).values_list("recipient__email", flat=True))


def test_a_first_post_waits_and_is_no_post(cast, thread):
    held = write(cast, thread)
    assert isinstance(held, HeldPost)
    assert (held.thread, held.author, held.body, held.body_html) == (
        thread,
        cast["participant"],
        "Hello all",
        "<p>Hello all</p>\n",
    )
    assert Post.objects.count() == 0
    thread.refresh_from_db()
    assert (thread.last_number, thread.last_post_at) == (0, None)
    assert held.history.get().history_change_reason == "held"
    assert mails("discussions.held") == ["coordinator@example.org", "facilitator@example.org"]


def test_where_the_cohort_does_not_say_so_nothing_waits(cast, thread):
    Cohort.objects.update(holds_first_posts=False)
    assert isinstance(write(cast, thread), Post)


@pytest.mark.parametrize("role", ["facilitator", "coordinator", "coach", "site_admin"])
def test_only_those_who_learn_wait(cast, thread, role):
    assert isinstance(write(cast, thread, role), Post)


def test_on_a_board_of_few_nothing_waits(cast, board):
    team_board = BoardFactory(cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team)
    assert isinstance(write(cast, ThreadFactory(board=team_board)), Post)
    # What was said there counts for nothing elsewhere: nobody has looked at it.
    assert isinstance(write(cast, ThreadFactory(board=board)), HeldPost)


def test_so_many_as_the_cohort_says(cast, thread):
    Cohort.objects.update(first_posts_held=2)
    PostFactory(thread=thread, author=cast["participant"])
    assert isinstance(write(cast, thread), HeldPost)
    ThreadFactory(board=thread.board, author=cast["participant"])
    assert isinstance(write(cast, thread), Post)


def test_what_was_taken_away_by_others_does_not_count_and_what_one_took_away_does(cast, thread):
    post = PostFactory(thread=thread, author=cast["participant"])
    delete_post(post=post, by=cast["facilitator"], reason="Spam", now=NOW)
    assert isinstance(write(cast, thread), HeldPost)
    own = PostFactory(thread=thread, author=cast["team_lead"])
    delete_post(post=own, by=cast["team_lead"], now=NOW)
    assert isinstance(write(cast, thread, "team_lead"), Post)


def test_released_it_is_the_next_post_in_its_place_and_new_for_everybody(cast, thread):
    first = PostFactory(thread=thread, author=cast["coach"], created_at=NOW)
    held = write(cast, thread, parent=first.pk)
    PostFactory(thread=thread, author=cast["team_lead"], created_at=NOW)
    post = release_held(held=held, by=cast["facilitator"], now=LATER)
    assert (post.number, post.path, post.parent, post.author, post.body) == (
        3, "0000100003", first, cast["participant"], "Hello all",
    )  # fmt: skip
    assert (post.created_at, post.submission) == (LATER, held.submission)
    thread.refresh_from_db()
    assert (thread.last_number, thread.last_post_at) == (3, LATER)
    held.refresh_from_db()
    assert (held.outcome, held.decided_by, held.body, held.body_html) == ("released", cast["facilitator"], "", "")
    line = held.history.first()
    assert (line.history_change_reason, line.history_user) == ("released", cast["facilitator"])
    assert mails("discussions.released") == ["participant@example.org"]
    # One stands: the next doesn't wait.
    assert isinstance(write(cast, thread), Post)


def test_a_topic_waits_and_is_released(cast, board):
    ThreadFactory(board=board, slug="food")
    form = uuid4()
    facts = {
        "board": board,
        "by": cast["participant"],
        "title": "Food",
        "body": "Who has *gardens*?",
        "submission": form,
    }
    held = start_topic(**facts, now=NOW)
    assert isinstance(held, HeldPost)
    assert start_topic(**facts, now=NOW) == held
    assert Thread.objects.count() == 1
    topic = release_held(held=held, by=cast["coordinator"], now=LATER)
    assert (topic.slug, topic.title, topic.kind, topic.created_at, topic.last_post_at) == (
        "food-2", "Food", ThreadKind.TOPIC, LATER, LATER,
    )  # fmt: skip
    assert topic.body_html == "<p>Who has <em>gardens</em>?</p>\n"
    # The form once more is the topic.
    assert start_topic(**facts, now=LATER) == topic
    assert isinstance(start_topic(**facts | {"submission": uuid4()}, now=LATER), Thread)


def test_the_same_form_is_the_same_whatever_has_become_of_it(cast, thread):
    form = uuid4()
    held = write(cast, thread, submission=form)
    assert write(cast, thread, submission=form) == held
    with pytest.raises(FormOfAnother):
        write(cast, thread, "team_lead", submission=form)
    refuse_held(held=held, by=cast["facilitator"], reason="Sells something", now=NOW)
    assert write(cast, thread, submission=form) == held
    assert HeldPost.objects.count() == 1


def test_a_form_that_waits_becomes_no_second_post_when_the_author_has_been_heard(cast, thread):
    form = uuid4()
    held = write(cast, thread, submission=form)
    PostFactory(thread=thread, author=cast["participant"])
    assert write(cast, thread, submission=form) == held
    post = release_held(held=held, by=cast["facilitator"], now=LATER)
    assert write(cast, thread, submission=form) == post


def test_refused_its_author_keeps_the_words_and_reads_why(cast, thread):
    held = write(cast, thread)
    with pytest.raises(ReasonIsMissing):
        refuse_held(held=held, by=cast["facilitator"], reason=" ", now=NOW)
    refuse_held(held=held, by=cast["facilitator"], reason="Sells\nsomething", now=LATER)
    held.refresh_from_db()
    assert (held.outcome, held.reason, held.body) == (HeldOutcome.REFUSED, "Sells something", "Hello all")
    (mail,) = OutboxMail.objects.filter(kind="discussions.hidden")
    letter = compose_hidden(mail, LATER)
    assert isinstance(letter, Letter)
    assert (letter.template, letter.context["reason"], letter.context["title"]) == (
        "refused",
        "Sells something",
        "Rent",
    )
    take_back_held(held=held, by=cast["participant"], now=LATER)
    assert isinstance(compose_hidden(mail, LATER), Skip)
    assert (HeldPost.objects.count(), HeldPost.history.first().history_change_reason) == (0, "taken back")


def test_decided_is_decided(cast, thread):
    held = write(cast, thread)
    release_held(held=held, by=cast["facilitator"], now=NOW)
    for act in (
        lambda: release_held(held=held, by=cast["coordinator"], now=NOW),
        lambda: refuse_held(held=held, by=cast["coordinator"], reason="No", now=NOW),
        lambda: take_back_held(held=held, by=cast["participant"], now=NOW),
    ):
        with pytest.raises(HeldIsDecided):
            act()
    assert Post.objects.count() == 1


@pytest.mark.parametrize("role", ["participant", "team_lead", "coach", "observer", "neighbor", "outsider", "withdrawn"])
def test_who_keeps_no_order_decides_nothing(cast, thread, role):
    held = write(cast, thread)
    with pytest.raises(NotYours):
        release_held(held=held, by=cast[role], now=NOW)
    with pytest.raises(NotYours):
        refuse_held(held=held, by=cast[role], reason="No", now=NOW)


def test_who_came_to_keep_order_meanwhile_does_not_release_their_own(cast, thread):
    held = write(cast, thread)
    cast.enrollment("participant").__class__.objects.filter(person=cast["participant"]).update(role="facilitator")
    with pytest.raises(NotYours):
        release_held(held=held, by=cast["participant"], now=NOW)


def test_words_of_somebody_who_has_left_are_not_released(cast, thread):
    held = write(cast, thread)
    enrollment = cast.enrollment("participant")
    enrollment.status = EnrollmentStatus.WITHDRAWN
    enrollment.save()
    with pytest.raises(AuthorIsOut):
        release_held(held=held, by=cast["facilitator"], now=LATER)
    assert Post.objects.count() == 0


def test_nothing_is_released_into_a_cohort_that_is_over(cast, thread):
    held = write(cast, thread)
    Cohort.objects.update(status="completed")
    with pytest.raises(CohortIsCompleted):
        release_held(held=held, by=cast["site_admin"], now=LATER)


def test_without_a_name_it_stays_so(cast, thread):
    PseudonymFactory(cohort=cast.cohort, person=cast["participant"], name="Cedar")
    held = write(cast, thread, without_name=True)
    assert held.pseudonym.name == "Cedar"
    assert held.history.get().history_user is None
    post = release_held(held=held, by=cast["facilitator"], now=LATER)
    assert post.pseudonym.name == "Cedar"
    assert post.history.get().history_user is None


def test_files_wait_along_and_go_along(cast, thread):
    draft = PostDraftFactory(person=cast["participant"], thread=thread)
    file = AttachmentFactory(post=None, draft=draft, added_at=NOW)
    held = write(cast, thread, files=[FileWords(file.pk, alt="A street")], version=draft.version)
    file.refresh_from_db()
    assert (file.held, file.draft, file.post) == (held, None, None)
    assert PostDraft.objects.count() == 0
    assert forget_waiting_files(now=NOW + timedelta(days=9)) == 0
    readers = [role for role in cast.people if Attachment.objects.visible_to(cast[role], NOW).exists()]
    assert readers == ["participant", "facilitator", "coordinator", "site_admin"]
    post = release_held(held=held, by=cast["facilitator"], now=LATER)
    file.refresh_from_db()
    assert (file.held, file.post, post.has_files) == (None, post, True)
    assert Attachment.objects.visible_to(cast["coach"], LATER).exists()


def test_taken_back_words_and_files_are_gone(cast, thread):
    draft = PostDraftFactory(person=cast["participant"], thread=thread)
    file = AttachmentFactory(post=None, draft=draft, added_at=NOW)
    held = write(cast, thread, files=[FileWords(file.pk, alt="A street")])
    with pytest.raises(HeldIsDecided):
        take_back_held(held=held, by=cast["team_lead"], now=NOW)
    take_back_held(held=held, by=cast["participant"], now=NOW)
    assert (HeldPost.objects.count(), Attachment.objects.count()) == (0, 0)


def test_nobody_has_more_waiting_than_anybody_looks_at(cast, thread):
    for _ in range(MOST_HELD):
        write(cast, thread)
    with pytest.raises(TooMuchAtOnce):
        write(cast, thread)


def test_a_thread_in_which_something_waits_is_not_removed(cast, thread):
    write(cast, thread)
    with pytest.raises(UnableToRemoveThread):
        remove_thread(thread=thread, by=cast["facilitator"], now=NOW)


def test_below_a_post_that_was_taken_away_and_in_a_locked_thread_it_finds_its_place(cast, thread):
    parent = PostFactory(thread=thread, author=cast["coach"])
    held = write(cast, thread, parent=parent.pk)
    delete_post(post=parent, by=cast["coach"], now=NOW)
    Thread.objects.update(is_locked=True)
    assert release_held(held=held, by=cast["facilitator"], now=LATER).parent == parent


def test_it_goes_along_when_threads_are_split_and_joined(cast, thread):
    root = PostFactory(thread=thread, author=cast["coach"])
    reply = write(cast, thread, parent=root.pk)
    topic = split_thread(thread=thread, post=root, title="Apart", by=cast["facilitator"], now=NOW)
    reply.refresh_from_db()
    assert reply.thread == topic
    answer = write(cast, topic)
    target = ThreadFactory(board=thread.board)
    PostFactory(thread=target, author=cast["coach"])
    join_threads(source=topic, target=target, by=cast["facilitator"], now=NOW)
    for held in (reply, answer):
        held.refresh_from_db()
        assert held.thread == target
    root.refresh_from_db()
    post = release_held(held=reply, by=cast["facilitator"], now=LATER)
    assert post.path.startswith(root.path)


def test_one_mail_as_long_as_something_waits(cast, thread):
    held = write(cast, thread)
    write(cast, thread, "team_lead")
    assert len(mails("discussions.held")) == 2
    mail = OutboxMail.objects.filter(kind="discussions.held", recipient=cast["facilitator"]).get()
    letter = compose_held(mail, NOW)
    assert isinstance(letter, Letter)
    assert (letter.template, letter.context["board"]) == ("held", thread.board)
    release_held(held=held, by=cast["facilitator"], now=NOW)
    assert isinstance(compose_held(mail, NOW), Skip)


def test_the_mail_of_a_release_goes_as_long_as_it_stands(cast, thread):
    held = write(cast, thread)
    post = release_held(held=held, by=cast["facilitator"], now=NOW)
    (mail,) = OutboxMail.objects.filter(kind="discussions.released")
    letter = compose_released(mail, NOW)
    assert isinstance(letter, Letter)
    assert letter.context["path"] == post.get_absolute_url()
    delete_post(post=post, by=cast["participant"], now=NOW)
    assert isinstance(compose_released(mail, NOW), Skip)


def test_several_at_once_and_what_somebody_else_decided_is_said(cast, thread):
    held = [write(cast, thread) for _ in range(3)]
    refuse_held(held=held[1], by=cast["coordinator"], reason="Twice", now=NOW)
    done, refusals = released_and_refused(held=held, by=cast["facilitator"], now=NOW, release=True)
    assert (done, refusals) == (2, ["This has been decided already, or its author has taken it back."])
    assert Post.objects.count() == 2
    with pytest.raises(ReasonIsMissing):
        released_and_refused(held=held, by=cast["facilitator"], now=NOW, release=False)
