"""Reports that a mail could not be delivered."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from notifications.enums import MailState
from notifications.operations.bounces import note_bounce
from tests.factories.notifications import OutboxMailFactory

pytestmark = pytest.mark.django_db
SAID = "550 5.1.1 The email account that you tried to reach does not exist."


@pytest.fixture
def mail():
    return OutboxMailFactory(state=MailState.SENT)


def report(message_id, *, action="failed", copy="message/rfc822"):
    """As Postfix writes it; `copy` says what it sends along of the mail."""
    return f"""From: MAILER-DAEMON@mx.example.org
To: no-reply@portal.example.org
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"
MIME-Version: 1.0
Message-ID: <20260901.ABC@mx.example.org>

--B
Content-Type: text/plain

I'm sorry to have to inform you.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; {SAID}

--B
Content-Type: {copy}

From: no-reply@portal.example.org
Message-ID: {message_id}
Subject: Your invitation

--B--
""".replace("\n", "\r\n").encode()


def state_of(mail):
    mail.refresh_from_db()
    return mail.state, mail.reason


@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_came_back_has_failed_and_says_why(mail, copy):
    assert note_bounce(data=report(mail.message_id, copy=copy)) == mail
    assert state_of(mail) == (MailState.FAILED, SAID)


def test_twice_is_once(mail):
    for _time in range(2):
        assert note_bounce(data=report(mail.message_id)) == mail
    assert state_of(mail) == (MailState.FAILED, SAID)


def test_a_delay_is_no_failure(mail):
    assert note_bounce(data=report(mail.message_id, action="delayed")) is None
    assert state_of(mail) == (MailState.SENT, "")


def test_a_guessed_id_is_no_report(mail):
    for guessed in (f"<tests.sample.{mail.pk}.1@localhost>", f"<x.{'9' * 40}.1@localhost>", "<abc@example.org>"):
        assert note_bounce(data=report(guessed)) is None
    assert state_of(mail) == (MailState.SENT, "")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"Subject: Out of office\r\n\r\nBack on Monday."])
def test_any_other_mail_is_passed_over(mail, data):
    assert note_bounce(data=data) is None


def test_a_mail_server_hands_it_to_the_command(mail, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(mail.message_id))))
    call_command("note_bounce")
    assert capsys.readouterr().out == f"Mail {mail.pk} came back.\n"
    assert state_of(mail) == (MailState.FAILED, SAID)
