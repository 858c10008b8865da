"""The demo's texts and facts, read from `content/*.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

FOLDER = Path(__file__).parent / "content"
PARTS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Person:
    """Somebody made up; `sign_in` is the role they are named for when the portal starts, if they are."""

    key: str
    name: str
    pronouns: str = ""
    title: str = ""
    interests: str = ""
    ask_me_about: str = ""
    level: str = ""
    zone: str = ""
    language: str = "en"
    sign_in: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


@dataclass(frozen=True)
class Words:
    """A topic or a post, and when it is written: so long after what it answers, or so long before now.

    `place` is "session/prompt" or "topic:id" for a post, the board for a topic; `to` the post replied to; `without_name` the
    pseudonym it is said under, if it is.
    """

    key: str
    by: str
    text: str
    place: str = ""
    to: str = ""
    title: str = ""
    after: timedelta | None = None
    ago: timedelta | None = None
    without_name: str = ""

    @property
    def is_topic(self) -> bool:
        return bool(self.title)


@dataclass(frozen=True)
class CohortContent:
    """A current cohort: the facts of its file, and what its people wrote."""

    facts: Mapping[str, Any]
    words: tuple[Words, ...]


@cache
def people() -> dict[str, Person]:
    """Everybody, by key, in the order of the file."""
    return {key: Person(key=key, **facts) for key, facts in _read("people")["people"].items()}


def organizations() -> dict[str, dict[str, str]]:
    """Name, kind, place and perhaps experience of every organization, by key."""
    return dict(_read("people")["organizations"])


def cohorts() -> list[CohortContent]:
    """The current cohorts, each with the talk of its own file and of those beside it."""
    found = []
    for name in ("forum", "racial_equity", "upstream"):
        talks = [_read(name), *(_read(path.stem) for path in sorted(FOLDER.glob(f"{name}_talk_*.toml")))]
        words = tuple(said for talk in talks for said in _words(talk))
        found.append(CohortContent({**talks[0], "rule": _unwrapped(talks[0].get("rule", {}))}, words))
    return found


def harvest_of(content: CohortContent) -> dict[str, Any]:
    """What the tables of one of its sessions wrote, from the file beside the cohort's; nothing where there is none."""
    program = {"health-equity-forum": "forum"}.get(content.facts["program"], "")
    return _read(f"{program}_harvest") if program else {}


def file_named(name: str) -> bytes:
    """A file that is handed out in a session."""
    return (FOLDER / name).read_bytes()


def unwrapped(text: str) -> str:
    """A text whose line ends are only wrapping: blank lines begin paragraphs, as in the blueprints."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def duration(written: str) -> timedelta:
    """ "1d 3h" as a length of time."""
    return timedelta(**{PARTS[part[-1]]: int(part[:-1]) for part in written.split()})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _unwrapped(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: unwrapped(value) if isinstance(value, str) else value for name, value in facts.items()}


def _words(talk: Mapping[str, Any]) -> Iterator[Words]:
    topics, posts = talk.get("topics", []), talk.get("posts", [])
    for place, facts in [*(("board", topic) for topic in topics), *(("in", post) for post in posts)]:
        text = unwrapped(facts["text"])
        # Nobody writes on the hour: some minutes more, the same at each load.
        odd_minutes = timedelta(minutes=crc32(text.encode()) % 41)
        yield Words(
            key=facts.get("id", text),
            by=facts["by"],
            text=text,
            place=facts.get(place, ""),
            to=facts.get("to", ""),
            title=facts.get("title", ""),
            without_name=facts.get("without_name", ""),
            after=duration(facts["after"]) + odd_minutes if "after" in facts else None,
            ago=duration(facts["ago"]) - odd_minutes if "ago" in facts else None,
        )
