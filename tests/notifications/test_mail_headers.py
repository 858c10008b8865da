from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from common.mail import render_mail
from notifications.kinds import Letter
from notifications.mail_headers import list_headers
from notifications.matters import Conversation, Shown
from tests.factories.accounts import UserFactory

PERSON = UserFactory.build(pk=7)


def test_what_always_comes_belongs_to_no_list():
    assert list_headers(Letter("notice"), PERSON) == {}


def test_of_a_talk_the_board_is_the_list_and_the_thread_the_conversation():
    talk = Conversation("thread-7", "board-2", "Everybody")
    headers = list_headers(Letter("notice", matter="tests.matter", place="3", conversation=talk), PERSON)
    assert headers.pop("List-Unsubscribe").startswith("<http://localhost:8000/unsubscribe/")
    assert headers == {
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "Everybody <board-2.localhost>",
        "In-Reply-To": "<thread-7@localhost>",
        "References": "<thread-7@localhost>",
    }


def test_elsewhere_the_matter_in_its_place_is_the_list():
    headers = list_headers(Letter("notice", matter="tests.matter", place="3"), PERSON)
    assert headers["List-Id"] == "<tests.matter.3.localhost>"
    assert "In-Reply-To" not in headers


HEADERS = sorted(
    [
        *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Language", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "In-Reply-To", "References"),
    ]
)
HOSTILE = [
    "Board\r\nBcc: victim@example.org\r\n\r\n<script>",
    'a" <evil@example.org>, "b',
    "Junta de Ñuñoa · 日本 " + "é" * 300,
    "line\u2028separator\x0b\x00",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_gets_out_of_its_header(name):
    talk = Conversation("thread-7", "board-2", name)
    letter = Letter("notice", matter="tests.matter", place="3", conversation=talk)
    mail = render_mail(
        "notice",
        to="ana@example.org",
        language="en",
        message_id="<1@localhost>",
        context={"shown": Shown(name, "/"), "recipient": PERSON},
        headers=list_headers(letter, PERSON),
    )
    sent = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    assert sorted(sent.keys()) == HEADERS
    assert sent["To"] == "ana@example.org"
    assert str(sent["List-Id"]).endswith("<board-2.localhost>")
    assert all(len(line) < 998 for line in mail.message().as_bytes().splitlines())
