from __future__ import annotations

import logging
import re
import threading
import traceback

import pytest

from sessions.zoom.addresses import Addresses
from sessions.zoom.credentials import Credentials
from sessions.zoom.errors import KeysRefused, NotUnderstood, PermissionMissing, ZoomError, ZoomIsAway
from tests.sessions.zoom.conftest import KEYS, a_draft, asked
from tests.sessions.zoom.standin.account import ACCOUNT, CLIENT, SECRET
from tests.sessions.zoom.standin.faults import Fault
from tests.sessions.zoom.standin.replies import refused, reply


def tokens_asked(standin):
    return [path for _method, path, _status in standin.seen].count("/oauth/token")


def test_one_token_serves_many_calls(zoom, standin):
    for number in range(3):
        zoom.meetings.create(a_draft(key=f"portal-session-{number}"))
    assert tokens_asked(standin) == 1


@pytest.mark.parametrize(("life", "still_good", "renewed"), [(3599, 3478, 3480), (100, 49, 50), (1, 0, 1)])
def test_it_is_renewed_before_it_ends(zoom, standin, clock, life, still_good, renewed):
    standin.token_life = life
    zoom.meetings.create(a_draft())
    began = clock.now
    for seconds, wanted in [(still_good, 1), (renewed, 2)]:
        clock.now = began
        clock.pass_by(seconds=seconds)
        zoom.meetings.create(a_draft())
        assert tokens_asked(standin) == wanted


def test_a_token_that_zoom_no_longer_takes_is_renewed_once(zoom, standin):
    meeting = zoom.meetings.create(a_draft())
    standin.expire_tokens()

    assert zoom.meetings.get(meeting.id).id == meeting.id
    assert tokens_asked(standin) == 2


def test_a_refused_token_while_creating_still_makes_one(zoom, standin):
    standin.faults.extend([Fault.NONE, Fault.EXPIRED])
    zoom.meetings.create(a_draft())
    assert len(standin.meetings) == 1


def test_it_does_not_ask_for_ever(zoom, standin):
    standin.faults.extend([Fault.EXPIRED] * 10)
    with pytest.raises(KeysRefused):
        zoom.meetings.get(1)
    assert (tokens_asked(standin), len(asked(standin))) == (2, 2)


def test_a_missing_permission_does_not_renew(zoom, standin):
    standin.scopes_missing = True
    with pytest.raises(PermissionMissing, match="meeting:write:meeting:admin"):
        zoom.meetings.get(1)
    assert tokens_asked(standin) == 1


@pytest.mark.parametrize("wrong", ["account_id", "client_id", "client_secret"])
def test_wrong_keys_are_said_and_not_tried_again(connected, standin, wrong):
    right = {"account_id": ACCOUNT, "client_id": CLIENT, "client_secret": SECRET}
    zoom = connected(credentials=Credentials.of(**{**right, wrong: "other"}))
    with pytest.raises(KeysRefused, match="paste a link"):
        zoom.meetings.get(1)
    assert tokens_asked(standin) == 1


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.TOO_MANY])
def test_a_token_is_asked_for_again_after_trouble(zoom, standin, fault):
    standin.token_faults.extend([fault, fault])
    zoom.meetings.create(a_draft())
    assert tokens_asked(standin) == 3


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": "", "expires_in": 3600},
        {"access_token": "two words", "expires_in": 3600},
        {"access_token": "täken", "expires_in": 3600},
        {"access_token": "line\r\nHost: elsewhere", "expires_in": 3600},
        {"access_token": "x" * 20_000, "expires_in": 3600},
        {"access_token": "token", "expires_in": -1},
        {"access_token": "token", "expires_in": "soon"},
        [],
    ],
)
def test_nonsense_is_no_token(zoom, standin, monkeypatch, answer):
    monkeypatch.setattr(standin, "_token", lambda *_arguments: reply(200, answer))
    with pytest.raises(NotUnderstood):
        zoom.meetings.get(1)
    assert asked(standin) == []


@pytest.mark.parametrize(
    ("answered", "followed"),
    [
        ("https://eu01api.zoom.us/", "eu01api.zoom.us"),
        ("https://api-us.zoom.us", "api-us.zoom.us"),
        ("https://further.example", "further.example"),
        ("https://api.zoom.us.evil.example", "api.zoom.us"),
        ("https://evil.example/api.zoom.us", "api.zoom.us"),
        ("https://api.zoom.us@evil.example", "api.zoom.us"),
        ("https://api-us.zoom.us:8443", "api.zoom.us"),
        ("http://api-us.zoom.us", "api.zoom.us"),
        ("http://127.0.0.1:9", "api.zoom.us"),
        ("", "api.zoom.us"),
        ("nonsense", "api.zoom.us"),
        ("https://[", "api.zoom.us"),
    ],
)
def test_the_cluster_is_followed_only_to_listed_hosts(connected, standin, clock, answered, followed):
    hosts = []

    def noted(request):
        hosts.append(request.url.host)

    standin.api_url = answered
    zoom = connected(addresses=Addresses(listed=frozenset({"further.example"})))
    zoom.meetings.calls.wire.http.event_hooks = {"request": [noted]}

    zoom.meetings.create(a_draft(), never_asked=True)

    assert hosts == ["zoom.us", followed]


def test_threads_that_come_at_once_ask_for_one_token(zoom, standin, monkeypatch):
    meeting = zoom.meetings.create(a_draft())
    standin.expire_tokens()
    standin.seen.clear()
    together, give = threading.Barrier(8), standin._token
    asking, second = [], threading.Event()
    found = []

    def slowly(*arguments):
        """The first is answered when a second asks, or after a while in which none did."""
        asking.append(1)
        if len(asking) > 1:
            second.set()
        second.wait(0.3)
        return give(*arguments)

    monkeypatch.setattr(standin, "_token", slowly)

    def read():
        together.wait()
        found.append(zoom.meetings.get(meeting.id).id)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [meeting.id] * 8
    assert tokens_asked(standin) == 1


def secrets_in(text):
    return [secret for secret in (SECRET, CLIENT, ACCOUNT, "token-1-of-the-account", "Basic ") if secret in text]


@pytest.mark.parametrize("place", ["faults", "token_faults"])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE], ids=lambda fault: fault.name)
def test_no_secret_is_in_an_error_or_a_log(zoom, standin, caplog, place, fault):
    caplog.set_level(logging.DEBUG)
    getattr(standin, place).extend([fault] * 20)

    with pytest.raises(ZoomError) as caught:
        zoom.meetings.create(a_draft())

    written = "".join(traceback.format_exception(caught.value))
    told = f"{caught.value} {caught.value!r} {caught.value.facts} {written} {caplog.text} {zoom!r} {KEYS!r}"
    assert secrets_in(told) == []
    # The library's errors hold the request, and with it the key.
    assert re.findall(r"^httpx\.\w+", written, re.MULTILINE) == []


def test_an_answer_that_repeats_what_it_was_sent_gives_nothing_away(zoom, standin, monkeypatch):
    echo = f"{SECRET} {ACCOUNT} {CLIENT} token-1-of-the-account, is what you sent"
    monkeypatch.setattr("tests.sessions.zoom.standin.account.route", lambda *_: refused(400, 300, echo))
    with pytest.raises(ZoomError) as caught:
        zoom.meetings.get(1)
    assert secrets_in(f"{caught.value} {caught.value.facts}") == []
    assert "is what you sent" in str(caught.value)


def test_the_keys_are_in_no_address(connected, standin):
    urls = []
    zoom = connected()
    zoom.meetings.calls.wire.http.event_hooks = {"request": [lambda request: urls.append(str(request.url))]}
    zoom.meetings.create(a_draft())
    assert secrets_in(" ".join(urls)) == []
    assert urls[0] == "https://zoom.us/oauth/token"


def test_a_token_endpoint_that_stays_away(zoom, standin, clock):
    standin.token_faults.extend([Fault.SERVER_ERROR] * 20)
    with pytest.raises(ZoomIsAway):
        zoom.meetings.get(1)
    assert (tokens_asked(standin), len(clock.slept)) == (4, 3)
