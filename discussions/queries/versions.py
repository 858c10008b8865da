"""How a post read before: what the kept history has of its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from discussions.diff import Piece, compared

if TYPE_CHECKING:
    from discussions.models import Post

# The latest ones are listed; who changes a post more often has more in the administration.
MOST_VERSIONS = 50


@dataclass(frozen=True)
class Version:
    """The words of a post from a moment on. `number` is its place among those that are listed, the oldest being 1."""

    pk: int
    number: int
    since: datetime
    is_first: bool
    # Changed by those who run the sessions, who say why.
    reason: str


def versions_of(post: Post) -> list[Version]:
    """The newest first; empty where no history was kept. One query."""
    lines = post.history.filter(Q(history_type="+") | Q(history_change_reason__startswith="edited"))
    columns = ("history_id", "history_date", "history_type", "edit_reason")
    found = list(lines.order_by("-history_date", "-history_id").values_list(*columns)[:MOST_VERSIONS])
    return [
        Version(pk, len(found) - at, since, is_first=kind == "+", reason=reason)
        for at, (pk, since, kind, reason) in enumerate(found)
    ]


def change_made(post: Post, versions: list[Version], number: int) -> list[Piece]:
    """What this version changed in the one before it; the first has nothing before. One query."""
    chosen = {version.number: version.pk for version in versions if version.number in {number, number - 1}}
    bodies: dict[int | None, str] = dict(
        post.history.filter(history_id__in=chosen.values()).values_list("history_id", "body")
    )
    after = bodies.get(chosen.get(number)) or ""
    before = bodies.get(chosen.get(number - 1))
    return compared(after if before is None else before, after)
