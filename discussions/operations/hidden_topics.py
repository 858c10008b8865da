"""Taking away the title and first words of a topic, and bringing them back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.history import sign_change
from common.markdown import render
from discussions.enums import FlagOutcome, ThreadKind
from discussions.models import Board, HiddenTopic, Thread, ThreadAddress
from discussions.notices import tell_author
from discussions.operations.checks import NotYours, given_reason, refuse_where_over
from discussions.operations.flag_outcomes import close_flags
from discussions.operations.threads import free_slug
from discussions.queries.mentions import mentions_in

if TYPE_CHECKING:
    from accounts.models import User


class UnableToHideTopic(DomainError):
    """Only those who run the sessions take a topic's words away, and only a topic's."""

    def __str__(self) -> str:
        return _("Only those who run this cohort's sessions can take the words of a topic away or bring them back.")


@transaction.atomic
def hide_topic(*, thread: Thread, by: User, reason: str, now: datetime) -> None:
    """Take the title and the first words of a topic away; what was answered stays. Hidden already, nothing changes.

    They are kept beside it to be brought back, and out of every list, search and mail. Raises `UnableToHideTopic`,
    `ReasonIsMissing`, `NotYours`.
    """
    reason = given_reason(reason)
    # The board gives out the addresses of its threads, and is always held before one of them.
    board = Board.objects.select_for_update(of=("self",)).filter(threads=thread.pk).first()
    thread = _locked(thread, by, now)
    if board is None or thread.board_id != board.pk:
        raise NotYours
    if thread.kind != ThreadKind.TOPIC:
        raise UnableToHideTopic
    _kept, is_new = HiddenTopic.objects.get_or_create(
        thread=thread,
        defaults={
            "title": thread.title, "body": thread.body, "reason": reason, "hidden_at": now, "hidden_by": by,
        },
    )  # fmt: skip
    if not is_new:
        return
    thread.title, thread.body, thread.body_html = _("A topic that was taken away"), "", ""
    # The words of the title stand in the address, too; it leads on.
    ThreadAddress.objects.create(board=thread.board, slug=thread.slug, thread=thread)
    thread.slug = free_slug(thread.board, thread.title)
    sign_change(thread, by=by, reason=f"hidden: {reason}")
    thread.save(update_fields=["title", "body", "body_html", "slug"])
    close_flags(thread=thread.pk, post=None, outcome=FlagOutcome.HIDDEN, by=by, now=now, note=reason)
    tell_author(said=thread, hidden_at=now, now=now)


@transaction.atomic
def restore_topic(*, thread: Thread, by: User, now: datetime) -> None:
    """The title and the first words stand there again. Not hidden, nothing changes. Raises `UnableToHideTopic`, `NotYours`."""
    thread = _locked(thread, by, now)
    kept = HiddenTopic.objects.filter(thread=thread).first()
    if kept is None:
        return
    thread.title, thread.body = kept.title, kept.body
    mentions = mentions_in(kept.body, board=thread.board, viewer=by, now=now)
    thread.body_html = render(kept.body, heading_level=2, keep_lines=True, marker=mentions)
    if before := thread.old_addresses.filter(board=thread.board).order_by("pk").last():
        thread.slug = before.slug
        before.delete()
    sign_change(thread, by=by, reason="restored")
    thread.save(update_fields=["title", "body", "body_html", "slug"])
    kept.delete()


def _locked(thread: Thread, by: User, now: datetime) -> Thread:
    rows = Thread.objects.visible_to(by, now).with_rights(by).select_for_update(of=("self",))
    found = rows.select_related("board__cohort").filter(pk=thread.pk).first()
    if found is None:
        raise NotYours
    if not found.may_moderate:
        raise UnableToHideTopic
    if not by.is_site_admin:
        refuse_where_over(found.board.cohort, may_talk=True)
    return found
