"""The same mail handed in twice at the same moment, by two beats or by a mail server that was impatient."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from discussions.models import MailedReply, Post
from discussions.operations.replying_by_mail import take_in
from notifications.models import OutboxMail
from tests.at_once import at_once
from tests.cast import make_cast
from tests.discussions.mails import ADDRESS, answer_of
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 16, 15, tzinfo=UTC)


@pytest.fixture
def cast(settings, transactional_db):
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    return make_cast()


@pytest.fixture
def post(cast):
    return PostFactory(thread=ThreadFactory(board=BoardFactory(cohort=cast.cohort)), created_at=NOW)


@pytest.mark.parametrize(("words", "posts", "mails"), [("We do.", 1, 0), ("Her MRN is 4471902.", 0, 1)])
def test_it_is_one_post_or_one_draft_with_one_mail(cast, post, words, posts, mails):
    mail = answer_of(cast["participant"], post, NOW, words=words)
    replies = at_once(*[lambda: take_in(data=mail, now=NOW)] * 4)

    assert replies == [MailedReply.objects.get()] * 4
    assert Post.objects.filter(parent=post).count() == posts
    assert OutboxMail.objects.count() == mails


def test_different_mails_are_different_posts(cast, post):
    mails = [answer_of(cast["participant"], post, NOW, words=f"Number {number}.") for number in range(4)]
    at_once(*[lambda mail=mail: take_in(data=mail, now=NOW) for mail in mails])
    assert Post.objects.filter(parent=post).count() == 4
