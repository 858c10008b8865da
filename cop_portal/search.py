"""One search across everything a person may see. Each app finds its own; here it is put on one page, and the words are marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.search_queries import Wanted, people_called, people_found, search_people
from common.search.excerpts import Pieces, candidates, excerpt, marked
from common.search.rows import MOST, in_order, planned_for_search, same_words
from common.search.sought import read
from discussions.queries.searching import search_talk, talk_found, threads_called
from sessions.queries.searching import (
    materials_found,
    search_materials,
    search_sessions,
    search_transcripts,
    sessions_called,
    sessions_found,
    transcripts_found,
)

if TYPE_CHECKING:
    from accounts.models import User
    from common.search.found import Found
    from common.search.rows import Hit

# Of each kind, while somebody types.
OFFERED = 4
# Who has typed one letter looks for anything.
SHORTEST = 2
PAGE = 20
# Of each kind, where all of them stand on one page.
FEW = 4


class Kind(models.TextChoices):
    """What can be looked for, in the order of the page."""

    TALK = "talk", _("Discussions")
    SESSIONS = "sessions", _("Sessions")
    TRANSCRIPTS = "transcripts", _("Recordings and transcripts")
    MATERIALS = "materials", _("Materials")
    PEOPLE = "people", _("People")


LABELS = {
    "post": pgettext_lazy("kind of a search result", "Post"),
    "topic": _("Topic"),
    "prompt": _("Prompt"),
    "session": _("Session"),
    "recording": _("Recording"),
    "material": _("Material"),
    "resource": _("Resource"),
    "person": _("Person"),
}


@dataclass(frozen=True)
class Row:
    """A result: what was found, with the words marked in its title, its author's name, and the place of its text where they
    stand.
    """

    found: Found
    title: Pieces
    text: Pieces
    by: Pieces

    @property
    def label(self) -> str:
        return str(LABELS[self.found.kind])

    @property
    def is_elsewhere(self) -> bool:
        """Whether it leads out of the portal."""
        return not self.found.url.startswith("/")


@dataclass(frozen=True)
class Section:
    """What was found of one kind. `found` is how many, counted up to `MOST` of each table; `is_more`, that there are more."""

    kind: Kind
    found: int
    is_more: bool
    rows: list[Row]

    @property
    def is_whole(self) -> bool:
        """Whether all that was found stands on the page."""
        return len(self.rows) == self.found and not self.is_more


@dataclass(frozen=True)
class Results:
    """A page of it: a few of every kind, or twenty of one."""

    sections: list[Section] = field(default_factory=list)
    page: int = 1
    pages: int = 1

    @property
    def is_empty(self) -> bool:
        return not self.sections


def search(viewer: User, wanted: Wanted, kind: str, page: int, now: datetime) -> Results:
    """A fixed number of queries, whatever is found (docs/search.md)."""
    finders = _finders(viewer, wanted, now)
    with planned_for_search():
        hits = {Kind(one): in_order(finders[one]()) for one in ([kind] if kind else Kind.values)}
    found = sum(map(len, hits.values()))
    pages = max(1, -(-found // PAGE)) if kind else 1
    page = min(max(page, 1), pages)
    start, size = ((page - 1) * PAGE, PAGE) if kind else (0, FEW)
    shown = {one: _loaded(one, rows[start : start + size], viewer, wanted, now) for one, rows in hits.items()}
    texts = [text for found in shown.values() for one in found for text in (one.title, one.text, one.by)]
    words = same_words(candidates(texts, wanted.words), wanted.words)
    sections = [
        Section(
            kind=one,
            found=len(rows),
            is_more=any(sum(hit.kind == name for hit in rows) > MOST for name in {hit.kind for hit in rows}),
            rows=[
                Row(found, marked(found.title, words), excerpt(found.text, words), marked(found.by, words))
                for found in shown[one]
            ],
        )
        for one, rows in hits.items()
        if rows
    ]
    return Results(sections, page, pages)


def suggestions(viewer: User, typed: str, now: datetime) -> list[Found]:
    """Threads and sessions by title, people by name, whose words begin as those that were typed. Three queries.

    The same walls as the search; what people said isn't looked through, nor who said it.
    """
    sought = read(typed)
    if len("".join(sought.words)) < SHORTEST or sought.unwanted:
        return []
    return [
        *threads_called(viewer, sought, now, most=OFFERED),
        *sessions_called(viewer, sought, most=OFFERED),
        *people_called(viewer, sought, most=OFFERED),
    ]


def _finders(viewer: User, wanted: Wanted, now: datetime) -> dict[str, Callable[[], list[Hit]]]:
    return {
        Kind.TALK: lambda: search_talk(viewer, wanted, now),
        Kind.SESSIONS: lambda: search_sessions(viewer, wanted),
        Kind.TRANSCRIPTS: lambda: search_transcripts(viewer, wanted),
        Kind.MATERIALS: lambda: search_materials(viewer, wanted),
        Kind.PEOPLE: lambda: search_people(viewer, wanted),
    }


def _loaded(kind: Kind, hits: Sequence[Hit], viewer: User, wanted: Wanted, now: datetime) -> list[Found]:
    """The things themselves, in the order of the hits; what is gone since is left out."""
    if not hits:
        return []
    keys = [hit.pk for hit in hits]
    match kind:
        case Kind.TALK:
            found = talk_found(viewer, hits, now)
        case Kind.MATERIALS:
            found = materials_found(viewer, hits)
        case Kind.SESSIONS:
            found = sessions_found(viewer, keys)
        case Kind.TRANSCRIPTS:
            found = transcripts_found(viewer, keys, wanted.words)
        case Kind.PEOPLE:
            found = people_found(viewer, keys)
    return [found[hit.kind, hit.pk] for hit in hits if (hit.kind, hit.pk) in found]
