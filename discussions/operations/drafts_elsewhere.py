"""Drafts of a new topic, of the change of a topic and of the change of a post. Those of answers and replies: `drafts`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from common.one_line import one_line
from discussions.enums import ThreadKind
from discussions.models import Board, HeldPost, Post, PostDraft, Thread
from discussions.operations.checks import NotYours, refuse_where_closed, refuse_where_over
from discussions.operations.drafts import MOST_DRAFTS, TooManyDrafts, WrittenElsewhere, tidied
from discussions.operations.dropping import drop_drafts

if TYPE_CHECKING:
    from discussions.querysets import DraftQuerySet

LONGEST_TITLE = 300


@dataclass(frozen=True)
class WritingPlace:
    """Where the words will stand: on a board as a new topic, or instead of those of a topic or a post."""

    board: Board | None = None
    topic: Thread | None = None
    post: Post | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of a draft that say it."""
        return {"board": self.board, "topic": self.topic, "post": self.post}

    @property
    def talk_board(self) -> Board:
        """The board that the words are read on."""
        if self.board is not None:
            return self.board
        return self.topic.board if self.topic is not None else self.post.thread.board  # type: ignore[union-attr]


def drafts_of(place: WritingPlace, by: User) -> DraftQuerySet:
    """The draft (0 or 1 rows) of a person at a place."""
    return PostDraft.objects.filter(person=by, thread=None, **place.facts)


@transaction.atomic
def save_draft_of(
    *, place: WritingPlace, by: User, title: str, body: str, version: int, now: datetime, without_name: bool = False,
    submission: UUID | None = None,
) -> PostDraft:  # fmt: skip
    """What `by` is writing there; `version`: the one their page began with, 0 for a new one.

    The same words once more change nothing, whatever the version; nothing written yet is no row. A form that has been posted
    meanwhile (`submission`) leaves no draft behind. Raises the kinds of `UnableToWrite`, `WrittenElsewhere` among them.
    """
    title, body = one_line(title)[:LONGEST_TITLE], tidied(body)
    _refuse_where_nothing_is_written(place, by, now)
    # Two pages that save at the same time wait for one another here, where the draft may not be yet.
    User.objects.select_for_update().get(pk=by.pk)
    draft = drafts_of(place, by).select_for_update(of=("self",)).first()
    if draft is None:
        if version or (submission and _is_posted(submission)):
            raise WrittenElsewhere(None)
        draft = PostDraft(person=by, updated_at=now, **place.facts)
        if not body.strip() and not title:
            return draft
        _refuse_where_too_many(by)
    elif (draft.title, draft.body, draft.without_name) == (title, body, without_name):
        return draft
    elif version != draft.version:
        raise WrittenElsewhere(draft)
    draft.title, draft.body, draft.without_name, draft.updated_at = title, body, without_name, now
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def begun_draft_of(*, place: WritingPlace, by: User, now: datetime) -> PostDraft:
    """The draft there, held; where there is none yet, one with the words that stand there.

    Raises the kinds of `UnableToWrite`.
    """
    _refuse_where_nothing_is_written(place, by, now)
    User.objects.select_for_update().get(pk=by.pk)
    draft = drafts_of(place, by).select_for_update(of=("self",)).first()
    if draft is None:
        _refuse_where_too_many(by)
        said = place.topic or place.post
        draft = PostDraft(person=by, updated_at=now, **place.facts)
        draft.title, draft.body = (place.topic.title if place.topic else ""), (said.body if said else "")
        draft.save()
    return draft


@transaction.atomic
def discard_draft_of(*, place: WritingPlace, by: User) -> None:
    """The words aren't wanted any more, nor are their files. Twice is once, and so is a draft that there isn't."""
    drop_drafts(drafts_of(place, by))


def forget_saved(place: WritingPlace, by: User, *, title: str, body: str, version: int) -> None:
    """The draft stands there now. Newer words, from another device, stay: nobody has seen them in the form that was sent."""
    drop_drafts(drafts_of(place, by).filter(Q(version__lte=version) | Q(title=title, body=body)))


def _is_posted(submission: UUID) -> bool:
    return any(model.objects.filter(submission=submission).exists() for model in (Thread, HeldPost))


def _refuse_where_nothing_is_written(place: WritingPlace, by: User, now: datetime) -> None:
    if place.board is not None:
        board = Board.objects.visible_to(by).with_rights(by).select_related("cohort").filter(pk=place.board.pk).first()
        if board is None:
            raise NotYours
        refuse_where_over(board.cohort, may_talk=board.may_talk)
        return
    if place.topic is not None:
        threads = Thread.objects.filter(pk=place.topic.pk, author=by, kind=ThreadKind.TOPIC, hidden=None)
    else:
        posts = Post.objects.visible_to(by, now).with_rights(by).standing()
        post = posts.filter(pk=place.post.pk).first() if place.post is not None else None
        if post is None or not (post.author_id == by.pk or post.may_moderate):
            raise NotYours
        threads = Thread.objects.filter(pk=post.thread_id)
    thread = threads.visible_to(by, now).with_rights(by).select_related("board__cohort").first()
    if thread is None:
        raise NotYours
    refuse_where_closed(thread, now)
    refuse_where_over(thread.board.cohort, may_talk=thread.may_talk)


def _refuse_where_too_many(by: User) -> None:
    if PostDraft.objects.filter(person=by).count() >= MOST_DRAFTS:
        raise TooManyDrafts
