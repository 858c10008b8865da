"""The lists: a cohort's boards, a board's threads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from discussions.authors import author_of
from discussions.enums import BoardKind, FollowLevel, ThreadKind
from discussions.models import Board, Post, Thread
from discussions.queries.following import said_of
from discussions.queries.news import with_news
from discussions.querysets import open_gates

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Cohort
    from discussions.querysets import ThreadQuerySet

# The cohort's own board first, then the ones of few, then the sessions'.
ORDER_OF_KINDS = (
    BoardKind.COHORT, BoardKind.TEAM, BoardKind.COACHING, BoardKind.GROUP, BoardKind.FACILITATORS, BoardKind.SESSION,
)  # fmt: skip


@dataclass(frozen=True)
class BoardRow:
    """A board in the list: how many threads the viewer reads, how many new posts, when somebody last wrote.

    `to_come` prompts haven't opened; the first does at `opens_at`. `is_later`: a session's board where nothing has opened.
    """

    board: Board
    threads: int
    new_posts: int
    last_post_at: datetime | None
    to_come: int = 0
    opens_at: datetime | None = None
    is_later: bool = False
    # How closely the viewer follows it.
    level: str = FollowLevel.NORMAL


def board_rows(cohort: Cohort, viewer: User, now: datetime) -> list[BoardRow]:
    """The cohort's boards that the viewer reads: the cohort's, teams', groups', facilitators', then the sessions', newest first.

    Sessions' boards where nothing has opened stand last, the next to open before the others. Three queries.
    """
    threads = Thread.objects.visible_to(viewer, now).filter(board__cohort=cohort)
    facts = defaultdict(list)
    opened = set()
    columns = ("board_id", "new_posts", "last_post_at", "opens_at")
    for board_id, new_posts, last_post_at, opens_at in with_news(threads, viewer).values_list(*columns):
        facts[board_id].append((new_posts, last_post_at))
        if opens_at is None or opens_at <= now:
            opened.add(board_id)
    openings = openings_to_come(now, cohort=cohort)
    boards = (
        Board.objects.visible_to(viewer).filter(cohort=cohort).select_related("cohort", "team", "pair").order_by("-pk")
    )
    boards = boards.annotate(level=said_of(viewer, board=OuterRef("pk")))
    rows = [
        BoardRow(
            board=board,
            threads=len(facts[board.pk]),
            new_posts=sum(new_posts for new_posts, _ in facts[board.pk]),
            last_post_at=max((at for _, at in facts[board.pk] if at is not None), default=None),
            to_come=len(openings[board.pk]),
            opens_at=min(openings[board.pk], default=None),
            is_later=board.kind == BoardKind.SESSION and board.pk not in opened,
            level=board.level or FollowLevel.NORMAL,
        )
        for board in boards
    ]
    return sorted(rows, key=_place)


def _place(row: BoardRow) -> tuple[int, bool, bool, float]:
    opens = row.opens_at.timestamp() if row.is_later and row.opens_at else 0
    return ORDER_OF_KINDS.index(BoardKind(row.board.kind)), row.is_later, row.is_later and not opens, opens


def openings_to_come(now: datetime, **boards: Any) -> defaultdict[int, list[datetime]]:
    """When the prompts open that haven't yet, by board (the boards: `cohort=…` or `pk=…`). One query.

    A prompt of a cancelled session never opens: its year is the last there is.
    """
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    where = {f"board__{name}": value for name, value in boards.items()}
    for board_id, opens_at in Thread.objects.filter(opens_at__gt=now, **where).values_list("board_id", "opens_at"):
        if opens_at and opens_at.year < 9999:
            found[board_id].append(opens_at)
    return found


def thread_rows(board: Board, viewer: User, now: datetime) -> ThreadQuerySet:
    """A board's threads the viewer may read, as they are listed: announcements, then what is pinned, the prompts in their
    order, topics.

    Each with `new_posts` and `latest_author`, the name on the latest post. One query, to be cut into pages.
    """
    # By the clock: what came from another thread has later numbers.
    latest = Post.objects.standing().filter(thread=OuterRef("pk")).order_by("-created_at", "-number")
    threads = with_news(Thread.objects.visible_to(viewer, now).filter(board=board), viewer)
    is_prompt = When(kind=ThreadKind.PROMPT, then=F("pk"))
    return threads.annotate(
        # Before the gate nothing is told of who has answered.
        latest_author=Case(
            When(
                open_gates(viewer, thread=""),
                then=Subquery(latest.values(shown=Coalesce("pseudonym__name", "author__name"))[:1]),
            ),
        ),
        place=Case(is_prompt, default=Value(0), output_field=IntegerField()),
        is_topic=Case(When(kind=ThreadKind.PROMPT, then=Value(0)), default=Value(1), output_field=IntegerField()),
    ).order_by("-is_announcement", "-is_pinned", "is_topic", "place", F("last_post_at").desc(nulls_last=True), "-pk")


def announcements(cohort: Cohort, viewer: User, now: datetime, *, limit: int) -> list[Thread]:
    """The latest announcements on the cohort's boards that the viewer reads, each with `new_posts` and `shown_author`.

    One query.
    """
    threads = Thread.objects.visible_to(viewer, now).filter(board__cohort=cohort, is_announcement=True)
    rows = with_news(threads, viewer).select_related("board__cohort", "author", "pseudonym")
    found = list(rows.order_by("-created_at", "-pk")[:limit])
    for thread in found:
        thread.shown_author = author_of(thread)
    return found
