"""The account: its users, meetings, registrants, recordings, and who was there."""

from __future__ import annotations

import base64
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote

from tests.sessions.zoom.standin.checks import Invalid
from tests.sessions.zoom.standin.faults import DONE_ALL_THE_SAME, Dropped, Fault
from tests.sessions.zoom.standin.replies import Reply, page, refused, reply
from tests.sessions.zoom.standin.routes import route

ACCOUNT, CLIENT, SECRET = "account-1", "client-1", "secret-key-of-the-portal"
HOST = "host@example.org"


@dataclass
class StandIn:
    """`clock` is the time it lives in. `faults` and `token_faults` are used up, one for one request. `seen` is what was asked:
    (method, path as it was sent, status)."""

    clock: object = field(default=lambda: datetime.now(UTC))
    api_url: str = "https://api.zoom.us"
    web_url: str = "https://us02web.zoom.us"
    token_life: int = 3599
    users: set = field(default_factory=lambda: {HOST, "other@example.org"})
    scopes_missing: bool = False
    page_size: int = 300
    faults: deque = field(default_factory=deque)
    token_faults: deque = field(default_factory=deque)
    seen: list = field(default_factory=list)
    tokens: dict = field(default_factory=dict)
    meetings: dict = field(default_factory=dict)
    registrants: dict = field(default_factory=dict)
    holdings: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    pages: dict = field(default_factory=dict)

    def answer(self, method, target, headers, body):
        """A `Reply`, or `Dropped`. `target` is the path as it was sent, with its query; names of headers are in lower case."""
        path, _, query = target.partition("?")
        is_token = path == "/oauth/token"
        faults = self.token_faults if is_token else self.faults
        fault = faults.popleft() if faults else Fault.NONE
        given = self._faulty(fault)
        if given is None or fault in DONE_ALL_THE_SAME:
            done = self._token(method, headers, body) if is_token else self._api(method, path, query, headers, body)
            given = given or done
        self.seen.append((method, path, given.status))
        if fault in {Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.SLOW_AFTER}:
            raise Dropped(slow=fault is Fault.SLOW_AFTER)
        return given

    def _faulty(self, fault):
        now = self.clock()
        tomorrow = (now + timedelta(days=1)).strftime("%Y-%m-%dT00:00:00Z")
        replies = {
            Fault.TOO_MANY: reply(
                429,
                {
                    "code": 429,
                    "message": "You have reached the maximum per-second rate limit for this API. Try again later.",
                },
                X_RateLimit_Type="QPS",
                X_RateLimit_Reset=str(int(now.timestamp()) + 2),
            ),
            Fault.DAILY: reply(
                429,
                {"code": 429, "message": "You have reached the maximum daily rate limit for this API."},
                X_RateLimit_Type="Daily-limit",
                Retry_After=tomorrow,
            ),
            Fault.EXPIRED: refused(401, 124, "Access token is expired."),
            Fault.HTML: page(200, b"<!doctype html><title>Sign in</title>"),
            Fault.NONSENSE: reply(200, ["what", {"id": "?"}]),
            Fault.REDIRECT: Reply(302, b"", {"Location": "https://elsewhere.example/v2/"}),
        }
        for broken in (Fault.SERVER_ERROR, Fault.SERVER_ERROR_AFTER):
            replies[broken] = page(500, b"<html>Internal Server Error</html>")
        for dropped in (Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.SLOW_AFTER):
            replies[dropped] = Reply(0)
        return replies.get(fault)

    def _token(self, method, headers, body):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if method != "POST" or form.get("grant_type") != "account_credentials":
            return reply(400, {"reason": "unsupported grant type", "error": "unsupported_grant_type"})
        if headers.get("authorization") != f"Basic {pair}":
            return reply(400, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"})
        if form.get("account_id") != ACCOUNT:
            return reply(400, {"reason": "Bad Request", "error": "invalid_request"})
        token = f"token-{len(self.tokens) + 1}-of-the-account"
        self.tokens[token] = self.clock() + timedelta(seconds=self.token_life)
        given = {"access_token": token, "token_type": "bearer", "expires_in": self.token_life, "scope": "meeting:write"}
        return reply(200, {**given, "api_url": self.api_url})

    def _api(self, method, path, query, headers, body):
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if path.startswith("/rec/") and "authorization" not in headers:
            return page(200, b"<!doctype html><title>Sign in</title>")
        if path.startswith(("/j/", "/s/", "/w/")):
            # Where people go; whoever starts it is its host.
            role = b"host" if path.startswith("/s/") else b"participant"
            return page(200, b"<!doctype html><title>A meeting at the stand-in</title><p>In the meeting as " + role)
        if path.startswith("/elsewhere/"):
            # Another host: the bearer is none of its business.
            return (
                refused(400, 300, "Who sent a token?")
                if "authorization" in headers
                else Reply(200, self.files[path][0])
            )
        if token not in self.tokens or self.clock() >= self.tokens[token]:
            return refused(401, 124, "Invalid access token.")
        if self.scopes_missing:
            return refused(400, 4711, "Invalid access token, does not contain scopes:[meeting:write:meeting:admin].")
        params = {name: values[0] for name, values in parse_qs(query).items()}
        if path in self.files:
            content, kind, elsewhere = self.files[path]
            return (
                Reply(302, b"", {"Location": elsewhere}) if elsewhere else Reply(200, content, {"Content-Type": kind})
            )
        if not path.startswith("/v2/"):
            return refused(404, 2300, "This API endpoint is not recognized.")
        try:
            content = json.loads(body) if body else {}
            return route(self, method, unquote(path).removeprefix("/v2/").split("/"), params, content)
        except Invalid as invalid:
            errors = [{"field": invalid.field, "message": "Invalid field."}]
            return refused(400, 300, "Validation Failed.", errors=errors)
        except ValueError:
            return refused(400, 300, "Request Body should be a valid JSON object.")

    def expire_tokens(self):
        """Every token that was given out is void."""
        self.tokens.clear()

    def hold(self, meeting_id, *, uuid, started_at, participants=(), files=()):
        """The meeting takes place: `participants` are rows of the report, `files` of the recordings."""
        self.holdings[uuid] = {
            "id": meeting_id,
            "start_time": started_at,
            "participants": list(participants),
            "recording_files": list(files),
        }

    def paged(self, name, rows, params):
        """One page of rows; its token is good for the same parameters only."""
        token = params.get("next_page_token", "")
        others = {key: value for key, value in params.items() if key != "next_page_token"}
        start, given_for = self.pages.get(token, (0, others)) if token else (0, others)
        if given_for != others or (token and token not in self.pages):
            return refused(400, 300, "The next page token is invalid or expired.")
        size = min(int(params.get("page_size", 30)), self.page_size)
        end = start + size
        following = f"page-{len(self.pages) + 1}" if end < len(rows) else ""
        if following:
            self.pages[following] = (end, others)
        return reply(
            200, {"page_size": size, "total_records": len(rows), "next_page_token": following, name: rows[start:end]}
        )

    def of_uuid(self, part):
        """The holding that a part of a path names, of which one encoding is off: its uuid, or an id, which means the latest."""
        text = unquote(part)
        if text in self.holdings:
            return text
        latest = [uuid for uuid, held in self.holdings.items() if str(held["id"]) == text]
        return latest[-1] if latest else None
