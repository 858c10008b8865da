"""Taking a post to another board of its cohort: a new topic there that quotes it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from discussions.authors import author_of
from discussions.enums import SHARED_KINDS, ThreadKind
from discussions.models import Board, HeldPost, Post, Thread
from discussions.operations.checks import NotYours, UnableToWrite, checked_text
from discussions.operations.posts import PostIsGone
from discussions.operations.threads import start_topic
from discussions.queries.news import excerpt_of

if TYPE_CHECKING:
    from accounts.models import User

# What Markdown would take for markup in words that are quoted as they were read.
MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:])")


class StaysInItsRoom(UnableToWrite):
    """What was said among few is not carried to others."""

    def __str__(self) -> str:
        return _("This was said on a board that not everybody in the cohort reads, so it stays there.")


class StaysBehindTheGate(UnableToWrite):
    """What people read only once they have answered is not carried past them."""

    def __str__(self) -> str:
        return _(
            "In this cohort people answer a prompt before they read the others, so what was said to it stays there."
        )


class NoSuchBoard(UnableToWrite):
    """Not a board of this cohort on which the person writes, or the one it stands on."""

    field = "board"

    def __str__(self) -> str:
        return _("Choose another board of this cohort.")


def refuse_where_it_stays(post: Post) -> None:
    """Whoever reads any board of the cohort reads the shared ones: only from these a post can be taken elsewhere.

    Raises `StaysInItsRoom`, `StaysBehindTheGate`, `PostIsGone`.
    """
    if post.deleted_at:
        raise PostIsGone
    if post.thread.board.kind not in SHARED_KINDS:
        raise StaysInItsRoom
    if post.thread.kind == ThreadKind.PROMPT and post.thread.board.cohort.answer_first:
        raise StaysBehindTheGate


def may_leave(post: Post) -> bool:
    """Whether `refuse_where_it_stays` lets it go."""
    try:
        refuse_where_it_stays(post)
    except UnableToWrite:
        return False
    return True


def share_post(
    *, post: Post, board: Board, by: User, title: str, words: str, submission: UUID, now: datetime
) -> Thread | HeldPost:
    """A new topic on `board` with the person's own words, the beginning of the post, the name on it, and the way to it.

    The same form sent twice is one topic. Raises `StaysInItsRoom`, `NoSuchBoard`, and what `start_topic` raises.
    """
    found = Post.objects.visible_to(by, now).filter(pk=post.pk)
    standing = found.select_related("thread__board__cohort", "author", "pseudonym").first()
    if standing is None:
        raise NotYours
    refuse_where_it_stays(standing)
    origin = standing.thread.board
    if board.pk == origin.pk or board.cohort_id != origin.cohort_id:
        raise NoSuchBoard
    body = f"{checked_text(words)}\n\n{quote_of(standing)}"
    return start_topic(board=board, by=by, title=title, body=body, submission=submission, now=now)


def quote_of(post: Post) -> str:
    """The beginning of a post as Markdown: its words, the name that stands on it, and the way to it."""
    said = {"name": author_of(post), "title": post.thread.title}
    source = _("%(name)s in “%(title)s”") % {name: _as_words(text) for name, text in said.items()}
    return f"> {_as_words(excerpt_of(post.body_html))}\n>\n> [{source}]({post.get_absolute_url()})"


def _as_words(text: str) -> str:
    return MARKUP.sub(r"\\\1", text)
