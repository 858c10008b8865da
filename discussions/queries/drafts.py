"""Drafts of posts: the one of a form, found with its thread, and a person's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from discussions.models import Attachment, Post, PostDraft, Thread

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.querysets import DraftQuerySet, ThreadQuerySet

COLUMNS = ("pk", "body", "without_name", "version", "updated_at")


@dataclass(frozen=True)
class DraftAt:
    """Where in a thread somebody writes: under the post `parent`, or at the end."""

    parent: int | None = None


def with_draft(threads: ThreadQuerySet, viewer: int, at: DraftAt) -> ThreadQuerySet:
    """Each thread with the draft of `viewer` (an id) at this place, by one join on the index that makes it unique."""
    mine = Q(drafts__person=viewer, drafts__parent=at.parent)
    joined = threads.annotate(draft_here=FilteredRelation("drafts", condition=mine))
    facts = {f"draft_{column}": F(f"draft_here__{column}") for column in COLUMNS}
    waiting = Attachment.objects.filter(draft=OuterRef("draft_here__pk"))
    return joined.annotate(**facts, draft_has_files=Exists(waiting))


def draft_of(thread: Thread, viewer: User, at: DraftAt) -> PostDraft | None:
    """The draft that `with_draft` has found."""
    facts = {column: getattr(thread, f"draft_{column}") for column in COLUMNS}
    if not facts["pk"]:
        return None
    draft = PostDraft(person=viewer, thread=thread, parent_id=at.parent, **facts)
    draft.has_files = getattr(thread, "draft_has_files")  # noqa: B009 - of the annotation
    return draft


def drafts_of(viewer: User, now: datetime) -> DraftQuerySet:
    """A person's drafts, the latest first, as their list shows them. One query, to be cut into pages."""
    drafts = PostDraft.objects.visible_to(viewer, now).order_by("-updated_at", "-pk")
    drafts = drafts.annotate(
        brings_files=Exists(Attachment.objects.filter(draft=OuterRef("pk"))),
        # Whom one answers, before the gate, isn't told.
        reads_parent=Exists(Post.objects.past_the_gate(viewer).filter(pk=OuterRef("parent"))),
    )
    return drafts.select_related(
        "thread__board__cohort", "board__cohort", "topic__board__cohort", "post__thread__board__cohort",
        "parent__author", "parent__pseudonym",
    )  # fmt: skip
