"""A post and all below it becomes a thread of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F, Max
from django.db.models.functions import Least, Substr
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import ROWS_AT_ONCE, sign_change
from discussions import tree
from discussions.enums import ThreadKind
from discussions.models import Flag, Post, ReadingPosition, Thread
from discussions.operations.checks import NotYours, sign_as_author
from discussions.operations.order import held_board, held_threads, take_along_what_is_begun
from discussions.operations.posts import PostIsGone
from discussions.operations.threads import checked_title, free_slug

if TYPE_CHECKING:
    from accounts.models import User


class StandsTooDeep(DomainError):
    """Below the deepest level replies stand side by side."""

    def __str__(self) -> str:
        return _(
            "Replies this deep stand side by side, so it can’t be told what belongs to this one. Choose a post further up."
        )


@transaction.atomic
def split_thread(*, thread: Thread, post: Post, title: str, by: User, now: datetime) -> Thread:
    """The post and everything below it as a new topic on the same board, by whoever splits it off.

    Every post keeps its number, so that how far people have read goes along; the paths lose what they began with. Both in
    one statement. Sent twice, it is the same topic. Raises `UnableToNameTopic`, `PostIsGone`, `StandsTooDeep`, and what
    `held_threads` raises.
    """
    title = checked_title(title)
    board = held_board(thread.board, by)
    (source,) = held_threads(thread, by=by, now=now)
    root = Post.objects.select_for_update().filter(pk=post.pk).first()
    if root is None or source.board_id != board.pk:
        raise NotYours
    if root.thread_id != source.pk:
        return root.thread
    if root.deleted_at:
        raise PostIsGone
    if root.depth == tree.DEEPEST - 1:
        raise StandsTooDeep
    below = Post.objects.filter(thread=source, path__gte=root.path, path__lt=tree.end_of_subtree(root.path))
    facts: dict[str, Any] = below.aggregate(count=Count("pk"), last=Max("number"), at=Max("created_at"))
    topic = Thread(
        board=board, kind=ThreadKind.TOPIC, slug=free_slug(board, title), title=title, author=by, created_at=now,
        last_number=facts["last"], numbers_elsewhere=facts["last"] - facts["count"], last_post_at=facts["at"],
    )  # fmt: skip
    sign_change(topic, by=by, reason=f"split off from thread {source.pk}")
    topic.save()
    below.update(thread=topic, path=Substr("path", len(root.path) - tree.WIDTH + 1), depth=F("depth") - root.depth)
    root.refresh_from_db()
    root.parent = None
    sign_as_author(root, by=by, reason=f"split off from thread {source.pk}")
    root.save(update_fields=["parent"])
    Flag.objects.filter(thread=source, post__thread=topic).update(thread=topic)
    take_along_what_is_begun(source, topic)
    _go_on_reading(source, topic)
    source.numbers_elsewhere += facts["count"]
    source.last_post_at = _latest(source)
    sign_change(source, by=by, reason=f"thread {topic.pk} was split off")
    source.save(update_fields=["numbers_elsewhere", "last_post_at"])
    return topic


def _go_on_reading(source: Thread, topic: Thread) -> None:
    """Who had read as far as a post there has read as far as it here."""
    read = ReadingPosition.objects.filter(thread=source)
    rows = read.values("person_id", "read_at", number=Least("read_number", topic.last_number))
    positions = (
        ReadingPosition(thread=topic, person_id=row["person_id"], read_number=row["number"], read_at=row["read_at"])
        for row in rows
    )
    ReadingPosition.objects.bulk_create(positions, batch_size=ROWS_AT_ONCE)


def _latest(thread: Thread) -> datetime | None:
    """When somebody last wrote in it; a topic's first words are talk, too."""
    at = thread.posts.order_by("-created_at").values_list("created_at", flat=True).first()
    return at or (thread.created_at if thread.kind == ThreadKind.TOPIC else None)
