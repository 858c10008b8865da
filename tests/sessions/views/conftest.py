from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.sessions import LiveSessionFactory

# Wednesday, September 21, 2022, 3:00 pm in New York, noon in Los Angeles.
START = datetime(2022, 9, 21, 19, tzinfo=UTC)
END = START + timedelta(minutes=90)


@pytest.fixture
def live_session(cast):
    return LiveSessionFactory(
        cohort=cast.cohort, slug="place-matters", label="Session 5", title="Place Matters", starts_at=START
    )


@pytest.fixture
def visit(cast):
    """A page as somebody sees it at some time: `visit("participant", "sessions:schedule", at=…)`."""

    clients = {}

    def ask(role, name, *args, at=START - timedelta(days=3), data=None, query="", cohort=None, **extra):
        if role not in clients:
            clients[role] = Client()
            clients[role].force_login(cast[role])
        client = clients[role]
        url = reverse(name, args=[(cohort or cast.cohort).slug, *args]) + query
        with time_machine.travel(at, tick=False):
            return client.get(url, **extra) if data is None else client.post(url, data, **extra)

    return ask


@pytest.fixture
def counted(visit, django_assert_num_queries):
    """The same, with how many queries it costs, the signed-in session and the viewer among them."""

    def count(number, *args, **kwargs):
        # The first page of a visit notes its beginning.
        visit(*args, **kwargs)
        with django_assert_num_queries(number):
            return visit(*args, **kwargs)

    return count


def text_of(response) -> str:
    """What the page says, on one line."""
    body = re.sub(r"(?s)<(head|script|style).*?</\1>", " ", response.content.decode())
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
    return re.sub(r" (?=[.,:;)])|(?<=\() ", "", words)
