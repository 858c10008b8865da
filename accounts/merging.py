"""What moves when two accounts of one person become one.

This floor knows neither cohorts nor posts. A floor above says in `AppConfig.ready()` how it hands over what is its own, and,
where administrators should read it before they decide, what there is:

    merging.register(hand_over_posts, tells=what_was_written)

`accounts.operations.merging` calls all of them in one transaction, the lowest floor first. Nothing is deleted: what can't move,
because the kept account has the same already, stays with the closed one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from common.history import sign_change, update_signed

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Merger:
    """Which account is kept, which one is closed, who says so, and why, as the history keeps it."""

    kept: User
    merged: User
    by: User | None
    reason: str
    now: datetime


HandsOver = Callable[[Merger], None]
# Lines about a person, for whoever decides which account is kept.
Tells = Callable[["User"], Iterable[str]]

_hand_overs: list[HandsOver] = []
_tells: list[Tells] = []


def register(hands_over: HandsOver, *, tells: Tells | None = None) -> None:
    """Says what else moves from one account to the other."""
    if hands_over not in _hand_overs:
        _hand_overs.append(hands_over)
        if tells is not None:
            _tells.append(tells)


def hand_over_everything(merger: Merger) -> None:
    """Lets every floor hand over its own. Apps get ready from the highest floor down, so the last one is the lowest."""
    for hands_over in reversed(_hand_overs):
        hands_over(merger)


def what_there_is(person: User) -> list[str]:
    """What the floors tell of an account."""
    return [line for tells in reversed(_tells) for line in tells(person)]


def hand_over(model: Any, *fields: str, merger: Merger) -> None:
    """Puts the kept account where the other one stands in these fields; with a line of history where the model keeps one."""
    for field in fields:
        rows = model.objects.filter(**{field: merger.merged})
        if not hasattr(model, "history"):
            rows.update(**{field: merger.kept})
            continue
        found = list(rows.select_for_update(of=("self",)))
        for row in found:
            setattr(row, field, merger.kept)
            sign_change(row, by=merger.by, reason=merger.reason)
        update_signed(found, fields=[field])
