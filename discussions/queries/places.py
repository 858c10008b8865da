"""Where threads and posts stand now that stood elsewhere before, and who reads where."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from discussions.enums import SHARED_KINDS, BoardKind
from discussions.models import Board, Post, Thread, ThreadAddress

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.querysets import BoardQuerySet

# So many threads are offered to become part of: the latest talk.
MOST_OFFERED = 200
# So many words of a title are looked for.
MOST_WORDS = 8


def address_now(*, cohort: str, board: str, thread: str) -> dict[str, str] | None:
    """The words of the address to which an old one leads; None where there is none. One query."""
    found = ThreadAddress.objects.filter(board__cohort__slug=cohort, board__slug=board, slug=thread)
    row = found.values_list("thread__board__slug", "thread__slug").first()
    return {"cohort": cohort, "board": row[0], "thread": row[1]} if row else None


def post_elsewhere(viewer: User, now: datetime, *, thread: Thread, post: int) -> Post | None:
    """A post of the same cohort that isn't in the thread where somebody looks for it; None unless something was split off there.

    One query, or none.
    """
    if not thread.numbers_elsewhere:
        return None
    posts = Post.objects.visible_to(viewer, now).filter(thread__board__cohort=thread.board.cohort_id)
    return posts.exclude(thread=thread).select_related("thread__board__cohort").filter(pk=post).first()


def boards_to_move_to(thread: Thread, viewer: User) -> BoardQuerySet:
    """The other boards of the cohort that the viewer reads. One query."""
    boards = Board.objects.visible_to(viewer).filter(cohort=thread.board.cohort_id).exclude(pk=thread.board_id)
    return boards.select_related("cohort", "team", "group", "pair").order_by("name", "pk")


def threads_to_join(
    thread: Thread, viewer: User, now: datetime, *, words: str = "", chosen: int | None = None
) -> list[tuple[str, list[Thread]]]:
    """Threads of the cohort that this one can become part of, by board: its own first. One query.

    The latest; with `words`, those that have all of them in their title; and the one that was `chosen` before.
    """
    threads = Thread.objects.visible_to(viewer, now).filter(
        Q(opens_at=None) | Q(opens_at__lte=now), board__cohort=thread.board.cohort_id, is_locked=False
    )
    titled = Q()
    for word in words.split()[:MOST_WORDS]:
        titled &= Q(title__icontains=word)
    threads = threads.filter(titled if chosen is None else titled | Q(pk=chosen))
    threads = threads.exclude(pk=thread.pk).select_related("board__cohort", "board__team", "board__group")
    found: dict[tuple[bool, str], list[Thread]] = defaultdict(list)
    is_chosen = Case(When(pk=chosen or 0, then=Value(0)), default=Value(1), output_field=IntegerField())
    for other in threads.order_by(is_chosen, F("last_post_at").desc(nulls_last=True), "-pk")[:MOST_OFFERED]:
        found[other.board_id != thread.board_id, other.board.name].append(other)
    return [(name, found[is_other, name]) for is_other, name in sorted(found)]


def is_wider(source: Board, target: Board) -> bool:
    """Whether somebody reads the target who doesn't read the source."""
    return source.pk != target.pk and source.kind not in SHARED_KINDS


def is_narrower(source: Board, target: Board) -> bool:
    """Whether somebody reads the source who doesn't read the target."""
    return source.pk != target.pk and target.kind not in SHARED_KINDS


def who_reads(board: Board) -> str:
    """Who reads a board, as a sentence; the board has its cohort, team and group with it."""
    if board.kind in SHARED_KINDS:
        return _("Everybody who takes part in the talk of this cohort reads there.")
    if board.kind == BoardKind.FACILITATORS:
        return _("Only facilitators and coordinators read there.")
    if board.kind == BoardKind.GROUP:
        return _("Only the members of the group “%(name)s” read there.") % {"name": board.name}
    if board.kind == BoardKind.COACHING:
        return _("Only the people of “%(name)s” and their coach read there.") % {"name": board.name}
    if board.cohort.staff_see_team_boards:
        return _("The team “%(name)s” reads there, its coach, and the facilitators and coordinators.") % {
            "name": board.name
        }
    return _("Only the team “%(name)s” and its coach read there.") % {"name": board.name}
