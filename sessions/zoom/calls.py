"""Calls of the interface: with a token that holds, repeated where that does no harm, their refusals as our errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from sessions.zoom.errors import NotUnderstood
from sessions.zoom.fields import Fields
from sessions.zoom.refusals import is_expired, refusal_of
from sessions.zoom.retries import Retries
from sessions.zoom.tokens import Tokens
from sessions.zoom.wire import Answer, Wire

Params = Mapping[str, str | int]
LARGEST_PAGE = 300
# Of 300 each: more than any session has, less than an answer that goes on for ever.
MOST_PAGES = 200


def part_of_path(text: str | int) -> str:
    """A number, an address or a name as one part of a path."""
    return quote(str(text), safe="")


def uuid_in_path(uuid: str) -> str:
    """A meeting's uuid as one part of a path: it may hold `/` and `//`. Zoom wants those encoded twice, and takes all so."""
    return quote(quote(uuid, safe=""), safe="")


@dataclass(frozen=True)
class Calls:
    """The verbs. `path` begins with a slash, its parts are encoded; every method raises `ZoomError`."""

    wire: Wire
    tokens: Tokens
    retries: Retries
    clock: Callable[[], datetime]

    def get(self, path: str, params: Params | None = None) -> Fields:
        """Read an object."""
        return Fields.of_json(self._answer("GET", path, params=params).body)

    def post(self, path: str, json: object, *, repeatable: bool = False) -> Fields:
        """Create something. Not repeated once it may have been done: `OutcomeUnknown` says so, and the caller looks it up."""
        return Fields.of_json(self._answer("POST", path, json=json, repeatable=repeatable).body)

    def patch(self, path: str, json: object) -> None:
        """Change something to what is said; doing it twice is doing it once."""
        self._answer("PATCH", path, json=json)

    def put(self, path: str, json: object) -> None:
        """Set something."""
        self._answer("PUT", path, json=json)

    def delete(self, path: str, params: Params | None = None) -> None:
        """Take something away. A repetition may find it gone, which is an error for the caller to take as done."""
        self._answer("DELETE", path, params=params)

    def rows(self, path: str, name: str, params: Params | None = None) -> tuple[Fields, ...]:
        """All rows of a list, page after page; all of them or an error, never a part."""
        return tuple(row for page in self._pages(path, params or {}) for row in page.parts(name))

    def fetch(self, url: str, into: BinaryIO, most: int) -> Answer:
        """Copy a file from where an answer says it lies; begun anew after trouble, so `into` can be rewound."""

        def once() -> Answer:
            for last in (False, True):
                token = self.tokens.current()
                into.seek(0)
                into.truncate()
                answer = self.wire.fetch(url, token.value, into, most)
                if answer.status != 401 or last:
                    break
                self.tokens.drop(token)
            refusal = refusal_of(answer, self.clock())
            if refusal is None:
                return answer
            raise refusal

        return self.retries.run(once)

    def _pages(self, path: str, params: Params) -> Iterator[Fields]:
        seen = {""}
        token = ""
        for _ in range(MOST_PAGES):
            # The others stay the same from page to page: a token belongs to them.
            page = self.get(
                path, {**params, "page_size": LARGEST_PAGE, **({"next_page_token": token} if token else {})}
            )
            yield page
            token = page.text("next_page_token", "")
            if not token:
                return
            if token in seen:
                break
            seen.add(token)
        raise NotUnderstood(where="next_page_token")

    def _answer(
        self, method: str, path: str, *, params: Params | None = None, json: object = None, repeatable: bool = True
    ) -> Answer:
        def once() -> Answer:
            answer = self._with_token(method, path, params, json, repeatable)
            refusal = refusal_of(answer, self.clock(), repeatable=repeatable)
            if refusal is None:
                return answer
            refusal.facts = {name: self._hidden(fact) for name, fact in refusal.facts.items()}
            raise refusal

        return self.retries.run(once)

    def _with_token(self, method: str, path: str, params: Params | None, json: object, repeatable: bool) -> Answer:
        """An answer that is not about the token, unless a fresh one is refused too. A 401 has done nothing: even a POST may
        come again."""
        token = self.tokens.current()
        answer = self.wire.ask(
            method, token.api_base + path, token.value, params=params, json=json, repeatable=repeatable
        )
        if not is_expired(answer):
            return answer
        self.tokens.drop(token)
        token = self.tokens.current()
        return self.wire.ask(
            method, token.api_base + path, token.value, params=params, json=json, repeatable=repeatable
        )

    def _hidden(self, fact: str | int) -> str | int:
        return self.tokens.hidden_in(fact) if isinstance(fact, str) else fact
