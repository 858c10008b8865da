"""One request, one answer: the only file of Zoom's that imports the HTTP library, and the one that decides where a key may go."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

import httpx

from sessions.zoom.addresses import Addresses, UnusableAddress, same_origin
from sessions.zoom.credentials import Credentials
from sessions.zoom.errors import FileNotWhole, FileTooLarge, NotUnderstood, OutcomeUnknown, ZoomIsAway
from sessions.zoom.secret import Secret

# Seconds to a connection, and between two pieces of an answer; seconds for one call in all.
CONNECT, READ, WHOLE_CALL = 5.0, 15.0, 30.0
# Bytes of an answer: 300 participants are 150,000.
LARGEST_ANSWER = 4_000_000
# Seconds for a file of any size, and how often it may lie elsewhere.
WHOLE_FILE, MOST_HOPS = 2 * 60 * 60, 5
# The request can't have left this machine.
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

HttpClient = httpx.Client


def new_http() -> HttpClient:
    """A client for `connect`, to be kept and closed by the caller. The machine's proxy is used, but not for this machine."""
    return httpx.Client(mounts={f"all://{host}": None for host in ("127.0.0.1", "[::1]", "localhost")})


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case) and body; the body may hold secrets and is not shown."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Wire:
    """The client it is handed, held to Zoom's addresses: no redirects, no long waits, no large answers.

    `clock` gives the time in UTC; beyond `until`, if given, no answer is waited for.
    """

    http: HttpClient
    addresses: Addresses
    clock: Callable[[], datetime]
    until: datetime | None = None

    def ask_for_token(self, credentials: Credentials) -> Answer:
        """Ask for a token. The keys stand in the header and the body, never in the address, which proxies write down."""
        request = self._request(
            "POST",
            self.addresses.token_url,
            data={"grant_type": "account_credentials", "account_id": credentials.account_id.reveal()},
        )
        pair = f"{credentials.client_id.reveal()}:{credentials.client_secret.reveal()}".encode()
        request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        del pair
        return self._sent(request, repeatable=True)

    def ask(
        self,
        method: str,
        url: str,
        bearer: Secret,
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
        repeatable: bool = True,
    ) -> Answer:
        """Call the interface. Raises `ZoomIsAway`, or `OutcomeUnknown` where it may have been done and must not be done twice."""
        request = self._request(method, url, params=dict(params or {}), json=json)
        request.headers["Authorization"] = f"Bearer {bearer.reveal()}"
        return self._sent(request, repeatable=repeatable)

    def fetch(self, url: str, bearer: Secret, into: BinaryIO, most: int) -> Answer:
        """Copy a file of at most so many bytes; the answer's body stays empty. Redirections lead within Zoom's domains, and only
        the host that was asked first learns the bearer."""
        until = self.clock() + timedelta(seconds=WHOLE_FILE)
        asked = url
        for _ in range(MOST_HOPS):
            if not self.addresses.may_fetch(url):
                raise FileNotWhole
            request = self.http.build_request("GET", url, timeout=httpx.Timeout(READ, connect=CONNECT))
            request.headers["Accept-Encoding"] = "identity"
            if same_origin(url, asked):
                request.headers["Authorization"] = f"Bearer {bearer.reveal()}"
            with _translated(repeatable=True):
                response = self.http.send(request, stream=True, auth=None, follow_redirects=False)
                try:
                    if not response.has_redirect_location:
                        if response.status_code == 200:
                            self._copy(response, into, most, until)
                        return Answer(response.status_code, dict(response.headers), b"")
                    url = str(request.url.join(response.headers["Location"]))
                except httpx.InvalidURL:
                    raise FileNotWhole from None
                finally:
                    response.close()
        raise FileNotWhole

    def _copy(self, response: httpx.Response, into: BinaryIO, most: int, until: datetime) -> None:
        copied = 0
        for piece in response.iter_bytes():
            copied += len(piece)
            if copied > most:
                raise FileTooLarge(most=most // 1_000_000)
            if self.clock() > until:
                raise httpx.ReadTimeout("The file comes too slowly.")
            into.write(piece)

    def _request(self, method: str, url: str, **content: object) -> httpx.Request:
        if not self.addresses.may_ask(url):
            raise UnusableAddress("Zoom's keys are sent to Zoom's own hosts only.")
        if content.get("params") == {}:
            del content["params"]
        if content.get("json") is None:
            content.pop("json", None)
        left = self._seconds_left()
        timeout = httpx.Timeout(min(READ, left), connect=min(CONNECT, left))
        request = self.http.build_request(method, url, timeout=timeout, **content)  # type: ignore[arg-type]
        request.headers["Accept"] = "application/json"
        # A small packed answer could unpack to more than the machine holds.
        request.headers["Accept-Encoding"] = "identity"
        return request

    def _seconds_left(self) -> float:
        """For a call that begins now. Raises `ZoomIsAway` where none can begin any more."""
        if self.until is None:
            return WHOLE_CALL
        left = (self.until - self.clock()).total_seconds()
        if left <= 0:
            raise ZoomIsAway
        return min(left, WHOLE_CALL)

    def _sent(self, request: httpx.Request, *, repeatable: bool) -> Answer:
        until = self.clock() + timedelta(seconds=self._seconds_left())
        with _translated(repeatable=repeatable):
            response = self.http.send(request, stream=True, auth=None, follow_redirects=False)
            try:
                body = bytearray()
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        raise NotUnderstood(where="size")
                    if self.clock() > until:
                        raise httpx.ReadTimeout("The answer comes too slowly.")
            finally:
                response.close()
        return Answer(
            response.status_code, {name.lower(): value for name, value in response.headers.items()}, bytes(body)
        )


@contextmanager
def _translated(*, repeatable: bool) -> Iterator[None]:
    """The library's errors as ours. They are cut off: theirs hold the request, and with it the keys."""
    try:
        yield
    except NEVER_SENT:
        raise ZoomIsAway from None
    except (httpx.HTTPError, httpx.StreamError):
        raise (ZoomIsAway if repeatable else OutcomeUnknown) from None
