"""Moving a thread to another board of its cohort."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from common.history import sign_change
from discussions.models import Board, Thread, ThreadAddress
from discussions.operations.order import held_board, held_threads, refuse_to_move
from discussions.operations.threads import free_slug

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def move_thread(*, thread: Thread, board: Board, by: User, now: datetime, widening: bool = False) -> Thread:
    """The thread, with all that was said in it, on another board; its old address leads there. There already, nothing changes.

    `widening`: whoever moves it has read that others read there. Raises what `held_threads` and `refuse_to_move` raise.
    """
    target = held_board(board, by)
    (place,) = held_threads(thread, by=by, now=now)
    if place.board_id == target.pk:
        return place
    refuse_to_move(place, target, widening=widening)
    # Back where it was, it takes the address it had.
    before = place.old_addresses.filter(board=target).first()
    if before is not None:
        before.delete()
    slug = before.slug if before is not None else free_slug(target, place.slug)
    ThreadAddress.objects.create(board=place.board, slug=place.slug, thread=place)
    sign_change(place, by=by, reason=f"moved from “{place.board.name}”")
    # First on the board was said of the other one.
    place.board, place.slug, place.is_pinned = target, slug, False
    place.save(update_fields=["board", "slug", "is_pinned"])
    return place
