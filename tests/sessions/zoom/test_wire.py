"""The wire itself, and the stand-in's real door on loopback."""

from __future__ import annotations

import io
import socket
import threading

import httpx
import pytest

from sessions.zoom import wire as module
from sessions.zoom.addresses import Addresses, UnusableAddress
from sessions.zoom.client import connect
from sessions.zoom.errors import NotUnderstood, OutcomeUnknown, ZoomIsAway
from sessions.zoom.secret import Secret
from sessions.zoom.wire import Wire, new_http
from tests.sessions.zoom.conftest import KEYS, a_draft
from tests.sessions.zoom.standin.doors import server_for
from tests.sessions.zoom.standin.faults import Fault

URL = "https://api.zoom.us/v2/meetings/1"


class Drip(httpx.SyncByteStream):
    """A body that comes in pieces, a second of the clock each."""

    def __init__(self, clock, piece, times):
        self.clock, self.piece, self.times = clock, piece, times

    def __iter__(self):
        for _ in range(self.times):
            self.clock.pass_by(seconds=1)
            yield self.piece


def wire_to(handle, clock):
    return Wire(
        httpx.Client(transport=httpx.MockTransport(handle), follow_redirects=True, auth=("a", "b")), Addresses(), clock
    )


def test_an_answer_comes_whole(clock):
    seen = []

    def handle(request):
        seen.append(request)
        return httpx.Response(200, headers={"X-Odd": "1"}, stream=Drip(clock, b"{}", 2))

    answer = wire_to(handle, clock).ask("GET", URL, Secret("t"), params={"a": "b c"})

    assert (answer.status, answer.headers["x-odd"], answer.body) == (200, "1", b"{}{}")
    (request,) = seen
    assert str(request.url) == f"{URL}?a=b+c"
    # The client's own sign-in doesn't take the bearer's place, and nothing is unpacked.
    assert (request.headers["authorization"], request.headers["accept-encoding"]) == ("Bearer t", "identity")


@pytest.mark.parametrize(("repeatable", "kind"), [(True, ZoomIsAway), (False, OutcomeUnknown)])
def test_an_answer_that_drips_is_left(clock, repeatable, kind):
    wire = wire_to(lambda _: httpx.Response(200, stream=Drip(clock, b"x", 10_000)), clock)
    with pytest.raises(kind) as caught:
        wire.ask("GET", URL, Secret("t"), repeatable=repeatable)
    assert type(caught.value) is kind


def test_an_answer_without_end_is_left(clock, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_ANSWER", 1000)
    wire = wire_to(lambda _: httpx.Response(200, stream=Drip(clock, b"x" * 100, 20)), clock)
    with pytest.raises(NotUnderstood, match="size"):
        wire.ask("GET", URL, Secret("t"))


def test_a_file_that_drips_for_hours_is_left(clock):
    wire = wire_to(lambda _: httpx.Response(200, stream=Drip(clock, b"x", 2 * 60 * 60 + 2)), clock)
    with pytest.raises(ZoomIsAway):
        wire.fetch("https://zoom.us/rec/a", Secret("t"), io.BytesIO(), most=10**9)


def test_a_redirect_is_an_answer_and_not_followed(clock):
    asked = []

    def handle(request):
        asked.append(request.url.host)
        return httpx.Response(307, headers={"Location": "https://evil.example/"})

    assert wire_to(handle, clock).ask("GET", URL, Secret("t")).status == 307
    assert asked == ["api.zoom.us"]


@pytest.mark.parametrize(
    "url", ["https://evil.example/v2", "http://api.zoom.us/v2", "https://a@api.zoom.us/v2", "https://api.zoom.us:1/"]
)
def test_the_bearer_goes_nowhere_else(clock, url):
    asked = []
    with pytest.raises(UnusableAddress):
        wire_to(asked.append, clock).ask("GET", url, Secret("t"))
    assert asked == []


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_what_never_left_may_be_sent_again(clock, error):
    def handle(request):
        raise error("no", request=request)

    with pytest.raises(ZoomIsAway) as caught:
        wire_to(handle, clock).ask("POST", URL, Secret("t"), repeatable=False)
    assert type(caught.value) is ZoomIsAway


@pytest.fixture(autouse=True)
def _a_proxy_that_nobody_reaches(monkeypatch):
    """It would be asked for this machine too, were it used."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.invalid:1")


@pytest.fixture
def server(standin):
    """The stand-in, listening."""
    server = server_for(standin)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    standin.api_url = f"http://127.0.0.1:{server.server_port}"
    yield standin.api_url
    server.shutdown()
    thread.join()
    server.server_close()


def test_over_a_real_connection(server, standin, clock):
    addresses = Addresses(oauth_url=server, api_url=server)
    with new_http() as http:
        zoom = connect(http=http, credentials=KEYS, clock=clock, addresses=addresses, sleep=clock.sleep)
        standin.faults.extend([Fault.NONE, Fault.DROP_AFTER, Fault.SERVER_ERROR])
        meeting = zoom.meetings.create(a_draft())
        standin.hold(meeting.id, uuid=meeting.uuid, started_at="2022-04-20T19:00:00Z", participants=[{"name": "Ana"}])
        assert [who.name for who in zoom.past.participants(meeting.uuid)] == ["Ana"]
        assert zoom.meetings.delete(meeting.id) is True
    assert standin.meetings == {}


def test_nobody_listens(clock):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}"
        with new_http() as http:
            addresses = Addresses(oauth_url=address, api_url=address)
            zoom = connect(http=http, credentials=KEYS, clock=clock, addresses=addresses, sleep=clock.sleep)
            with pytest.raises(ZoomIsAway, match="try again in a few minutes"):
                zoom.meetings.get(1)
    assert len(clock.slept) == 3
