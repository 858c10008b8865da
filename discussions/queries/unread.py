"""Everything that is unread, thread by thread, in an order that goes on: for the page What's new and the way to what is next.

The order is cohort, board, and within a board the thread whose oldest unread post is the oldest. A page begins after a
`Cursor`, so what is read meanwhile moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Subquery
from django.db.models.functions import Coalesce

from discussions.authors import author_of
from discussions.models import Post, Thread
from discussions.queries.news import MOST_NEWS, excerpt_of, unread_posts, with_news

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort
    from discussions.models import Board

PAGE = 20
ORDER = ("board__cohort", "board", "unread_since", "pk")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What both databases take as a number; of a time, what Python takes as one.
LARGEST, LATEST = 2**63 - 1, 253_402_300_799_000_000


@dataclass(frozen=True)
class Cursor:
    """A place in the order: that of a thread which was there when its page was made."""

    cohort: int
    board: int
    since: datetime
    thread: int

    def __str__(self) -> str:
        return f"{self.cohort}.{self.board}.{(self.since - EPOCH) // MICROSECOND}.{self.thread}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """From an address; None for whatever else somebody writes there."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in parts):
            return None
        cohort, board, since, thread = map(int, parts)
        if max(cohort, board, thread) > LARGEST or since > LATEST:
            return None
        return cls(cohort, board, EPOCH + since * MICROSECOND, thread)

    @property
    def beyond(self) -> Q:
        """What stands after it in the order."""
        later = Q(unread_since__gt=self.since) | Q(unread_since=self.since, pk__gt=self.thread)
        return Q(board__cohort__gt=self.cohort) | Q(board__cohort=self.cohort) & (
            Q(board__gt=self.board) | Q(board=self.board) & later
        )


@dataclass(frozen=True)
class UnreadThread:
    """A thread with its unread posts: how many, and the oldest (None: the topic itself)."""

    thread: Thread
    new_posts: int
    oldest: Post | None
    level: str

    @property
    def url(self) -> str:
        return f"{self.thread.get_absolute_url()}?unread=1"

    @property
    def author(self) -> str:
        return author_of(self.oldest or self.thread)

    @property
    def said_at(self) -> datetime:
        return self.oldest.created_at if self.oldest else self.thread.created_at

    @property
    def excerpt(self) -> str:
        return excerpt_of((self.oldest or self.thread).body_html)

    @property
    def is_more(self) -> bool:
        return self.new_posts >= MOST_NEWS


@dataclass
class UnreadBoard:
    """A board of the page and its threads."""

    board: Board
    threads: list[UnreadThread] = field(default_factory=list)


def unread_threads(viewer: User, now: datetime, *, cohort: Cohort | None = None) -> Any:
    """The threads with something unread by the viewer, in order, each with `new_posts`, `level`, `oldest_id`, `unread_since`.

    Of all of their cohorts, or one. Whoever stands above all cohorts has unread what is in those they are in, and in the one
    they ask for. What is muted isn't there.
    """
    threads = Thread.objects.visible_to(viewer, now).filter(last_post_at__isnull=False)
    if cohort is not None:
        threads = threads.filter(board__cohort=cohort)
    elif viewer.is_site_admin:
        threads = threads.filter(board__cohort__in=viewer.enrollments.inside().values("cohort"))
    oldest = unread_posts(viewer).order_by("number")
    return (
        with_news(threads, viewer)
        .filter(new_posts__gt=0)
        .annotate(
            oldest_id=Subquery(oldest.values("pk")[:1]),
            unread_since=Coalesce(Subquery(oldest.values("created_at")[:1]), F("created_at")),
        )
        .order_by(*ORDER)
    )


def unread_page(
    viewer: User, now: datetime, *, cohort: Cohort | None = None, after: Cursor | None = None
) -> tuple[list[UnreadBoard], Cursor | None]:
    """A page of what is unread, by board, and where the next one begins (None: there is no more). Two queries."""
    threads = unread_threads(viewer, now, cohort=cohort).select_related("board__cohort__program", "author", "pseudonym")
    if after is not None:
        threads = threads.filter(after.beyond)
    found = list(threads[: PAGE + 1])
    shown = found[:PAGE]
    ids = [thread.oldest_id for thread in shown if thread.oldest_id is not None]
    posts = Post.objects.select_related("author", "pseudonym").in_bulk(ids) if ids else {}
    return _by_board(shown, posts), cursor_of(shown[-1]) if len(found) > PAGE else None


def _by_board(threads: Sequence[Any], posts: dict[int, Post]) -> list[UnreadBoard]:
    boards: list[UnreadBoard] = []
    for thread in threads:
        if not boards or boards[-1].board.pk != thread.board_id:
            boards.append(UnreadBoard(thread.board))
        row = UnreadThread(thread, thread.new_posts, posts.get(thread.oldest_id), thread.level)
        boards[-1].threads.append(row)
    return boards


def cursor_of(thread: Any) -> Cursor:
    """The place of a thread of `unread_threads`."""
    return Cursor(thread.board.cohort_id, thread.board_id, thread.unread_since, thread.pk)


def next_unread_post(thread: Thread, viewer: User, *, after: int, first: int, last: int) -> int | None:
    """The id of the next post of others, in the order of writing, that stands on another page than the one before the viewer.

    That page reaches from the post of number `first` to that of number `last`; `after` is the number the viewer has come to.
    So the way goes forward only, and ends, also where nothing marks what was read. Two queries.
    """
    unread = thread.posts.standing().past_the_gate(viewer).exclude(author=viewer)
    unread = unread.filter(number__gt=max(thread.read_number, after))
    ends = dict(thread.posts.filter(number__in=(first, last)).values_list("number", "path"))
    if first in ends and last in ends:
        unread = unread.filter(Q(path__lt=ends[first]) | Q(path__gt=ends[last]))
    return unread.order_by("number").values_list("pk", flat=True).first()


def next_unread_thread(thread: Thread, viewer: User, now: datetime) -> Thread | None:
    """A thread of the same cohort with something unread: the boards one after the other, at the end the first again."""
    others = unread_threads(viewer, now, cohort=thread.board.cohort).select_related("board__cohort")
    others = others.exclude(pk=thread.pk).order_by("board", "pk")
    further = Q(board__gt=thread.board_id) | Q(board=thread.board_id, pk__gt=thread.pk)
    return others.filter(further).first() or others.first()
