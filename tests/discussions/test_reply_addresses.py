from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from discussions.reply_addresses import is_ours, read_reply_address, reply_address
from tests.factories.accounts import UserFactory
from tests.factories.discussions import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 16, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def taken_by_mail(settings):
    settings.REPLY_MAIL_ADDRESS = "reply@portal.example.org"


def test_it_says_who_answers_what_until_when():
    person, post = UserFactory(), PostFactory()
    answering = read_reply_address(reply_address(person=person, said=post, now=NOW))
    assert (answering.person, answering.post, answering.thread) == (person, post.pk, None)
    assert not answering.is_over(NOW + timedelta(days=30))
    assert answering.is_over(NOW + timedelta(days=31))

    thread = ThreadFactory()
    answering = read_reply_address(f" {reply_address(person=person, said=thread, now=NOW).upper()} ")
    assert (answering.person, answering.post, answering.thread) == (person, None, thread.pk)


def test_each_person_has_another_and_none_holds_a_name():
    post = PostFactory(author=UserFactory(name="Zoraida", email="zoraida@example.org"))
    one, other = (reply_address(person=UserFactory(name="Quique"), said=post, now=NOW) for _ in range(2))
    assert one != other
    assert "zoraida" not in one
    assert "quique" not in one
    assert one == one.lower()


def test_it_fits_what_mail_servers_take():
    """64 letters before the @ (RFC 5321), also of rows and people beyond a million million."""
    person, post = UserFactory(pk=10**12), PostFactory(pk=10**12)
    assert len(reply_address(person=person, said=post, now=NOW).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    ["reply@portal.example.org", "reply+x@elsewhere.example.org", "xreply+x@portal.example.org", "", "reply+x"],
)
def test_what_isn_t_ours(address):
    assert not is_ours(address)
    assert read_reply_address(address) is None


def test_off_nothing_is_ours(settings):
    address = reply_address(person=UserFactory(), said=PostFactory(), now=NOW)
    settings.REPLY_MAIL_ADDRESS = ""
    assert not is_ours(address)
    assert not is_ours("+x@")
