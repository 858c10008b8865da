"""Events of Zoom say who was where and how to write to them; once that is attendance they are emptied."""

from __future__ import annotations

from datetime import datetime, timedelta

from sessions.enums import EventState
from sessions.models import ZoomEvent

# For so long what an event said is kept: to apply it again, and to see why something went wrong.
BODIES_KEPT = timedelta(days=90)


def forget_bodies(*, now: datetime) -> int:
    """Empty what old events said; how many. That they came, when, and what became of them stays, so none is applied anew.

    Those that still wait are left: nobody has written down yet who was there.
    """
    old = ZoomEvent.objects.filter(received_at__lte=now - BODIES_KEPT, emptied_at=None).exclude(
        state=EventState.WAITING
    )
    return old.update(body={}, emptied_at=now)
