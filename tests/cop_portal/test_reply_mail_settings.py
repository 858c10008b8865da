"""The variables of answers by mail: what is read, and what is refused with a sentence that names the variable."""

from __future__ import annotations

import pytest

from common.mailbox import MailboxAddress
from cop_portal.environment import Environment, WrongValue

ADDRESS, MAILBOX = "REPLY_MAIL_ADDRESS", "REPLY_MAIL_IMAP_URL"


def address(value):
    return Environment({ADDRESS: value}).reply_address(ADDRESS)


def mailbox(value):
    return Environment({MAILBOX: value, ADDRESS: "reply@example.org"}).imap(MAILBOX, of=ADDRESS)


def test_a_mailbox_without_an_address_is_refused():
    with pytest.raises(WrongValue, match=f"{ADDRESS} must be set too: {MAILBOX} is"):
        Environment({MAILBOX: "imaps://me:canary@mail.example.org"}).imap(MAILBOX, of=ADDRESS)


def test_an_address_is_read():
    assert address("Reply@Portal.example.org") == "reply@portal.example.org"
    assert address("") == ""


@pytest.mark.parametrize(
    "value", ["reply", "a+b@example.org", "answers-to-mails@example.org", "Me <reply@example.org>"]
)
def test_an_address_that_takes_no_token_is_refused(value):
    with pytest.raises(WrongValue, match=ADDRESS):
        address(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", None),
        ("imaps://me:a%40b@mail.example.org", MailboxAddress("mail.example.org", 993, "me", "a@b")),
        (
            "imaps://me:pw@mail.example.org:1993/In%20box",
            MailboxAddress("mail.example.org", 1993, "me", "pw", "In box"),
        ),
        ("imap://me:pw@127.0.0.1:1143/", MailboxAddress("127.0.0.1", 1143, "me", "pw", uses_tls=False)),
    ],
)
def test_a_mailbox_is_read(value, read):
    assert mailbox(value) == read


@pytest.mark.parametrize(
    "value",
    [
        "pop3://me:canary@mail.example.org",
        "imaps://mail.example.org/INBOX",
        "imaps://me@mail.example.org",
        "imaps://me:canary@mail.example.org:x",
        "imap://me:canary@mail.example.org",
        "imaps://me:canary%0d%0a@mail.example.org",
        "imaps://me:canary@mail.example.org/%22",
    ],
)
def test_a_mailbox_that_can_t_be_asked_safely_is_refused_and_no_password_repeated(value):
    with pytest.raises(WrongValue, match=MAILBOX) as refusal:
        mailbox(value)
    assert "canary" not in str(refusal.value)
