from __future__ import annotations

from threading import Thread

import pytest

from sessions.operations.zoom_client import zoom_account
from sessions.zoom.drafts import MeetingDraft
from sessions.zoom.wire import new_http
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.standin.account import ACCOUNT, CLIENT, HOST, SECRET, StandIn
from tests.sessions.zoom.standin.doors import server_for


@pytest.fixture(autouse=True)
def _anew():
    """No test gets the account of another."""
    zoom_account.cache_clear()
    yield
    zoom_account.cache_clear()


def test_without_keys_there_is_none():
    assert zoom_account() is None


def test_with_keys_it_asks_where_the_settings_say_and_is_one_for_the_process(settings, monkeypatch):
    standin = StandIn()
    server = server_for(standin)
    standin.api_url = address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    settings.ZOOM_ACCOUNT_ID, settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET = ACCOUNT, CLIENT, SECRET
    settings.ZOOM_OAUTH_URL, settings.ZOOM_API_URL = f"{address}/oauth/token", address
    draft = MeetingDraft(key="k", host=HOST, topic="T", starts_at=START, minutes=90, zone="UTC")
    with new_http() as http:
        monkeypatch.setattr("sessions.operations.zoom_client.new_http", lambda: http)
        zoom = zoom_account()
        made = zoom.meetings.create(draft, never_asked=True)
    server.shutdown()
    server.server_close()
    assert (made.topic, zoom_account() is zoom) == ("T", True)
