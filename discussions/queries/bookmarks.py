"""What a person keeps, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from discussions.authors import author_of
from discussions.models import Bookmark
from discussions.queries.news import excerpt_of

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 20


@dataclass(frozen=True)
class BookmarkRow:
    """A bookmark as its page shows it: of a post that was taken away neither name nor words."""

    bookmark: Bookmark
    author: str
    excerpt: str
    is_gone: bool


def bookmark_rows(viewer: User, now: datetime, *, before: int | None = None) -> tuple[list[BookmarkRow], int | None]:
    """The viewer's bookmarks in what they can read now, the latest first, and where the next page begins. One query."""
    rows = Bookmark.objects.visible_to(viewer, now).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("post__thread__board__cohort", "post__author", "post__pseudonym")[: PAGE + 1])
    shown = [_shown(bookmark) for bookmark in found[:PAGE]]
    return shown, found[PAGE - 1].pk if len(found) > PAGE else None


def _shown(bookmark: Bookmark) -> BookmarkRow:
    post = bookmark.post
    if post.deleted_at is not None:
        return BookmarkRow(bookmark, "", "", is_gone=True)
    return BookmarkRow(bookmark, author_of(post), excerpt_of(post.body_html), is_gone=False)
