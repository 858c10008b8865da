from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import serializers

from accounts.operations.merging import merge_accounts
from sessions.models import CalendarFeed
from sessions.operations.calendar_feeds import close_feed, open_feed, renew_feed, secret_of
from sessions.queries.calendar import feed_with_secret
from tests.at_once import at_once
from tests.factories.accounts import UserFactory
from tests.factories.sessions import CalendarFeedFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def person():
    return UserFactory()


def told(feed):
    return [(line.history_type, line.history_change_reason, line.history_user) for line in feed.history.order_by("pk")]


def test_however_often_it_is_asked_for_it_is_one(person):
    first = open_feed(person=person, by=person, now=NOW)
    again = open_feed(person=person, by=person, now=NOW)
    assert (again.pk, secret_of(again)) == (first.pk, secret_of(first))
    assert told(first) == [("+", "Address made", person)]


def test_the_secret_is_long_and_another_for_everybody(person):
    secrets = {secret_of(open_feed(person=one, by=one, now=NOW)) for one in (person, UserFactory())}
    assert [len(secret) for secret in secrets] == [32, 32]


def test_a_new_address_takes_the_place_of_the_old(person):
    old = secret_of(open_feed(person=person, by=person, now=NOW))
    feed = renew_feed(person=person, by=person, now=NOW)
    assert CalendarFeed.objects.count() == 1
    assert (feed_with_secret(old), feed_with_secret(secret_of(feed))) == (None, feed)
    assert told(feed)[1:] == [("~", "Address renewed", person)]


def test_a_closed_address_opens_nothing_and_the_next_one_is_new(person):
    feed = open_feed(person=person, by=person, now=NOW)
    secret = secret_of(feed)
    assert close_feed(person=person, by=person)
    assert feed_with_secret(secret) is None
    assert not close_feed(person=person, by=person)
    assert secret_of(open_feed(person=person, by=person, now=NOW)) != secret
    assert [line.history_type for line in CalendarFeed.history.order_by("pk")] == ["+", "-", "+"]


def test_the_database_alone_tells_no_address(person):
    """Not the table, and not the history either."""
    secret = secret_of(open_feed(person=person, by=person, now=NOW))
    dump = serializers.serialize("json", [*CalendarFeed.objects.all(), *CalendarFeed.history.all()])
    assert secret not in dump
    assert CalendarFeed.objects.get().digest in dump
    assert not {"digest", "sealed"} & {field.name for field in CalendarFeed.history.model._meta.fields}


def test_with_another_key_it_still_opens_and_is_shown_no_more(person, settings):
    feed = open_feed(person=person, by=person, now=NOW)
    secret = secret_of(feed)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-" * 6
    assert secret_of(feed) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert secret_of(feed) is None
    assert feed_with_secret(secret) == feed


class TestTwoAccountsOfOnePerson:
    def merge(self, kept, merged):
        merge_accounts(kept=kept, merged=merged, by=None, reason="Ana told us", now=NOW)

    def test_the_address_goes_on_for_the_kept_one(self, person):
        feed = CalendarFeedFactory(secret="theirs")
        self.merge(person, feed.person)
        assert feed_with_secret("theirs").person == person

    def test_where_both_have_one_the_kept_ones_stays_alone(self, person):
        mine, theirs = CalendarFeedFactory(person=person, secret="mine"), CalendarFeedFactory(secret="theirs")
        self.merge(person, theirs.person)
        assert feed_with_secret("mine") == mine
        assert feed_with_secret("theirs") is None


def test_it_goes_with_its_person(person):
    open_feed(person=person, by=person, now=NOW)
    person.delete()
    assert not CalendarFeed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one():
    person = UserFactory()
    secrets = at_once(*[lambda: secret_of(open_feed(person=person, by=person, now=NOW))] * 4)
    assert CalendarFeed.objects.count() == 1
    assert len(set(secrets)) == 1
