"""Moving, splitting and joining while others write, and two of them at the same moment."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.models import User
from discussions.enums import FlagAbout
from discussions.models import Flag, Post, Thread
from discussions.operations import joining, splitting
from discussions.operations.checks import NotYours
from discussions.operations.flags import flag
from discussions.operations.hidden_topics import hide_topic
from discussions.operations.joining import join_threads
from discussions.operations.moving import move_thread
from discussions.operations.posts import ParentIsGone, write_post
from discussions.operations.splitting import split_thread
from notifications.models import OutboxMail
from tests.at_once import at_once
from tests.cast import make_cast
from tests.discussions.order import stand_in_order
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def thread(cast):
    return ThreadFactory(board=BoardFactory(cohort=cast.cohort), body="Who?")


@pytest.fixture(autouse=True)
def slowly(monkeypatch):
    """Each lingers where it holds the locks, so that the others do come meanwhile."""
    for module in (joining, splitting):
        carried_on = module._go_on_reading

        def slow(*args, carried_on=carried_on, **options):
            time.sleep(0.2)
            return carried_on(*args, **options)

        monkeypatch.setattr(module, "_go_on_reading", slow)


def by(cast, role) -> User:
    """Each with their own object, as two requests have."""
    return User.objects.get(pk=cast[role].pk)


def splitter(cast, thread, post, role="facilitator"):
    thread, post, person = Thread.objects.get(pk=thread.pk), Post.objects.get(pk=post.pk), by(cast, role)
    return lambda: split_thread(thread=thread, post=post, title="Apart", by=person, now=NOW)


def joiner(cast, source, target, role="facilitator"):
    source, target, person = Thread.objects.get(pk=source.pk), Thread.objects.get(pk=target.pk), by(cast, role)
    return lambda: join_threads(source=source, target=target, by=person, now=NOW)


def writer(cast, thread, parent=None):
    thread, person = Thread.objects.get(pk=thread.pk), by(cast, "participant")
    key = parent.pk if parent else None
    return lambda: write_post(thread=thread, by=person, body="Me too.", submission=uuid4(), parent=key, now=NOW)


def test_two_who_split_the_same_off_make_one_thread(cast, thread):
    root = PostFactory(thread=thread)
    PostFactory.create_batch(3, thread=thread, parent=root)
    results = at_once(splitter(cast, thread, root), splitter(cast, thread, root, role="coordinator"))
    topic = Thread.objects.get(title="Apart")
    assert results == [topic, topic]
    stand_in_order(topic)
    stand_in_order(thread)
    assert (topic.post_count, thread.post_count) == (4, 0)


def test_two_splits_one_inside_the_other_lose_nothing(cast, thread):
    root = PostFactory(thread=thread)
    inner = PostFactory(thread=thread, parent=root)
    PostFactory.create_batch(2, thread=thread, parent=inner)
    results = at_once(splitter(cast, thread, root), splitter(cast, thread, inner, role="coordinator"))
    assert all(isinstance(result, Thread) for result in results)
    for place in Thread.objects.all():
        stand_in_order(place)
    assert Post.objects.count() == 4


def test_two_threads_made_part_of_each_other_are_one(cast, thread):
    other = ThreadFactory(board=thread.board, body="And?")
    for place in (thread, other):
        PostFactory.create_batch(2, thread=place)
    results = at_once(joiner(cast, thread, other), joiner(cast, other, thread, role="coordinator"))
    assert sorted(type(result) for result in results if not isinstance(result, Thread)) == [NotYours]
    left = Thread.objects.get()
    stand_in_order(left)
    assert left.post_count == 5


def test_who_writes_meanwhile_loses_nothing_and_nothing_is_out_of_order(cast, thread):
    other = ThreadFactory(board=thread.board, body="And?")
    parent = PostFactory(thread=other)
    joined, first, second = at_once(joiner(cast, other, thread), writer(cast, other, parent), writer(cast, thread))
    assert joined == thread
    # The one in the thread that went was written before, or refused with a sentence; the page then goes on where it is.
    assert isinstance(first, Post | NotYours)
    assert isinstance(second, Post)
    stand_in_order(thread)
    assert thread.post_count == 2 + 1 + isinstance(first, Post)


def test_who_answers_what_is_being_split_off(cast, thread):
    root = PostFactory(thread=thread)
    topic, reply = at_once(splitter(cast, thread, root), writer(cast, thread, root))
    assert isinstance(topic, Thread)
    assert isinstance(reply, Post | ParentIsGone)
    for place in Thread.objects.all():
        stand_in_order(place)


def test_a_thread_is_moved_once(cast, thread):
    board = BoardFactory(cohort=cast.cohort)

    def move(role):
        place, person = Thread.objects.get(pk=thread.pk), by(cast, role)
        return lambda: move_thread(thread=place, board=board, by=person, now=NOW)

    results = at_once(move("facilitator"), move("coordinator"))
    assert results == [thread, thread]
    thread.refresh_from_db()
    assert (thread.board, thread.old_addresses.count()) == (board, 1)


def test_a_double_click_is_one_flag_and_two_people_are_two_with_one_mail(cast, thread):
    post = PostFactory(thread=thread)

    def flagger(role):
        person = by(cast, role)
        return lambda: flag(thread=thread, post=post, by=person, about=FlagAbout.UNKIND, now=NOW)

    results = at_once(flagger("participant"), flagger("participant"), flagger("coach"))
    assert all(isinstance(result, Flag) for result in results)
    assert sorted(Flag.objects.values_list("flagged_by__name", flat=True)) == ["Coach", "Participant"]
    assert OutboxMail.objects.filter(kind="discussions.flagged").count() == 2


def test_two_topics_hidden_at_once_have_two_addresses(cast):
    board = BoardFactory(cohort=cast.cohort)
    topics = [ThreadFactory(board=board, title=f"Topic {number}", body="x") for number in range(2)]
    acts = [hiding(topic, cast[role]) for topic, role in zip(topics, ("facilitator", "coordinator"), strict=True)]
    assert at_once(*acts) == [None, None]
    assert len(set(Thread.objects.values_list("slug", flat=True))) == 2


def hiding(topic, person):
    # Each with its own objects, as two requests have.
    topic, person = Thread.objects.get(pk=topic.pk), User.objects.get(pk=person.pk)
    return lambda: hide_topic(thread=topic, by=person, reason="Names a patient", now=NOW)
