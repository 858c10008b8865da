"""Saying how closely one follows a board or a thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from discussions.enums import FollowLevel
from discussions.models import Board, Following, Thread
from discussions.operations.checks import NotYours

if TYPE_CHECKING:
    from accounts.models import User


def follow_board(*, board: Board, level: FollowLevel, by: User, now: datetime) -> None:
    """What the person says of the board, for all of its threads of which they say nothing else. Raises `NotYours`."""
    if not Board.objects.visible_to(by).filter(pk=board.pk).exists():
        raise NotYours
    _say({"board": board}, level, by, now)


def follow_thread(*, thread: Thread, level: FollowLevel | None, by: User, now: datetime) -> None:
    """What the person says of the thread; None: the same as of its board. Raises `NotYours`."""
    if not Thread.objects.visible_to(by, now).filter(pk=thread.pk).exists():
        raise NotYours
    if level is None:
        Following.objects.filter(person=by, thread=thread).delete()
    else:
        _say({"thread": thread}, level, by, now)


def _say(place: dict[str, Any], level: FollowLevel, by: User, now: datetime) -> None:
    said = Following(person=by, level=level, said_at=now, **place)
    Following.objects.bulk_create(
        [said],
        update_conflicts=True,
        unique_fields=["person", *place],
        update_fields=["level", "said_at"],
    )
