from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from common.mailbox import Mailbox, MailboxAddress
from discussions.models import MailedReply, Post
from discussions.operations import fetching_replies
from discussions.operations.fetching_replies import fetch_replies
from discussions.tasks import fetch_replies as fetch_task
from tests.at_once import at_once
from tests.cast import make_cast
from tests.discussions.mails import ADDRESS, answer_of
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory
from tests.imap_stand_in import PASSWORD, ImapStandIn

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 16, 15, tzinfo=UTC)


@pytest.fixture
def cast(settings, transactional_db):
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    return make_cast()


@pytest.fixture
def post(cast):
    return PostFactory(thread=ThreadFactory(board=BoardFactory(cohort=cast.cohort)), created_at=NOW)


@pytest.fixture
def mailbox(cast, post):
    person = cast["participant"]
    mails = {
        1: answer_of(person, post, NOW, words="One."),
        2: answer_of(person, post, NOW, words="Two.", sender="victim@example.net"),
        3: answer_of(person, post, NOW, Auto_Submitted="auto-replied"),
        4: answer_of(person, post, NOW, to="sales@portal.example.org"),
        5: answer_of(person, post, NOW, words="Her MRN is 4471902."),
    }
    with ImapStandIn(mails=mails) as stand_in:
        yield stand_in


def address_of(stand_in):
    return MailboxAddress("127.0.0.1", stand_in.port, "reply", PASSWORD, uses_tls=False)


def fetch(stand_in, clock=lambda: NOW):
    return fetch_replies(open_mailbox=lambda: Mailbox(address_of(stand_in)), clock=clock)


def test_what_is_dealt_with_leaves_and_the_rest_is_set_aside(mailbox, post):
    assert fetch(mailbox) == {"posted": 1, "refused": 1, "ignored": 2, "kept": 1}
    assert (sorted(mailbox.mails), mailbox.flags[4]) == ([4], {r"\Seen", r"\Flagged"})
    assert [made.body for made in Post.objects.filter(parent=post)] == ["One."]
    assert fetch(mailbox) == {}


def test_a_mail_whose_removal_failed_is_one_post(mailbox, post):
    mailbox.dies_at = "STORE"
    fetch(mailbox)
    assert len(mailbox.mails) == 5
    mailbox.dies_at = ""
    fetch(mailbox)
    assert Post.objects.filter(parent=post).count() == 1
    assert MailedReply.objects.count() == 5


def test_two_runs_at_once_take_each_mail_once(mailbox, post):
    at_once(*[lambda: fetch(mailbox)] * 3)
    assert Post.objects.filter(parent=post).count() == 1
    assert MailedReply.objects.count() == 5
    assert sorted(mailbox.mails) == [4]


def test_one_that_the_portal_stumbles_over_holds_no_other_up(mailbox, post, monkeypatch):
    take_in = fetching_replies.take_in

    def stumbles(*, data, now):
        if data == mailbox.mails.get(2):
            raise RuntimeError
        return take_in(data=data, now=now)

    monkeypatch.setattr(fetching_replies, "take_in", stumbles)
    assert fetch(mailbox)["failed"] == 1
    assert sorted(mailbox.mails) == [2, 4]
    assert MailedReply.objects.get(state="failed").reason == "RuntimeError"


def test_while_the_database_is_away_mails_wait_where_they_are(mailbox, monkeypatch):
    def away(*, data, now):
        raise OperationalError

    monkeypatch.setattr(fetching_replies, "take_in", away)
    assert fetch(mailbox) == {}
    assert (len(mailbox.mails), mailbox.flags) == (5, {})


def test_the_task_does_nothing_where_no_mailbox_is_named(settings, mailbox):
    settings.REPLY_MAILBOX = None
    fetch_task()
    assert mailbox.commands == []
    settings.REPLY_MAILBOX = address_of(mailbox)
    fetch_task()
    assert sorted(mailbox.mails) == [4]
