"""PostgreSQL is restarted while people work (security.md R-08): one failed request at most, then all is well."""

from __future__ import annotations

import re
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from discussions.models import Post
from tests.discussions.pages import sent
from tests.permissions.world import make_world

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is a file: nobody restarts it"),
]


class Visitor:
    """A browser that keeps its line to the server, and so the server's line to the database."""

    def __init__(self, live_server, person):
        self.line = HTTPConnection(urlsplit(live_server.url).netloc, timeout=20)
        signed_in = Client()
        signed_in.force_login(person, backend="accounts.backends.EmailBackend")
        self.cookies = {name: cookie.value for name, cookie in signed_in.cookies.items()}

    def ask(self, method, path, form=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, urlencode(form) if form else None, headers)
        answer = self.line.getresponse()
        for name, value in re.findall(rf"({settings.CSRF_COOKIE_NAME})=([^;]+)", str(answer.headers)):
            self.cookies[name] = value
        return answer.status, answer.read().decode()


def end_all_other_connections():
    """What a restart of the server does to the web processes connected to it. How many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def visitor(live_server, world):
    visitor = Visitor(live_server, world.cast["participant"])
    yield visitor
    visitor.line.close()


def test_after_a_restart_the_next_page_answers_and_nothing_is_lost(world, visitor):
    thread = world.thread.get_absolute_url()
    _, page = visitor.ask("GET", thread)
    token = {"csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]}
    assert visitor.ask("POST", f"{thread}posts/", sent("canary-before") | token)[0] == 302

    assert end_all_other_connections() >= 1
    assert visitor.ask("GET", thread)[0] == 200
    assert end_all_other_connections() >= 1
    assert visitor.ask("POST", f"{thread}posts/", sent("canary-after") | token)[0] == 302
    assert Post.objects.filter(body__in=["canary-before", "canary-after"]).count() == 2
