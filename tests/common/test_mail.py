from __future__ import annotations

from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist

from common.mail import one_line, render_mail


@pytest.fixture
def mail_folder(settings, tmp_path):
    """An empty folder for a mail called "note"."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    folder = Path(tmp_path) / "email" / "note"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def note(mail_folder):
    """A mail that says its title, and where it comes from."""
    (mail_folder / "subject.txt").write_text("{{ title }}\n")
    (mail_folder / "body.txt").write_text("{{ title }} {{ origin }}{% url 'account_login' %} {{ portal_name }}\n\n")
    (mail_folder / "body.html").write_text('<html lang="{{ language }}"><title>{{ subject }}</title>{{ title }}</html>')


def render(title="A note", language="en", **further):
    return render_mail(
        "note",
        to="ana@example.org",
        language=language,
        message_id="<note.1.2@localhost>",
        context={"title": title},
        **further,
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Place Matters", "Place Matters"),
        ("  Place\tMatters\n", "Place Matters"),
        ("Place\r\nBcc: all@example.org", "Place Bcc: all@example.org"),
        ("Place\u2028Matters\u2029!", "Place Matters !"),
        ("Place\x00\x0b\x0c\x1c\x85Matters", "Place Matters"),
        ("Place \u202esrettaM\u2066", "Place srettaM"),
        ("Place%0aMatters", "Place%0aMatters"),
        ("“Größe” ✊🏽", "“Größe” ✊🏽"),
        ("", ""),
    ],
)
def test_one_line_is_fit_for_a_header(text, line):
    assert one_line(text) == line


def test_one_line_cuts_what_is_too_long():
    assert one_line("word " * 500, length=12) == "word word w…"
    assert one_line("word " * 500, length=11) == "word word…"
    assert one_line("x" * 12, length=12) == "x" * 12


def test_a_mail_has_a_text_and_an_html_part(note):
    mail = render("Bread & roses")

    assert (mail.subject, mail.to) == ("Bread & roses", ["ana@example.org"])
    assert mail.body == "Bread & roses http://localhost:8000/account/login/ CoP Portal\n"
    assert [(part.content, part.mimetype) for part in mail.alternatives] == [
        ('<html lang="en"><title>Bread &amp; roses</title>Bread &amp; roses</html>', "text/html")
    ]


def test_what_machines_read_comes_last(note):
    mail = render(alternatives=[("BEGIN:VCALENDAR\r\nñ\r\n", "text/calendar; method=REQUEST")])
    last = mail.message().get_payload()[-1]
    assert (last.get_content_type(), last.get_param("method"), last.get_content_charset()) == (
        "text/calendar",
        "REQUEST",
        "utf-8",
    )
    assert last.get_payload(decode=True).decode().splitlines() == ["BEGIN:VCALENDAR", "ñ"]


def test_text_is_not_escaped_and_html_is(note):
    mail = render("<img src=x onerror=alert(1)>")

    assert mail.subject == "<img src=x onerror=alert(1)>"
    assert mail.body.startswith("<img src=x onerror=alert(1)> http")
    assert "<img" not in mail.alternatives[0].content


def test_headers_say_that_nobody_typed_it(note):
    assert render(language="es").extra_headers == {
        "Message-ID": "<note.1.2@localhost>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "es",
    }


def test_the_message_keeps_the_id_it_was_given(note):
    message = render().message()

    assert message.get_all("Message-ID") == ["<note.1.2@localhost>"]
    assert message.get_all("To") == ["ana@example.org"]


def test_further_headers_can_not_end_a_header(note):
    mail = render(headers={"List-Id": "Board\r\nBcc: all@example.org <board.localhost>"})

    assert mail.extra_headers["List-Id"] == "Board Bcc: all@example.org <board.localhost>"
    assert mail.message()["Bcc"] is None


def test_links_begin_with_the_configured_origin(note, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"

    assert "https://portal.example.org/account/login/" in render().body


def test_a_mail_is_written_in_its_readers_language(note, mail_folder):
    (mail_folder / "subject.txt").write_text("{% load i18n %}{% translate 'Wednesday' %}")

    assert [render(language=language).subject for language in ("en", "es")] == ["Wednesday", "miércoles"]


def test_a_folder_that_is_not_complete_is_refused(note, mail_folder):
    (mail_folder / "body.html").unlink()

    with pytest.raises(TemplateDoesNotExist):
        render()
