"""Writing, changing, taking away and bringing back a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.background import start_on_commit
from common.errors import DomainError
from common.markdown import render, text_of, words_in
from discussions import tree
from discussions.enums import FlagOutcome
from discussions.models import HeldPost, Post, Thread
from discussions.notices import tell_author
from discussions.operations.attachments import FileWords, attach_files, files_to_post, revise_files
from discussions.operations.checks import (
    AnswerFirst,
    FormOfAnother,
    NotYours,
    TooMuchAtOnce,
    UnableToWrite,
    checked_text,
    given_reason,
    pseudonym_for,
    refuse_where_closed,
    refuse_where_over,
    sign_as_author,
)
from discussions.operations.drafts import drafts_at, forget_posted, has_draft
from discussions.operations.drafts_elsewhere import WritingPlace, drafts_of, forget_saved
from discussions.operations.flag_outcomes import close_flags
from discussions.operations.holding import held_of_form, hold_post, is_to_be_held
from discussions.operations.mentions import note_mentions
from discussions.queries.gate import is_behind_gate
from discussions.queries.mentions import mentions_in

if TYPE_CHECKING:
    from accounts.models import User
    from common.markdown import Marker

# Per person; counted in the database, so that it holds in every process.
MOST_POSTS, POSTS_WITHIN = 20, timedelta(minutes=10)


class ParentIsGone(UnableToWrite):
    """What should be answered isn't in this thread, or has been taken away."""

    def __str__(self) -> str:
        return _("The post you reply to has been taken away. You can answer the thread itself.")


class PostIsGone(UnableToWrite):
    """A tombstone has no words to change."""

    def __str__(self) -> str:
        return _("This post has been taken away.")


class NotYourPost(UnableToWrite):
    """Neither the author nor someone who runs the sessions."""

    def __str__(self) -> str:
        return _("Only the author and those who run this cohort's sessions can change the words of a post.")


class UnableToDelete(DomainError):
    """Neither the author nor someone who runs the sessions."""

    def __str__(self) -> str:
        return _("Only the author and those who run this cohort's sessions can take this post away.")


class UnableToRestore(DomainError):
    """Neither who took it away nor someone who runs the sessions."""

    def __str__(self) -> str:
        return _("Only those who run this cohort's sessions can bring this post back.")


class PostIsErased(UnableToRestore):
    """Its author had the words erased: there is nothing left to bring back."""

    def __str__(self) -> str:
        return _("The words of this post are erased for good, so it can’t be brought back.")


def write_post(
    *,
    thread: Thread,
    by: User,
    body: str,
    submission: UUID,
    now: datetime,
    parent: int | None = None,
    without_name: bool = False,
    version: int = 0,
    files: Sequence[FileWords] = (),
) -> Post | HeldPost:
    """An answer in a thread, or a reply to the post with the id `parent`; `without_name`, under the person's pseudonym.

    Where the cohort looks at first posts, what somebody new writes waits (`HeldPost`) until it is released.

    `submission` was made with the form: the same form sent again, by double click, retry or second tab, is the same post.
    The draft that the form began with (`version`) is gone then; its `files` are the post's. Raises the kinds of
    `UnableToWrite`, and what `pseudonym_for` raises.
    """
    draft = Post(author=by, body=checked_text(body), submission=submission, created_at=now, to_tell=True)
    try:
        with transaction.atomic():
            return _write_post(
                draft, thread, by=by, parent_id=parent, without_name=without_name, version=version, words=files, now=now
            )
    except IntegrityError:
        # The same form, in another thread, in the same instant: its lock was another one.
        return _post_of_form(Post.objects.filter(submission=submission).first(), thread.pk, by)


def _write_post(
    draft: Post, thread: Thread, *, by: User, parent_id: int | None, without_name: bool, version: int,
    words: Sequence[FileWords], now: datetime,
) -> Post | HeldPost:  # fmt: skip
    # The thread's row decides: it gives out the numbers. Whoever writes here at the same time waits.
    locked = Thread.objects.select_for_update().only("last_number", "last_post_at").filter(pk=thread.pk).first()
    place = (
        Thread.objects.visible_to(by, now)
        .with_rights(by)
        .annotate(has_draft=has_draft(by, parent_id))
        .select_related("board__cohort", "board__team")
        .filter(pk=thread.pk)
        .first()
    )
    if locked is None or place is None:
        raise NotYours
    known = {post.submission: post for post in Post.objects.filter(Q(submission=draft.submission) | Q(pk=parent_id))}
    if draft.submission in known:
        return _post_of_form(known[draft.submission], thread.pk, by)
    if held := held_of_form(place.board, draft.submission, by=by, thread=place.pk):
        return held
    refuse_where_closed(place, now)
    refuse_where_over(place.board.cohort, may_talk=place.may_talk)
    parent = next(iter(known.values()), None)
    if parent_id is not None and (parent is None or parent.thread_id != place.pk or parent.deleted_at):
        raise ParentIsGone
    if parent is not None and parent.author_id != by.pk and is_behind_gate(place, by):
        raise AnswerFirst
    if Post.objects.filter(author=by, created_at__gt=now - POSTS_WITHIN).count() >= MOST_POSTS:
        raise TooMuchAtOnce
    if without_name:
        draft.pseudonym = pseudonym_for(place.board, by, now)
    files = files_to_post(drafts_at(place, by, parent_id), words, nameless=without_name) if words else []
    draft.has_files = bool(files)
    said = _said(draft, place, parent=parent, number=locked.last_number + 1, by=by, now=now)
    if files:
        attach_files(said, files)
    if place.has_draft:
        forget_posted(place, by, parent_id, body=draft.body, version=version)
    return said


def _said(draft: Post, thread: Thread, *, parent: Post | None, number: int, by: User, now: datetime) -> Post | HeldPost:
    if is_to_be_held(thread.board, by):
        return hold_post(draft, thread, parent=parent, by=by, now=now)
    return add_post(draft, thread, parent=parent, number=number, by=by)


def add_post(post: Post, thread: Thread, *, parent: Post | None, number: int, by: User) -> Post:
    """The post in its place, below `parent`; the thread's row is held. What is written and what is released come by here."""
    post.thread, post.parent, post.number = thread, parent, number
    post.path = tree.path_under(parent.path if parent else "", number)
    post.depth = tree.depth_of(post.path)
    mentions = mentions_in(post.body, board=thread.board, viewer=by, now=post.created_at)
    set_body(post, post.body, mentions)
    sign_as_author(post, by=by, reason="written")
    post.save()
    # Without save(): the thread's history is about its words and its lock, not about who wrote under it.
    latest = max(post.created_at, thread.last_post_at) if thread.last_post_at else post.created_at
    Thread.objects.filter(pk=thread.pk).update(last_number=number, last_post_at=latest)
    note_mentions(post, mentions, by=by, now=post.created_at)
    # Whoever is to hear of it is looked for in the background: a reply costs the same in any company.
    start_on_commit("discussions.tell_of_talk")
    return post


def _post_of_form(post: Post | None, thread_id: int, by: User) -> Post:
    if post is None or post.author_id != by.pk or post.thread_id != thread_id:
        raise FormOfAnother
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    by: User,
    body: str,
    now: datetime,
    reason: str = "",
    version: int = 0,
    files: Sequence[FileWords] = (),
) -> Post:
    """Change the words of a post; the ones before are kept in the history. The draft of the change (`version`) is gone then.

    Its author changes its `files`, too: those named are described anew or left out, those that were added are the post's.
    The author needs no reason; who runs the sessions does. Raises the kinds of `UnableToWrite`, `ReasonIsMissing`.
    """
    body = checked_text(body)
    post = _locked(post, by, now)
    if post.deleted_at:
        raise PostIsGone
    refuse_where_closed(post.thread, now)
    if post.author_id == by.pk:
        refuse_where_over(post.thread.board.cohort, may_talk=post.may_talk)
        reason = ""
    elif _keeps_order(post, by):
        reason = given_reason(reason)
    else:
        raise NotYourPost
    had_files = post.has_files
    if post.author_id == by.pk:
        revise_files(post, drafts_of(WritingPlace(post=post), by), files)
    if post.has_files != had_files:
        Post.objects.filter(pk=post.pk).update(has_files=post.has_files)
    forget_saved(WritingPlace(post=post), by, title="", body=body, version=version)
    if post.body != body:
        before, mentions = post.body, mentions_in(body, board=post.thread.board, viewer=by, now=now)
        set_body(post, body, mentions)
        post.edited_at, post.edited_by, post.edit_reason = now, by, reason
        sign_as_author(post, by=by, reason=f"edited: {reason}" if reason else "edited")
        post.save(update_fields=["body", "body_html", "word_count", "edited_at", "edited_by", "edit_reason"])
        note_mentions(post, mentions, by=by, now=now, before=before)
    return post


@transaction.atomic
def delete_post(*, post: Post, by: User, now: datetime, reason: str = "", also_taken_back: bool = False) -> Post:
    """Take a post away: a tombstone stays, so that the thread keeps its shape. Taken away already, nothing changes.

    The author needs no reason; who runs the sessions does, and the author gets it by mail. With `also_taken_back`, what the
    author took away meanwhile is taken away by those who run the sessions, so that the author can't bring it back.
    Raises `UnableToDelete`, `ReasonIsMissing`, `NotYours`.
    """
    post = _locked(post, by, now)
    by_author = post.deleted_by_id is not None and post.deleted_by_id == post.author_id
    if post.deleted_at and not (also_taken_back and by_author and post.author_id != by.pk):
        return post
    if post.author_id == by.pk:
        reason = ""
    elif _keeps_order(post, by):
        reason = given_reason(reason)
    else:
        raise UnableToDelete
    post.deleted_at, post.deleted_by, post.deletion_reason = now, by, reason
    sign_as_author(post, by=by, reason=f"deleted: {reason}" if reason else "deleted")
    post.save(update_fields=["deleted_at", "deleted_by", "deletion_reason"])
    if post.author_id != by.pk:
        close_flags(thread=post.thread_id, post=post.pk, outcome=FlagOutcome.HIDDEN, by=by, now=now, note=reason)
        tell_author(said=post, hidden_at=now, now=now)
    return post


@transaction.atomic
def restore_post(*, post: Post, by: User, now: datetime) -> Post:
    """Bring a post back: who runs the sessions any, the author one they took away themselves.

    Raises `UnableToRestore`, `PostIsErased`, `NotYours`.
    """
    post = _locked(post, by, now)
    if not post.deleted_at:
        return post
    if not _keeps_order(post, by) and not (post.author_id == by.pk == post.deleted_by_id):
        raise UnableToRestore
    if post.erased_at:
        raise PostIsErased
    post.deleted_at, post.deleted_by, post.deletion_reason = None, None, ""
    sign_as_author(post, by=by, reason="restored")
    post.save(update_fields=["deleted_at", "deleted_by", "deletion_reason"])
    return post


def _locked(post: Post, by: User, now: datetime) -> Post:
    """The post as it stands now, held until the end of the transaction. Raises `NotYours`."""
    standing = (
        Post.objects.visible_to(by, now)
        .with_rights(by)
        .select_for_update(of=("self",))
        .select_related("thread__board__cohort")
        .filter(pk=post.pk)
        .first()
    )
    if standing is None:
        raise NotYours
    return standing


def _keeps_order(post: Post, by: User) -> bool:
    return post.may_moderate and (post.thread.board.cohort.is_open or by.is_site_admin)


def set_body(post: Post, body: str, marker: Marker | None = None) -> None:
    """The words of a post, and what is drawn and counted of them."""
    post.body = body
    post.body_html = render(body, heading_level=4, keep_lines=True, marker=marker)
    post.word_count = words_in(text_of(post.body_html))
