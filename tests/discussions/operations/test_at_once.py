"""Two writers at the same moment. Each test has a twin without the lock, which must go wrong: else it would prove nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError

from accounts.models import User
from discussions.models import Post, ReadingPosition, Thread
from discussions.operations import posts, threads
from discussions.operations.checks import FormOfAnother, ThreadIsLocked
from discussions.operations.posts import delete_post, write_post
from discussions.operations.reading import note_read
from discussions.operations.threads import lock_thread, start_topic
from tests.at_once import at_once
from tests.cast import make_cast
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort))


@pytest.fixture(autouse=True)
def slowly(monkeypatch):
    """Each writer lingers where it holds the lock, so that the others do come meanwhile."""
    for module in (posts, threads):
        render = module.render

        def slow(source, render=render, **options):
            time.sleep(0.1)
            return render(source, **options)

        monkeypatch.setattr(module, "render", slow)


def writer(thread: Thread, person: User, **facts):
    facts = {"body": "Me too.", "submission": uuid4(), "now": NOW} | facts
    # Each with its own objects, as two requests have.
    thread, person = Thread.objects.get(pk=thread.pk), User.objects.get(pk=person.pk)
    return lambda: write_post(thread=thread, by=person, **facts)


def careless(thread: Thread, person: User, *, submission, between: Barrier):
    """Looks first, writes then, and holds nothing in between."""

    def write():
        if Post.objects.filter(submission=submission).exists():
            return Post.objects.get(submission=submission)
        number = Thread.objects.get(pk=thread.pk).last_number + 1
        between.wait()
        return Post.objects.create(
            thread=thread,
            author=person,
            number=number,
            path=f"{number:05}",
            body="Me too.",
            body_html="<p>Me too.</p>",
            submission=submission,
            created_at=NOW,
        )

    return write


def test_a_double_click_makes_one_post(cast, thread):
    submission = uuid4()
    results = at_once(*[writer(thread, cast["participant"], submission=submission) for _ in range(4)])
    post = Post.objects.get()
    assert results == [post] * 4
    thread.refresh_from_db()
    assert thread.last_number == 1


def test_twin_without_the_lock_a_double_click_runs_into_the_constraint(cast, thread):
    submission, between = uuid4(), Barrier(2, timeout=20)
    results = at_once(*[careless(thread, cast["participant"], submission=submission, between=between)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "Post"]


def test_two_people_who_answer_at_once_get_two_numbers(cast, thread):
    people = [cast[role] for role in ("participant", "team_lead", "coach", "facilitator")]
    results = at_once(*[writer(thread, person) for person in people])
    assert sorted(post.number for post in results) == [1, 2, 3, 4]
    assert sorted(post.path for post in results) == ["00001", "00002", "00003", "00004"]
    thread.refresh_from_db()
    assert thread.last_number == 4


def test_twin_without_the_lock_two_people_get_one_number(cast, thread):
    between = Barrier(2, timeout=20)
    results = at_once(
        careless(thread, cast["participant"], submission=uuid4(), between=between),
        careless(thread, cast["team_lead"], submission=uuid4(), between=between),
    )
    assert [type(result) for result in results].count(IntegrityError) == 1


def test_two_who_reply_to_one_post_at_once_stand_under_it(cast, thread):
    first = PostFactory(thread=thread)
    other = PostFactory(thread=thread)
    results = at_once(
        writer(thread, cast["participant"], parent=first.pk), writer(thread, cast["team_lead"], parent=first.pk)
    )
    in_order = list(Post.objects.order_by("path"))
    assert in_order == [first, *sorted(results, key=lambda post: post.number), other]


def test_one_form_in_two_threads_at_once_is_one_post(cast, thread):
    submission, other = uuid4(), ThreadFactory(board=thread.board)
    results = at_once(
        writer(thread, cast["participant"], submission=submission),
        writer(other, cast["participant"], submission=submission),
    )
    assert sorted(type(result) for result in results if not isinstance(result, Post)) == [FormOfAnother]
    assert Post.objects.count() == 1


def test_one_form_of_two_people_at_once_is_one_post(cast, thread):
    submission = uuid4()
    results = at_once(*[writer(thread, cast[role], submission=submission) for role in ("participant", "team_lead")])
    assert [type(result) for result in results].count(FormOfAnother) == 1
    assert Post.objects.count() == 1


def test_nothing_comes_after_the_lock(cast, thread):
    """Whoever wins, a post and a lock are one after the other: no post is written into a locked thread."""
    facilitator = User.objects.get(pk=cast["facilitator"].pk)
    posted, locked = at_once(
        writer(thread, cast["participant"]), lambda: lock_thread(thread=thread, by=facilitator, now=NOW)
    )
    assert isinstance(locked, Thread)
    assert isinstance(posted, Post | ThreadIsLocked)
    assert Post.objects.count() == (1 if isinstance(posted, Post) else 0)
    assert isinstance(at_once(writer(thread, cast["participant"]))[0], ThreadIsLocked)


def test_a_double_click_makes_one_topic(cast, thread):
    submission, person = uuid4(), cast["participant"]

    def start():
        facts = {"title": "Rent", "body": "Who?", "submission": submission, "now": NOW}
        return start_topic(board=thread.board, by=User.objects.get(pk=person.pk), **facts)

    results = at_once(*[start] * 4)
    topic = Thread.objects.get(slug="rent")
    assert results == [topic] * 4
    assert Thread.objects.count() == 2


def test_two_topics_of_one_name_get_two_addresses(cast, thread):
    def start(person):
        facts = {"title": "Rent", "body": "Who?", "submission": uuid4(), "now": NOW}
        return lambda: start_topic(board=thread.board, by=User.objects.get(pk=person.pk), **facts)

    results = at_once(start(cast["participant"]), start(cast["team_lead"]))
    assert sorted(topic.slug for topic in results) == ["rent", "rent-2"]


def test_a_post_taken_away_by_two_at_once_is_taken_away_by_one(cast, thread):
    post = PostFactory(thread=thread, author=cast["participant"])

    def delete(role, reason):
        person = User.objects.get(pk=cast[role].pk)
        return lambda: delete_post(post=post, by=person, reason=reason, now=NOW)

    at_once(delete("facilitator", "one"), delete("coordinator", "two"))
    # One of them, beside the row of the factory.
    assert post.history.count() == 2


def test_two_windows_read_at_once_and_the_further_one_counts(cast, thread):
    Thread.objects.filter(pk=thread.pk).update(last_number=50)
    thread.refresh_from_db()

    def read(number):
        return lambda: note_read(person=cast["participant"], thread=thread, number=number, now=NOW)

    assert at_once(read(10), read(40), read(30)) == [None, None, None]
    assert ReadingPosition.objects.get().read_number == 40
