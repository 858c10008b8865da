"""No page has a side door: each way of asking for it is let in by the page's own rights (security.md Z-02)."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.permissions.matrix import MATRIX
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

SUFFIXES = [".ics", ".csv", ".json", ".rss", "feed/", "print/"]
QUERIES = ["?format=json", "?print=1", "?_export=csv"]
KINDS = ["application/json", "text/calendar", "*/*"]
# As htmx or a script asks.
ASKING = [{"hx-request": "true"}, {"x-requested-with": "XMLHttpRequest"}, {"range": "bytes=0-100"}]


@pytest.fixture
def world():
    return make_world()


def ways(address):
    """Every other way of asking for what is at this address."""
    yield from ((address.rstrip("/") + suffix, {}) for suffix in SUFFIXES)
    yield from ((address + suffix, {}) for suffix in SUFFIXES if suffix.endswith("/"))
    yield from ((address + query, {}) for query in QUERIES)
    yield from ((address, {"accept": kind}) for kind in KINDS)
    yield from ((address, headers) for headers in ASKING)


def answers(browser, address):
    for path, headers in ways(address):
        response = browser.get(path, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for close in response._resource_closers:
            close()
        yield path, headers, response.status_code, body.decode(errors="replace")


@pytest.mark.parametrize("role", ["anonymous", "outsider", "withdrawn"])
def test_no_other_way_of_asking_tells_outsiders_more(role, world):
    browser = Client()
    if role != "anonymous":
        browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
    told = []
    for name, row in MATRIX.items():
        if row.get.expected(role) == "ok":
            continue
        for path, headers, status, body in answers(browser, reverse(name, kwargs=row.kwargs(world))):
            if name == "mfa_login_webauthn" and status == 200:
                # A script of the sign-in page asks for a challenge, which is a number drawn for whoever asks.
                assert json.loads(body)["request_options"]["publicKey"].keys() >= {"challenge"}
            elif status not in {301, 302, 400, 403, 404, 405} or "canary-" in body:
                told.append((name, path, headers, status))
    assert told == []


def test_there_is_something_to_be_told(world):
    browser = Client()
    browser.force_login(world.cast["participant"], backend="accounts.backends.EmailBackend")
    kwargs = MATRIX["sessions:material_download"].kwargs(world)
    heard = list(answers(browser, reverse("sessions:material_download", kwargs=kwargs)))
    assert any("canary-inside-the-file" in body for _, _, status, body in heard if status == 200)
