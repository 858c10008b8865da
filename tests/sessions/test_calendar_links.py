from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from sessions.calendar_feed import entry_of
from sessions.calendar_links import links_to_date, links_to_feed
from tests.factories.sessions import LiveSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    return entry_of(
        LiveSessionFactory(
            cohort__slug="forum", slug="s5", label="", title="Q&A? #1 “Größe” +1",
            starts_at=datetime(2022, 11, 16, 20, tzinfo=UTC),
        )
    )  # fmt: skip


def asked(link):
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}{parts.path}", {name: one for name, (one,) in parse_qs(parts.query).items()}


def test_google_is_told_everything(entry):
    where, told = asked(links_to_date(entry, download="/x").google)
    assert where == "https://calendar.google.com/calendar/render"
    assert told == {
        "action": "TEMPLATE",
        "text": "Q&A? #1 “Größe” +1",
        "dates": "20221116T200000Z/20221116T213000Z",
        "ctz": "America/New_York",
        "details": entry.words,
        "location": "http://localhost:8000/cohorts/forum/sessions/s5/join/",
    }


def test_so_is_outlook(entry):
    where, told = asked(links_to_date(entry, download="/x").outlook)
    assert where == "https://outlook.office.com/calendar/0/deeplink/compose"
    assert told == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Q&A? #1 “Größe” +1",
        "startdt": "2022-11-16T20:00:00Z",
        "enddt": "2022-11-16T21:30:00Z",
        "body": entry.words,
        "location": "http://localhost:8000/cohorts/forum/sessions/s5/join/",
    }


def test_many_words_are_cut_and_the_page_is_named(entry):
    long = replace(entry, words="word " * 2000)
    _, told = asked(links_to_date(long, download="/x").google)
    assert len(told["details"]) < 1100
    assert told["details"].endswith(f"…\n\n{entry.url}")


def test_a_feed_is_subscribed_to_in_four_ways(settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    links = links_to_feed("abc", name="My sessions")
    assert links.address == "https://portal.example.org/calendar/abc.ics"
    assert links.webcal == "webcal://portal.example.org/calendar/abc.ics"
    assert asked(links.google) == ("https://calendar.google.com/calendar/r", {"cid": links.webcal})
    assert asked(links.outlook) == (
        "https://outlook.office.com/calendar/0/addfromweb",
        {"url": links.address, "name": "My sessions"},
    )
    assert links_to_feed("abc", name="x", cohort="forum").address == "https://portal.example.org/calendar/abc/forum.ics"
