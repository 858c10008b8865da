"""Keeping a post for oneself, with a note, and letting it go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from common.one_line import one_line
from discussions.models import Bookmark, Post
from discussions.operations.checks import NotYours
from discussions.operations.posts import PostIsGone

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_NOTE = 300


def keep_post(*, post: Post, by: User, now: datetime) -> None:
    """The post stands among what the person keeps; there already, nothing changes. Raises `NotYours`, `PostIsGone`."""
    standing = Post.objects.visible_to(by, now).filter(pk=post.pk).first()
    if standing is None:
        raise NotYours
    if standing.deleted_at:
        raise PostIsGone
    Bookmark.objects.bulk_create([Bookmark(person=by, post=standing, made_at=now)], ignore_conflicts=True)


def let_post_go(*, post: Post, by: User) -> None:
    """The person keeps it no longer; where they didn't, nothing changes."""
    Bookmark.objects.filter(person=by, post=post).delete()


def note_on_bookmark(*, bookmark: Bookmark, by: User, note: str) -> None:
    """What the person says to themselves about it. Raises `NotYours`."""
    if not Bookmark.objects.filter(pk=bookmark.pk, person=by).update(note=one_line(note)[:LONGEST_NOTE]):
        raise NotYours
