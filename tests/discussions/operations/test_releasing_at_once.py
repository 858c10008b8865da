"""Two who keep order decide at the same moment. The twin without the lock must go wrong: else it would prove nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.models import User
from cohorts.models import Cohort
from discussions.models import HeldPost, Post, Thread
from discussions.operations import releasing
from discussions.operations.posts import write_post
from discussions.operations.releasing import HeldIsDecided, refuse_held, release_held
from tests.at_once import at_once
from tests.cast import make_cast
from tests.factories.discussions import BoardFactory, HeldPostFactory, ThreadFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def held(cast):
    Cohort.objects.update(holds_first_posts=True)
    thread = ThreadFactory(board=BoardFactory(cohort=cast.cohort))
    return HeldPostFactory(thread=thread, author=cast["participant"])


@pytest.fixture(autouse=True)
def slowly(monkeypatch):
    """Each lingers where it has looked, so that the other does come meanwhile."""
    waiting = releasing._waiting

    def slow(*args):
        found = waiting(*args)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(releasing, "_waiting", slow)


def acting(act, held, person, **facts):
    # Each with its own objects, as two requests have.
    held, person = HeldPost.objects.get(pk=held.pk), User.objects.get(pk=person.pk)
    return lambda: act(held=held, by=person, now=NOW, **facts)


def test_two_who_release_make_one_post(cast, held):
    results = at_once(*[acting(release_held, held, cast[role]) for role in ("facilitator", "coordinator")])
    assert sorted(type(result).__name__ for result in results) == ["HeldIsDecided", "Post"]
    assert Post.objects.count() == 1
    assert Thread.objects.get().last_number == 1


def test_one_releases_and_one_refuses(cast, held):
    results = at_once(
        acting(release_held, held, cast["facilitator"]),
        acting(refuse_held, held, cast["coordinator"], reason="No"),
    )
    held.refresh_from_db()
    assert [isinstance(result, HeldIsDecided) for result in results].count(True) == 1
    assert Post.objects.count() == (1 if held.outcome == "released" else 0)


def test_twin_without_the_lock_both_believe_that_they_have_decided(cast, held, monkeypatch):
    def careless(held, by, now):
        row = HeldPost.objects.select_related("thread__board__cohort").get(pk=held.pk)
        time.sleep(0.2)
        return row

    monkeypatch.setattr(releasing, "_waiting", careless)
    results = at_once(*[acting(refuse_held, held, cast[role], reason="No") for role in ("facilitator", "coordinator")])
    assert results == [None, None]


def test_somebody_who_writes_meanwhile_gets_the_next_number(cast, held):
    person, thread = User.objects.get(pk=cast["coach"].pk), Thread.objects.get()
    results = at_once(
        acting(release_held, held, cast["facilitator"]),
        lambda: write_post(thread=thread, by=person, body="Me too.", submission=uuid4(), now=NOW),
    )
    assert sorted(post.number for post in results) == [1, 2]
