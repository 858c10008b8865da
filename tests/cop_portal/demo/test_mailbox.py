from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from cop_portal.demo import mailbox


@pytest.fixture
def folder(settings, tmp_path):
    """The demo's folder of mails, and the settings under which it is read."""
    settings.PORTAL_DEMO = True
    settings.EMAIL_BACKEND = mailbox.FILE_BACKEND
    settings.MAIL_FOLDER = settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.MAIL_FOLDER


def write(*subjects, to="alex@example.org", html="<p>Hello</p>", text="Hello", at="Tue, 01 Sep 2026 12:00:00 +0000"):
    mails = []
    for subject in subjects:
        mail = EmailMultiAlternatives(subject, text, to=[to], headers={"Date": at} if at else {})
        if html:
            mail.attach_alternative(html, "text/html")
        mails.append(mail)
    get_connection().send_messages(mails)


def test_mails_over_one_connection_are_told_apart(folder):
    write("One", "Two", "Three")
    assert len(list(folder.iterdir())) == 1
    assert sorted(mail.subject for mail in mailbox.newest_mails()) == ["One", "Three", "Two"]
    assert len({mail.key for mail in mailbox.newest_mails()}) == 3


def test_the_newest_stands_first(folder):
    for day in (2, 1, 3):
        write(f"Day {day}", at=f"Tue, 0{day} Sep 2026 12:00:00 +0000")
    assert [mail.subject for mail in mailbox.newest_mails()] == ["Day 3", "Day 2", "Day 1"]


def test_what_was_written_is_read(folder):
    text = "Grüße, 日本語 🦊\n" + "a long line " * 40
    write("¿Qué tal? – 日本語", to='"Álex, R." <alex@example.org>', text=text, html="<p>Grüße</p>")
    (mail,) = mailbox.newest_mails()
    assert mail.subject == "¿Qué tal? – 日本語"
    assert mail.to == '"Álex, R." <alex@example.org>'
    assert mail.at == datetime(2026, 9, 1, 12, tzinfo=UTC)
    assert mail.text.strip() == text.strip()
    assert mail.html.strip() == "<p>Grüße</p>"


def test_a_mail_without_html_has_none(folder):
    write("Plain", html="")
    assert mailbox.newest_mails()[0].html == ""


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\x00\xff not a mail", b"Date: nonsense\n\nx", b"To: \xff\nSubject: =?x?\n"]
)
def test_odd_files_break_nothing(folder, raw):
    folder.mkdir()
    (folder / "odd.log").write_bytes(raw)
    write("Good")
    assert "Good" in [mail.subject for mail in mailbox.newest_mails()]


def test_no_folder_is_an_empty_mailbox(folder):
    assert mailbox.newest_mails() == []
    assert mailbox.mail_called("x-0") is None


@pytest.mark.parametrize(
    "key",
    ["../secret-key", "..", ".", "/etc/passwd", "a-0/../../secret-key", "", "a", "a-", "a--0", "a-99", "\x00", "*"],
)
def test_no_key_leads_out_of_the_folder(folder, key):
    folder.mkdir()
    (folder.parent / "secret-key").write_text("To: x\nSubject: canary\n\nx")
    (folder.parent / "secret-key.log").write_text("To: x\nSubject: canary\n\nx")
    (folder / "a.log").write_text("To: x\nSubject: A\n\nx")
    assert mailbox.mail_called("a-0").subject == "A"
    assert mailbox.mail_called(key) is None


@pytest.mark.parametrize(
    ("demo", "backend", "is_open"),
    [
        (True, mailbox.FILE_BACKEND, True),
        (False, mailbox.FILE_BACKEND, False),
        (True, "django.core.mail.backends.smtp.EmailBackend", False),
        (False, "django.core.mail.backends.smtp.EmailBackend", False),
    ],
)
def test_is_open_in_a_demo_that_sends_no_mail(settings, demo, backend, is_open):
    settings.PORTAL_DEMO, settings.EMAIL_BACKEND = demo, backend
    assert mailbox.is_open() is is_open
