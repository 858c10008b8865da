"""Drafts of posts: kept while somebody writes, on every device the same; discarded, posted, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from common.markdown import LONGEST
from discussions.models import Post, PostDraft, Thread
from discussions.operations.checks import (
    NotYours,
    TextIsTooLong,
    UnableToWrite,
    refuse_where_closed,
    refuse_where_over,
)
from discussions.operations.dropping import drop_drafts

if TYPE_CHECKING:
    from discussions.querysets import DraftQuerySet

# A person's; more than anybody writes at a time.
MOST_DRAFTS = 200
KEPT_FOR = timedelta(days=180)
# No row has a larger one, and SQLite can't be asked for it.
LARGEST_ID = 2**63 - 1


class WrittenElsewhere(UnableToWrite):
    """Other words were saved since the page was opened. `standing` are those, or None where there are none any more."""

    def __init__(self, standing: PostDraft | None) -> None:
        super().__init__(standing and standing.pk)
        self.standing = standing

    def __str__(self) -> str:
        if self.standing is None:
            return _("This draft was posted or discarded in another tab or on another device.")
        return _(
            "You have written here in another tab or on another device. Your words are in the form, and under it what is "
            "kept there. Put together what you want to say."
        )


class TooManyDrafts(UnableToWrite):
    """As many as a person may have."""

    def __str__(self) -> str:
        return _("You have many drafts. Discard some of them, so that new ones can be kept.")


class ParentIsElsewhere(UnableToWrite):
    """What should be answered isn't in this thread."""

    def __str__(self) -> str:
        return _("The post you reply to isn’t in this thread.")


@transaction.atomic
def save_draft(
    *,
    thread: Thread,
    by: User,
    body: str,
    version: int,
    now: datetime,
    parent: int | None = None,
    without_name: bool = False,
    submission: UUID | None = None,
) -> PostDraft:
    """What `by` is writing in the thread, or under the post `parent`; `version`: the one their page began with, 0 for a new one.

    The same words once more change nothing, whatever the version; nothing written yet is no row. A form that has been posted
    meanwhile (`submission`) leaves no draft behind. Raises the kinds of `UnableToWrite`, `WrittenElsewhere` among them.
    """
    body = tidied(body)
    _refuse_where_nothing_is_written(thread, by, now)
    # Two pages that save at the same time wait for one another here, where the draft may not be yet.
    User.objects.select_for_update().get(pk=by.pk)
    draft = drafts_at(thread, by, parent).select_for_update(of=("self",)).first()
    if draft is None:
        if version or (submission and Post.objects.filter(submission=submission).exists()):
            raise WrittenElsewhere(None)
        draft = PostDraft(person=by, thread=thread, parent_id=parent, updated_at=now)
        if not body.strip():
            return draft
        _refuse_where_too_many(draft)
    elif (draft.body, draft.without_name) == (body, without_name):
        return draft
    elif version != draft.version:
        raise WrittenElsewhere(draft)
    draft.body, draft.without_name, draft.updated_at = body, without_name, now
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def discard(*, draft: PostDraft, by: User) -> None:
    """A draft of the person's list isn't wanted any more, whatever it is of."""
    drop_drafts(PostDraft.objects.filter(pk=draft.pk, person=by))


@transaction.atomic
def discard_draft(*, thread: Thread, by: User, parent: int | None = None) -> None:
    """The words aren't wanted any more, nor are their files. Twice is once, and so is a draft that there isn't."""
    drop_drafts(drafts_at(thread, by, parent))


def has_draft(by: User, parent: int | None) -> Exists:
    """Whether a thread has the person's draft at this place."""
    return Exists(_under(PostDraft.objects.filter(person=by, thread=OuterRef("pk")), parent))


def forget_posted(thread: Thread, by: User, parent: int | None, *, body: str, version: int) -> None:
    """The draft has become a post. Newer words, from another device, stay: nobody has seen them in the form that was sent."""
    drop_drafts(drafts_at(thread, by, parent).filter(Q(version__lte=version) | Q(body=body)))


@transaction.atomic
def forget_old_drafts(*, now: datetime) -> int:
    """How many have lain untouched for half a year, and are gone now."""
    return drop_drafts(PostDraft.objects.filter(updated_at__lt=now - KEPT_FOR))


def begun_draft(*, thread: Thread, by: User, parent: int | None, now: datetime) -> PostDraft:
    """The draft at this place, held; an empty one where there is none yet. Raises the kinds of `UnableToWrite`."""
    _refuse_where_nothing_is_written(thread, by, now)
    User.objects.select_for_update().get(pk=by.pk)
    draft = drafts_at(thread, by, parent).select_for_update(of=("self",)).first()
    if draft is None:
        draft = PostDraft(person=by, thread=thread, parent_id=parent, updated_at=now)
        _refuse_where_too_many(draft)
        draft.save()
    return draft


def drafts_at(thread: Thread, by: User, parent: int | None) -> DraftQuerySet:
    """The draft (0 or 1 rows) of a person at a place."""
    return _under(PostDraft.objects.filter(person=by, thread=thread), parent)


def _under(drafts: DraftQuerySet, parent: int | None) -> DraftQuerySet:
    return drafts.none() if parent is not None and parent > LARGEST_ID else drafts.filter(parent=parent)


def tidied(body: str) -> str:
    """The words as they are kept: one kind of line end, no zero bytes. Raises `TextIsTooLong`."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(body) > LONGEST:
        raise TextIsTooLong(len(body))
    return body


def _refuse_where_nothing_is_written(thread: Thread, by: User, now: datetime) -> None:
    place = (
        Thread.objects.visible_to(by, now).with_rights(by).select_related("board__cohort").filter(pk=thread.pk).first()
    )
    if place is None:
        raise NotYours
    refuse_where_closed(place, now)
    refuse_where_over(place.board.cohort, may_talk=place.may_talk)


def _refuse_where_too_many(draft: PostDraft) -> None:
    if draft.parent_id is not None:
        readable = Post.objects.past_the_gate(draft.person).filter(pk=draft.parent_id, thread=draft.thread_id)
        if not readable.exists():
            raise ParentIsElsewhere
    if PostDraft.objects.filter(person=draft.person_id).count() >= MOST_DRAFTS:
        raise TooManyDrafts
