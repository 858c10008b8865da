"""As a mail server calls it."""

from __future__ import annotations

import io
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from discussions.management.commands import take_in_mail
from discussions.models import MailedReply, Post
from discussions.operations.replying_by_mail import LARGEST
from tests.cast import make_cast
from tests.discussions.mails import ADDRESS, answer_of
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.REPLY_MAIL_ADDRESS = ADDRESS
    return make_cast()


@pytest.fixture
def post(cast):
    return PostFactory(thread=ThreadFactory(board=BoardFactory(cohort=cast.cohort)))


def piped(monkeypatch, data):
    """The command's exit code, as the shell sees it, and what it said."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    said = io.StringIO()
    try:
        call_command("take_in_mail", stdout=said)
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue().strip()


def test_an_answer_is_posted(monkeypatch, cast, post):
    mail = answer_of(cast["participant"], post, timezone.now())
    assert piped(monkeypatch, b"From ana@example.org Wed Sep 16 09:00:00 2026\n" + mail) == (0, "posted")
    assert Post.objects.get(parent=post).body == "We do."


def test_what_its_writer_is_told_by_mail_the_server_need_not_send_back(monkeypatch, cast, post):
    person, now = cast["participant"], timezone.now()
    old = answer_of(person, post, now - timedelta(days=40))
    assert piped(monkeypatch, old) == (0, "refused: expired")
    assert piped(monkeypatch, answer_of(person, post, now, Precedence="bulk")) == (0, "ignored: automatic")
    forged = answer_of(person, post, now, to="reply+p1-1-1-a@portal.example.org")
    assert piped(monkeypatch, forged) == (0, "ignored: signature")


def test_of_thirty_megabytes_no_more_is_kept_in_memory_than_is_looked_at(monkeypatch, cast, post):
    mail = answer_of(cast["participant"], post, timezone.now()) + b"x" * (2 * LARGEST)
    assert piped(monkeypatch, mail) == (0, "refused: too_large")


def test_only_where_a_server_vouches_for_the_sender_a_mail_may_go_back(monkeypatch, cast, post, settings):
    settings.REPLY_MAIL_CHECKED_BY = "mx.example.org"
    to = "reply+p1-1-1-a@portal.example.org"
    said = {"Authentication_Results": "mx.example.org; dmarc=pass"}
    mail = answer_of(cast["participant"], post, timezone.now(), to=to, **said)
    assert piped(monkeypatch, mail) == (67, "There is nobody of this name.")


def test_what_the_portal_stumbles_over_is_noted_and_comes_again(monkeypatch, cast, post):
    mail = answer_of(cast["participant"], post, timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(take_in_mail, "take_in", None)
        assert piped(monkeypatch, mail)[0] == 75
    assert MailedReply.objects.get().state == "failed"
    assert piped(monkeypatch, mail) == (0, "posted")


def test_while_the_database_is_away_the_server_keeps_the_mail(monkeypatch, cast, post):
    def away(**facts):
        raise OperationalError

    mail = answer_of(cast["participant"], post, timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr(take_in_mail, "take_in", away)
        broken.setattr(take_in_mail, "note_failure", away)
        assert piped(monkeypatch, mail)[0] == 75
    assert not MailedReply.objects.exists()


def test_without_configuration_it_says_what_is_missing(monkeypatch, settings):
    settings.REPLY_MAIL_ADDRESS = ""
    code, said = piped(monkeypatch, b"")
    assert code == 75
    assert said.startswith("REPLY_MAIL_ADDRESS is not set")
