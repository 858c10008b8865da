"""What moving, splitting and joining threads have in common: their refusals, and the rows they hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from common.errors import DomainError
from discussions.enums import ThreadKind
from discussions.models import Attachment, Board, Following, HeldPost, PostDraft, Thread
from discussions.operations.checks import NotYours, refuse_where_over
from discussions.operations.threads import UnableToKeepOrder
from discussions.queries.places import is_wider

if TYPE_CHECKING:
    from accounts.models import User


class BelongsToSession(DomainError):
    """A prompt's thread is its session's."""

    def __str__(self) -> str:
        return _("This is the discussion of a session’s prompt. It stays with its session.")


class WouldBeReadByMore(DomainError):
    """What was said among few is shown to more only after somebody has read who they are."""

    def __str__(self) -> str:
        return _("Others read there than read here. Nothing was done; look at who they are first.")


def held_board(board: Board, by: User) -> Board:
    """The board, held until the end of the transaction: it gives out the addresses of its threads. Raises `NotYours`.

    Always taken before a thread.
    """
    Board.objects.select_for_update().get(pk=board.pk)
    found = Board.objects.visible_to(by).select_related("cohort").filter(pk=board.pk).first()
    if found is None:
        raise NotYours
    return found


def held_threads(*threads: Thread, by: User, now: datetime) -> list[Thread]:
    """The threads as they stand now, held until the end of the transaction, by somebody who keeps order in them.

    Two are always taken in the same order, so that nobody waits for each other. Raises `NotYours`, `UnableToKeepOrder`,
    `CohortIsCompleted`.
    """
    keys = [thread.pk for thread in threads]
    # First the locks alone, in the order of the keys; then as they are.
    list(Thread.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    rows = Thread.objects.visible_to(by, now).with_rights(by).select_related("board__cohort", "hidden")
    found = rows.in_bulk(keys)
    if len(found) != len(set(keys)):
        raise NotYours
    for thread in found.values():
        if not thread.may_moderate:
            raise UnableToKeepOrder
        refuse_where_over(thread.board.cohort, may_talk=True)
    return [found[key] for key in keys]


def refuse_to_move(thread: Thread, target: Board, *, widening: bool) -> None:
    """Raises `NotYours` for another cohort's board, `BelongsToSession`, and, unless `widening`, `WouldBeReadByMore`."""
    if thread.board.cohort_id != target.cohort_id:
        raise NotYours
    if thread.kind == ThreadKind.PROMPT:
        raise BelongsToSession
    if is_wider(thread.board, target) and not widening:
        raise WouldBeReadByMore


def take_along_what_is_begun(source: Thread, target: Thread) -> None:
    """Replies in the making, and those that wait, go where the posts are that they answer; these have moved already."""
    PostDraft.objects.filter(thread=source, parent__thread=target).update(thread=target)
    HeldPost.objects.filter(thread=source, parent__thread=target).update(thread=target)


def take_along_all(source: Thread, target: Thread) -> None:
    """Before `source` goes: what people are writing in it, what waits to be looked at, and what they said of following it.

    Whoever has begun an answer in both finds the words of `source` below those of `target`; what they said of following
    `target` holds.
    """
    take_along_what_is_begun(source, target)
    begun = PostDraft.objects.filter(thread=target, parent=None, person=OuterRef("person"))
    answers = PostDraft.objects.select_for_update(of=("self",)).filter(thread=source, parent=None)
    for draft in answers.filter(Exists(begun)):
        kept = PostDraft.objects.get(thread=target, parent=None, person=draft.person_id)
        kept.body, kept.version = f"{kept.body}\n\n{draft.body}", kept.version + 1
        # Words that were to be without a name stay so, whatever they stand beside.
        kept.without_name |= draft.without_name
        kept.save(update_fields=["body", "version", "without_name"])
        Attachment.objects.filter(draft=draft).update(draft=kept)
        draft.delete()
    answers.update(thread=target)
    HeldPost.objects.filter(thread=source).update(thread=target)
    said = Following.objects.filter(thread=target, person=OuterRef("person"))
    Following.objects.filter(~Exists(said), thread=source).update(thread=target)
