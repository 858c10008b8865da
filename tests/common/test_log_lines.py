from __future__ import annotations

import logging
import sys

import pytest

from common.log_lines import LineFormatter, RefusalsInOneLine

FORMATTER = LineFormatter("{levelname} {name}: {message}", style="{")


def written(message, *args, **more):
    return FORMATTER.format(logging.LogRecord("portal", logging.WARNING, "", 0, message, args, more.get("exc_info")))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("/invitations/abc:DEF_-1/", "/invitations/…/"),
        ("Not Found: /invitations/abc", "Not Found: /invitations/…"),
        ("https://portal.example.org/invitations/abc?next=/x", "https://portal.example.org/invitations/…?next=/x"),
        ("'/invitations/abc' then \"/invitations/def\"", "'/invitations/…' then \"/invitations/…\""),
        ("/account/first/abc:def/", "/account/first/…/"),
        ("/calendar/aB-_3.ics", "/calendar/…"),
        (
            "https://portal.example.org/calendar/aB-_3/forum-2022.ics",
            "https://portal.example.org/calendar/…/forum-2022.ics",
        ),
        ("/me/calendar/renew/", "/me/calendar/renew/"),
        ("/cohorts/abc/sessions/def/calendar.ics", "/cohorts/abc/sessions/def/calendar.ics"),
        ("/teams/form/abc:def/", "/teams/form/…/"),
        ("/cohorts/abc/", "/cohorts/abc/"),
    ],
)
def test_secrets_in_addresses_are_left_out(said, kept):
    assert written("%s", said) == f"WARNING portal: {kept}"


@pytest.mark.parametrize("odd", ["\n", "\r", "\x1b[31m", "\x00", "\x08", "\x9b", "\u2028", "\u2029"])
def test_nobody_forges_a_line_or_paints_the_screen(odd):
    line = written("Not Found: %s", f"/a{odd}ERROR portal: forged")
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_words_of_every_script_stay_readable():
    assert written("Ñandú, 日本語 🦊") == "WARNING portal: Ñandú, 日本語 🦊"


def test_a_traceback_keeps_its_lines_but_no_secret():
    try:
        int("/invitations/abc/")
    except ValueError:
        lines = written("It failed.", exc_info=sys.exc_info()).splitlines()
    assert lines[0] == "WARNING portal: It failed."
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "ValueError: invalid literal for int() with base 10: '/invitations/…/'"


@pytest.mark.parametrize("odd", ["\r", "\x1b[31m", "\x00", "\x9b", "\u2028"])
def test_what_a_failure_says_paints_no_screen(odd):
    failure = LookupError(f"a{odd}b")
    lines = written("It failed.", exc_info=(LookupError, failure, None)).split("\n")
    assert all(line.isprintable() for line in lines)
    assert lines[-1].startswith("LookupError: a\\")


@pytest.mark.parametrize(
    ("name", "status", "traced"),
    [
        ("django.request", 403, False),
        ("django.security.DisallowedHost", 400, False),
        ("django.request", 500, True),
        ("django.security.SomethingElse", None, True),
        ("portal", 403, True),
    ],
)
def test_a_refusal_is_a_line_and_a_failure_brings_its_traceback(name, status, traced):
    refusal = PermissionError()
    record = logging.LogRecord(name, logging.WARNING, "", 0, "%s", ("Forbidden",), (type(refusal), refusal, None))
    if status:
        record.status_code = status
    assert RefusalsInOneLine().filter(record)
    assert ("PermissionError" in FORMATTER.format(record)) is traced


def test_a_made_up_host_is_one_line(client, settings):
    """The whole way: Django's own logger, our filter and formatter, as settings.LOGGING puts them together."""
    handler = settings.LOGGING["handlers"]["console"]
    assert handler["filters"] == ["refusals"]
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.extend(FORMATTER.format(record).split("\n"))

    keeping = Kept()
    keeping.addFilter(RefusalsInOneLine())
    logger = logging.getLogger("django.security.DisallowedHost")
    logger.addHandler(keeping)
    try:
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    finally:
        logger.removeHandler(keeping)
    assert len(lines) == 1
    assert "Invalid HTTP_HOST header: 'evil.example'" in lines[0]
