"""The token of the server-to-server app: one at a time, renewed before it ends, asked for by one thread while others wait."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sessions.zoom.credentials import Credentials
from sessions.zoom.errors import KeysRefused, NotUnderstood, ZoomError
from sessions.zoom.fields import Fields
from sessions.zoom.refusals import LONGEST_WORDS, refusal_of
from sessions.zoom.secret import Secret
from sessions.zoom.wire import Answer, Wire

# How long before its end a token is renewed; one that lives less than twice as long, at half its life.
EARLY = timedelta(minutes=2)
LONGEST_LIFE = 24 * 60 * 60
LONGEST_TOKEN = 16_000


@dataclass(frozen=True)
class Token:
    """A bearer, from when on it is renewed (UTC), and what paths are put behind (`https://api.zoom.us/v2`)."""

    value: Secret
    renew_at: datetime
    api_base: str


class Tokens:
    """Gives the token of one app. Each process has its own: Zoom lets several live beside each other, and where it should not,
    the first 401 renews."""

    def __init__(self, wire: Wire, credentials: Credentials, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._credentials = credentials
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None

    def current(self) -> Token:
        """The token to use now. Raises `KeysRefused`; `ZoomIsAway`, `TooManyCalls`, which the call it is for may repeat."""
        with self._lock:
            if self._token is None or self._clock() >= self._token.renew_at:
                self._token = self._fetched()
            return self._token

    def drop(self, token: Token) -> None:
        """Zoom no longer takes this one. Who comes second with the same drops nothing: it is another already."""
        with self._lock:
            if self._token is token:
                self._token = None

    def hidden_in(self, text: str) -> str:
        """The text without the token and the keys."""
        token = self._token
        if token is not None:
            text = text.replace(token.value.reveal(), "…")
        return self._credentials.hidden_in(text)

    def _fetched(self) -> Token:
        asked_at = self._clock()
        answer = self._wire.ask_for_token(self._credentials)
        if answer.status != 200:
            raise self._refused(answer)
        fields = Fields.of_json(answer.body, "token")
        value = fields.text("access_token")
        if not (value.isascii() and value.isprintable() and " " not in value and len(value) <= LONGEST_TOKEN):
            raise NotUnderstood(where="token.access_token")
        life = timedelta(seconds=min(fields.whole("expires_in"), LONGEST_LIFE))
        renew_at = asked_at + max(life - EARLY, life / 2)
        return Token(Secret(value), renew_at, self._wire.addresses.api_base(fields.text("api_url", "")))

    def _refused(self, answer: Answer) -> ZoomError:
        """Errors have a shape of their own here: `{"reason": …, "error": …}`, with 400 also where the keys are wrong."""
        try:
            body = json.loads(answer.body)
            said = str(body["reason"] or body["error"]) if "reason" in body else str(body["error"])
        except (ValueError, KeyError, TypeError, RecursionError):
            said = ""
        if said and 400 <= answer.status < 500 and answer.status != 429:
            return KeysRefused(said=self._credentials.hidden_in(" ".join(said.split()))[:LONGEST_WORDS])
        return refusal_of(answer, self._clock()) or NotUnderstood(where=f"token, HTTP {answer.status}")
