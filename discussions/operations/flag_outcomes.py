"""What becomes of the flags on a post or a topic, whichever way it was decided."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from common.history import sign_change, update_signed
from discussions.enums import FlagOutcome
from discussions.models import Flag

if TYPE_CHECKING:
    from accounts.models import User


def close_flags(
    *, thread: int, post: int | None, outcome: FlagOutcome, by: User, now: datetime, note: str = ""
) -> None:
    """All open flags on the post, or on the topic's first words, have this outcome. Inside the caller's transaction."""
    waiting = list(Flag.objects.open().on(thread=thread, post=post).select_for_update())
    for flag in waiting:
        flag.outcome, flag.decided_at, flag.decided_by, flag.note = outcome, now, by, note
        sign_change(flag, by=by, reason=f"{outcome}: {note}" if note else str(outcome))
    update_signed(waiting, fields=["outcome", "decided_at", "decided_by", "note"])
