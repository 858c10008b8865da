"""Which mails can be answered by mail, and what they say of it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_string, policy
from uuid import uuid4

import pytest
from django.core import mail as mailboxes

from cohorts.models import Enrollment
from cohorts.places import place_of
from discussions.models import Thread
from discussions.operations.posts import write_post
from discussions.operations.telling import tell_of_talk
from discussions.reply_addresses import read_reply_address
from discussions.talk_notices import WATCHED
from notifications.delivery import deliver_mail
from notifications.enums import Channel
from tests.cast import make_cast
from tests.discussions.mails import ADDRESS
from tests.factories.cohorts import PseudonymFactory
from tests.factories.discussions import BoardFactory, FollowingFactory, ThreadFactory
from tests.factories.notifications import PreferenceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 16, 15, tzinfo=UTC)
MARK = "Write your answer above this line"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def thread(cast):
    board = BoardFactory(cohort=cast.cohort, name="Talk\r\nBcc: evil@example.org")
    return ThreadFactory(board=board, author=cast["participant"], created_at=NOW)


def mail_of(thread, by, to, body="We do."):
    """The mail `to` gets of what `by` writes."""
    write_post(thread=thread, by=by, body=body, submission=uuid4(), now=NOW)
    tell_of_talk(now=NOW)
    deliver_mail(clock=lambda: NOW)
    (mail,) = [mail for mail in mailboxes.outbox if mail.to == [to.email]]
    return mail


def test_a_notice_of_an_answer_can_be_answered(cast, thread, settings):
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    mail = mail_of(thread, cast["coach"], cast["participant"])

    answering = read_reply_address(mail.message()["Reply-To"])
    assert (answering.person, answering.post) == (cast["participant"], thread.posts.get().pk)
    assert mail.body.startswith(f"-- {MARK} --\n\nHello")
    assert "posted under your name" in mail.body
    html = mail.alternatives[0].content
    assert html.index(MARK) < html.index("Hello")
    assert "posted under your name" in html


def test_a_mention_can_be_answered(cast, thread, settings):
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    mail = mail_of(thread, cast["coach"], cast["facilitator"], body="Ask @Facilitator about it.")
    assert read_reply_address(mail.message()["Reply-To"]).person == cast["facilitator"]
    assert MARK in mail.body


def test_off_nothing_is_offered(cast, thread):
    mail = mail_of(thread, cast["coach"], cast["participant"])
    assert mail.message()["Reply-To"] is None
    assert MARK not in mail.body + mail.alternatives[0].content


def only_reads(thread, person):
    Enrollment.objects.filter(person=person).update(status="completed")


def is_locked(thread, person):
    Thread.objects.filter(pk=thread.pk).update(is_locked=True)


@pytest.mark.parametrize("change", [only_reads, is_locked])
def test_nothing_is_offered_to_who_can_t_write_there(cast, thread, settings, change):
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    write_post(thread=thread, by=cast["coach"], body="We do.", submission=uuid4(), now=NOW)
    tell_of_talk(now=NOW)
    change(thread, cast["participant"])
    deliver_mail(clock=lambda: NOW)
    (mail,) = mailboxes.outbox
    assert mail.message()["Reply-To"] is None


def test_the_whole_mail_as_a_strict_reader_reads_it(cast, thread, settings):
    """Of a board with a hostile name, by somebody without theirs."""
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    Thread.objects.filter(pk=thread.pk).update(title="Rent\nBcc: evil@example.org")
    type(cast.cohort).objects.update(pseudonyms_allowed=True)
    PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="Cedar")
    FollowingFactory(person=cast["coach"], thread=thread, level="watching")
    PreferenceFactory(person=cast["coach"], matter=WATCHED, place=place_of(cast.cohort), channel=Channel.MAIL)
    thread = Thread.objects.get(pk=thread.pk)
    write_post(thread=thread, by=cast["team_lead"], body="We do.", submission=uuid4(), now=NOW, without_name=True)
    tell_of_talk(now=NOW)
    deliver_mail(clock=lambda: NOW)
    (mail,) = [mail for mail in mailboxes.outbox if mail.to == [cast["coach"].email]]
    raw = mail.message().as_string()
    strict = message_from_string(raw, policy=policy.strict)

    assert strict["Bcc"] is None
    assert strict.defects == []
    assert strict["Subject"].strip().startswith("Cedar")
    assert [address.addr_spec for address in strict["Reply-To"].addresses] == [mail.message()["Reply-To"]]
    assert strict["Auto-Submitted"] == "auto-generated"
    assert strict["References"] == strict["In-Reply-To"] == f"<thread-{thread.pk}@localhost>"
    assert strict["List-Id"].endswith(f"<board-{thread.board_id}.localhost>")
    for hidden in ("Team Lead", cast["team_lead"].email):
        assert hidden not in raw
