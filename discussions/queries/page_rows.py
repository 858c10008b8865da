"""What a thread's page asks the database for: the thread, and the rows of its posts. Each query is composed once.

A page begins at a post, named by its number, and is a range on the index of paths, or of numbers where the latest posts
come first. Nothing is joined that isn't needed to find the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cohorts.models import Enrollment
from common.composed import composed_once
from discussions.authors import with_names
from discussions.models import Post, ReadingPosition, Thread
from discussions.queries.drafts import DraftAt, with_draft
from discussions.queries.following import said_of
from discussions.queries.held import something_held
from discussions.querysets import PostQuerySet, ThreadQuerySet

PAGE = 20
# So many posts stand before the one that was asked for, so that it isn't read without what led to it.
BEFORE = 8

COLUMNS = (
    *("pk", "number", "path", "depth", "author_id", "pseudonym_id", "body_html", "reaction_counts", "has_files"),
    *("created_at", "edited_at", "edited_by_id", "edit_reason", "deleted_at", "deleted_by_id", "deletion_reason"),
    *("erased_at", "parent_id", "author__title"),
)

Rows: TypeAlias = QuerySet[Post, Any]

# --- The thread ---------------------------------------------------------------------------------------------------------


def _threads_at(viewer: int, cohort: str, board: str, thread: str) -> ThreadQuerySet:
    position = ReadingPosition.objects.filter(person=viewer, thread=OuterRef("pk")).values("read_number")[:1]
    threads = Thread.objects.filter(board__cohort__slug=cohort, board__slug=board, slug=thread).annotate(
        position=Coalesce(Subquery(position), -1),
        level=said_of(viewer, thread=OuterRef("pk")),
        board_level=said_of(viewer, board=OuterRef("board")),
        something_held=something_held(viewer, thread=OuterRef("pk")),
    )
    return with_names(threads).select_related("board__cohort__program", "hidden")


@composed_once
def thread_at(*, viewer: int, cohort: str, board: str, thread: str) -> ThreadQuerySet:
    """The thread at an address, with its board, cohort and program and what the viewer said of it."""
    return _threads_at(viewer, cohort, board, thread)


@composed_once
def thread_with_draft_at(*, viewer: int, cohort: str, board: str, thread: str, parent: int | None) -> ThreadQuerySet:
    """The same with what the viewer has begun to write under the post `parent`, or at the end."""
    return with_draft(_threads_at(viewer, cohort, board, thread), viewer, DraftAt(parent))


# --- Its posts ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostsOf:
    """The posts of a thread, of one author alone where that is said."""

    thread: int
    cohort: int
    author: int | None

    def shown(self, query: Callable[..., list[dict[str, Any]]], **place: int | str) -> list[dict[str, Any]]:
        """A page of them, and one."""
        return query(thread=self.thread, author=self.author, cohort=self.cohort, **place)

    def before(self, query: Callable[..., list[dict[str, Any]]], **place: int | str) -> list[dict[str, Any]]:
        """The numbers of those before, backwards."""
        return query(thread=self.thread, author=self.author, **place)


def _posts(thread: int, author: int | None) -> PostQuerySet:
    posts = Post.objects.filter(thread=thread).order_by("path")
    return posts.filter(author=author) if author else posts


def _shown_rows(posts: PostQuerySet, cohort: int) -> Rows:
    """A page and one, each with names and with what the author is in this cohort, by their one enrollment there."""
    here = Enrollment.objects.filter(cohort=cohort, person=OuterRef("author"))
    posts = with_names(with_names(posts, is_joined=True), way="parent__").annotate(
        role=Subquery(here.values("role")[:1]),
        organization=Subquery(here.values("organization__name")[:1]),
        parent_deleted_at=F("parent__deleted_at"),
        parent_author_id=F("parent__author"),
        parent_pseudonym_id=F("parent__pseudonym"),
    )
    return posts.values(*COLUMNS, *posts.query.annotations)[: PAGE + 1]


@composed_once
def from_beginning(*, thread: int, cohort: int, author: int | None) -> Rows:
    """In the order of the talk."""
    return _shown_rows(_posts(thread, author), cohort)


@composed_once
def from_number(*, thread: int, cohort: int, author: int | None, number: int) -> Rows:
    """From the post of this number on."""
    posts = _posts(thread, author)
    return _shown_rows(posts.filter(path__gte=Subquery(posts.filter(number=number).values("path")[:1])), cohort)


@composed_once
def from_path(*, thread: int, cohort: int, author: int | None, path: str) -> Rows:
    """From this place in the order on."""
    return _shown_rows(_posts(thread, author).filter(path__gte=path), cohort)


@composed_once
def backwards(*, thread: int, cohort: int, author: int | None) -> Rows:
    """From the end on, backwards."""
    return _shown_rows(_posts(thread, author).order_by("-path"), cohort)


@composed_once
def latest(*, thread: int, cohort: int, author: int | None) -> Rows:
    """By the clock, the newest first."""
    return _shown_rows(_posts(thread, author).order_by("-number"), cohort)


@composed_once
def latest_before(*, thread: int, cohort: int, author: int | None, number: int) -> Rows:
    """By the clock, from before this number on."""
    return _shown_rows(_posts(thread, author).order_by("-number").filter(number__lt=number), cohort)


@composed_once
def before_path(*, thread: int, author: int | None, path: str) -> Rows:
    """The numbers of the page before, backwards."""
    return _posts(thread, author).order_by("-path").filter(path__lt=path).values("number")[:PAGE]


@composed_once
def before_post(*, thread: int, author: int | None, post: int) -> Rows:
    """What stands before a post, backwards: what leads to it, and the page before that."""
    posts = _posts(thread, author).order_by("-path")
    target = Subquery(posts.filter(pk=post).values("path")[:1])
    return posts.filter(path__lt=target).values("number", "path")[: BEFORE + PAGE]
