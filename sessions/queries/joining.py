"""What those are told who come to a session's door and find it closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sessions.enums import ReminderState, Stage
from sessions.models import LiveSession, Recording, Reminder
from sessions.models.live_session import DOORS_OPEN
from sessions.queries.room import has_room

if TYPE_CHECKING:
    from accounts.models import User

# A move is said at the door for so long.
REMEMBERED = timedelta(days=14)
# Whoever comes from so long before the old start to so long after the old end has the old time in mind.
AROUND = timedelta(hours=1)
# So long before the door opens a page is worth leaving open.
NEAR = timedelta(hours=2)


@dataclass(frozen=True)
class AtTheDoor:
    """Beside why there is no way in: where it was before a move, what comes next, what there is of a session that is over."""

    state: str
    moved_from: datetime | None = None
    is_moved_away: bool = False
    is_near: bool = False
    next_session: LiveSession | None = None
    has_prompts: bool = False
    has_recording: bool = False


def at_the_door(live_session: LiveSession, viewer: User, now: datetime) -> AtTheDoor:
    """For this viewer at this moment; at most five queries, `live_session` comes with its cohort."""
    stage = live_session.stage_at(now)
    old = None if stage == Stage.CANCELLED else earlier_start(live_session, viewer, now)
    length = timedelta(minutes=live_session.minutes)
    waits = stage in {Stage.AHEAD, Stage.OVER}
    is_over = stage == Stage.OVER
    return AtTheDoor(
        state=door_state(live_session, now),
        moved_from=old,
        is_moved_away=bool(waits and old and old - DOORS_OPEN - AROUND <= now < old + length + AROUND),
        is_near=live_session.doors_open_at - now <= NEAR,
        next_session=_next_one(live_session, viewer, now) if stage in {Stage.CANCELLED, Stage.OVER} else None,
        has_prompts=is_over
        and viewer.has_perm("cohorts.see_posts", live_session.cohort)
        and live_session.prompts.open_at(now).exists(),
        has_recording=is_over and Recording.objects.visible_to(viewer).filter(live_session=live_session).exists(),
    )


def door_state(live_session: LiveSession, now: datetime) -> str:
    """What the page at the door was made for; another value, and it has to be made anew."""
    has_link = "link" if has_room(live_session) else "none"
    return f"{live_session.stage_at(now).value}-{live_session.starts_at.timestamp():.0f}-{has_link}"


def earlier_start(live_session: LiveSession, viewer: User, now: datetime) -> datetime | None:
    """The start before the last move: the one this person was told last, else one of the last days. Two queries."""
    told = Reminder.objects.filter(live_session=live_session, person=viewer, state=ReminderState.PLANNED)
    told = told.filter(mail__sent_at__isnull=False).exclude(starts_at=live_session.starts_at)
    if known := told.order_by("-mail__sent_at").values_list("starts_at", flat=True).first():
        return known
    # Each line of the history is how it stood from then on; the last one that says another start was true until the move.
    lines = live_session.history.order_by("-history_date", "-history_id").values_list("starts_at", "history_date")
    moved_at = None
    for starts_at, since in lines[:50]:
        if starts_at != live_session.starts_at:
            return starts_at if moved_at and now - moved_at <= REMEMBERED else None
        moved_at = since
    return None


def _next_one(live_session: LiveSession, viewer: User, now: datetime) -> LiveSession | None:
    """The session of the same cohort that comes next."""
    others = LiveSession.objects.visible_to(viewer).filter(cohort=live_session.cohort_id).exclude(pk=live_session.pk)
    found = others.scheduled().not_over(now).order_by("starts_at", "pk").first()
    if found:
        found.cohort = live_session.cohort
    return found
