"""Putting a word under somebody's post, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from discussions.enums import ReactionKind
from discussions.models import Post, Reaction
from discussions.operations.checks import NotYours, UnableToWrite, refuse_where_closed, refuse_where_over
from discussions.operations.posts import PostIsGone

if TYPE_CHECKING:
    from accounts.models import User


class NoSuchReaction(UnableToWrite):
    """None of the four."""

    field = "kind"

    def __str__(self) -> str:
        return _("Choose one of the four.")


class OwnPost(UnableToWrite):
    """It is for others to say."""

    def __str__(self) -> str:
        return _("This is your own post. Reactions come from others.")


@transaction.atomic
def react(*, post: Post, kind: str, by: User, now: datetime) -> None:
    """A word under a post, by name; there already, nothing changes.

    Raises `NoSuchReaction`, `OwnPost` and the other kinds of `UnableToWrite`.
    """
    if kind not in ReactionKind:
        raise NoSuchReaction
    post = _held(post, by, now)
    if post.deleted_at:
        raise PostIsGone
    refuse_where_closed(post.thread, now)
    refuse_where_over(post.thread.board.cohort, may_talk=post.may_talk)
    if post.author_id == by.pk:
        raise OwnPost
    Reaction.objects.bulk_create([Reaction(post=post, kind=kind, person=by, made_at=now)], ignore_conflicts=True)
    _count(post)


@transaction.atomic
def take_back_reaction(*, post: Post, kind: str, by: User, now: datetime) -> None:
    """One's own word is taken back as long as one reads the post; where there is none, nothing changes. Raises `NotYours`."""
    post = _held(post, by, now)
    Reaction.objects.filter(post=post, kind=kind, person=by).delete()
    _count(post)


def _held(post: Post, by: User, now: datetime) -> Post:
    """The post, whose row decides: whoever counts its reactions at the same time waits. Raises `NotYours`."""
    held = (
        Post.objects.visible_to(by, now)
        .with_rights(by)
        .select_for_update(of=("self",))
        .select_related("thread__board__cohort")
        .filter(pk=post.pk)
        .first()
    )
    if held is None:
        raise NotYours
    return held


def _count(post: Post) -> None:
    """Without save(): the history of a post is about its words."""
    counts = dict(Reaction.objects.filter(post=post).order_by().values_list("kind").annotate(Count("pk")))
    said = ",".join(f"{kind} {counts[kind]}" for kind in ReactionKind.values if kind in counts)
    Post.objects.filter(pk=post.pk).update(reaction_counts=said)
