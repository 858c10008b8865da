"""A thread becomes part of another."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import ROWS_AT_ONCE, sign_change
from discussions import tree
from discussions.models import Flag, HeldPost, Post, PostDraft, ReadingPosition, Thread, ThreadAddress
from discussions.operations.checks import refuse_where_closed, sign_as_author
from discussions.operations.dropping import drop_drafts, drop_files
from discussions.operations.mentions import carry_mentions
from discussions.operations.order import held_threads, refuse_to_move, take_along_all
from discussions.operations.posts import set_body
from discussions.queries.mentions import mentions_in

if TYPE_CHECKING:
    from accounts.models import User

CARRY = "UPDATE discussions_post SET thread_id = %s, number = number + %s, path = %s, depth = %s WHERE id = %s"
BEGINNING = "was the beginning of a topic"
# What Markdown would read as more than a character.
MARKS = re.compile(r"([\\`*_{}\[\]<>#!|~&])")


class UnableToJoin(DomainError):
    """A thread and itself, or more posts than a thread can have."""


@transaction.atomic
def join_threads(*, source: Thread, target: Thread, by: User, now: datetime, widening: bool = False) -> Thread:
    """All of one topic stands in another thread of the cohort, after what was there; its address leads there.

    Its title and first words become a post of their author, and its posts stand below, or, where it has none, at the top.
    Numbers grow by as many as there were, so that the order of writing within each stays. Raises `UnableToJoin`, what
    `held_threads` and `refuse_to_move` raise, and `ThreadIsLocked` or `ThreadNotOpen` of the target.
    """
    if source.pk == target.pk:
        raise UnableToJoin(_("A thread can’t become part of itself."))
    source, target = held_threads(source, target, by=by, now=now)
    refuse_to_move(source, target.board, widening=widening)
    refuse_where_closed(target, now)
    if target.last_number + source.last_number + 1 >= tree.MOST_POSTS:
        raise UnableToJoin(_("Together they would have more posts than a thread can have."))
    before = target.last_number
    opening = _opening_as_post(source, target, by=by, now=now)
    later_by = before + (opening is not None)
    _carry_posts(source, target, opening=opening, later_by=later_by)
    _go_on_reading(source, target, before=before, later_by=later_by)
    Flag.objects.filter(thread=source, post=None).update(post=opening, thread=target)
    if opening is not None:
        carry_mentions(source, opening)
    Flag.objects.filter(thread=source).update(thread=target)
    _carry_the_rest_of_the_beginning(source, opening)
    take_along_all(source, target)
    source.old_addresses.update(thread=target)
    ThreadAddress.objects.update_or_create(board=source.board, slug=source.slug, defaults={"thread": target})
    target.last_number = later_by + source.last_number
    target.numbers_elsewhere += source.numbers_elsewhere
    latest = [at for at in (target.last_post_at, source.last_post_at) if at is not None]
    target.last_post_at = max(latest, default=None)
    sign_change(target, by=by, reason=f"thread {source.pk} became part of it")
    target.save(update_fields=["last_number", "numbers_elsewhere", "last_post_at"])
    sign_change(source, by=by, reason=f"became part of thread {target.pk}")
    source.delete()
    return target


def erase_beginning(post: Post) -> None:
    """The words of a post are erased that was the beginning of a topic: they are gone from what is kept of the topic, too.

    The topic's last line in the history was made when its beginning became this post.
    """
    if not post.history.filter(history_change_reason=BEGINNING).exists():
        return
    gone = Thread.history.filter(
        history_type="-", created_at=post.created_at, board__cohort=post.thread.board.cohort_id
    )
    lines = Thread.history.filter(id__in=list(gone.values_list("id", flat=True)))
    lines.update(title="", body="")


def _opening_as_post(source: Thread, target: Thread, *, by: User, now: datetime) -> Post | None:
    """Title and first words of the topic as a post of the same author; a tombstone where they were taken away.

    None where there are no words: a topic that was split off begins with its posts.
    """
    hidden = getattr(source, "hidden", None)
    said = hidden or source
    if not said.body and not Flag.objects.filter(thread=source, post=None).exists():
        return None
    post = Post(
        thread=target, author=source.author, pseudonym=source.pseudonym, number=target.last_number + 1,
        path=tree.segment(target.last_number + 1), submission=uuid4(), created_at=source.created_at,
        has_files=source.has_files,
    )  # fmt: skip
    words = as_post(said.title, said.body)
    set_body(post, words, mentions_in(words, board=target.board, viewer=by, now=now))
    if hidden is not None:
        post.deleted_at, post.deleted_by, post.deletion_reason = hidden.hidden_at, hidden.hidden_by, hidden.reason
    sign_as_author(post, by=by, reason=BEGINNING)
    post.save()
    return post


def _carry_the_rest_of_the_beginning(source: Thread, opening: Post | None) -> None:
    """Its files are the post's, and what its author has begun to change of it is a change of the post."""
    begun = PostDraft.objects.filter(topic=source)
    if opening is None:
        drop_files(source.attachments.all())
        drop_drafts(begun)
        return
    source.attachments.update(topic=None, post=opening)
    for draft in begun:
        draft.topic, draft.post, draft.body, draft.title = None, opening, as_post(draft.title, draft.body), ""
        draft.save(update_fields=["topic", "post", "title", "body"])


def as_post(title: str, body: str) -> str:
    """The title and the words of a topic as those of a post."""
    marked = MARKS.sub(r"\\\1", title)
    return f"**{marked}**\n\n{body}".rstrip()


def _carry_posts(source: Thread, target: Thread, *, opening: Post | None, later_by: int) -> None:
    """Every post of the source, some hundreds at a time, whatever there are of them.

    Each has a path of its own to be written. By hand, because a `CASE` with a branch for each costs twenty times as much.
    """
    posts, under, last = Post.objects.filter(thread=source), "", ""
    if opening is not None:
        under = opening.path
        posts.filter(parent=None).update(parent=opening)
        HeldPost.objects.filter(thread=source, parent=None).update(parent=opening)
    # Those carried are gone from the source: each round begins behind the last.
    with connection.cursor() as cursor:
        while rows := list(posts.filter(path__gt=last).order_by("path").values_list("pk", "path")[:ROWS_AT_ONCE]):
            paths = ((pk, tree.carried(path, under=under, later_by=later_by)) for pk, path in rows)
            cursor.executemany(CARRY, [(target.pk, later_by, path, tree.depth_of(path), pk) for pk, path in paths])
            last = rows[-1][1]


def _go_on_reading(source: Thread, target: Thread, *, before: int, later_by: int) -> None:
    """Who had read all of the target has read of what came as much as they had read of it there; others read on."""
    there = ReadingPosition.objects.filter(thread=source, person=OuterRef("person")).values("read_number")[:1]
    done = ReadingPosition.objects.filter(Exists(there), thread=target, read_number__gte=before)
    done.update(read_number=Subquery(there) + later_by)
