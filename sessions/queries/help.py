"""Calls for help while a session goes on: one's own, and those waiting for somebody who runs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cohorts.models import Cohort
from sessions.enums import Stage
from sessions.models import HelpRequest, LiveSession
from sessions.models.live_session import DOORS_OPEN

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Help:
    """What the viewer is shown of the calls in one session; `asks` is whether they can call, `sees` whether others' too."""

    asks: bool
    sees: bool
    mine: HelpRequest | None = None
    waiting: list[HelpRequest] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Changes with what is shown, so that what is known already isn't sent again."""
        mine = f"{self.mine.pk}{'o' if self.mine.is_open else 'x'}" if self.mine else ""
        return f"{mine}-{_mark_of(self.waiting)}"


def help_at(live_session: LiveSession, viewer: User, now: datetime) -> Help | None:
    """While the doors are open; at other times there is none. At most two queries, `live_session` comes with its cohort."""
    if live_session.stage_at(now) not in {Stage.DOORS_OPEN, Stage.UNDER_WAY} or not live_session.cohort.is_open:
        return None
    # Those who run it are whom others call.
    sees = viewer.has_perm("cohorts.run_sessions", live_session.cohort)
    asks = not sees and viewer.has_perm("live_sessions.join", live_session)
    calls = HelpRequest.objects.filter(live_session=live_session)
    mine = None
    if asks:
        mine = calls.filter(person=viewer).select_related("answered_by").order_by("-asked_at", "-pk").first()
        if mine and mine.was_taken_back:
            mine = None
    waiting = []
    if sees:
        waiting = list(calls.waiting(now).select_related("person").order_by("asked_at", "pk"))
        for call in waiting:
            call.live_session = live_session
    return Help(asks, sees, mine, waiting)


def help_desk(cohort: Cohort, viewer: User, now: datetime) -> dict[str, Any]:
    """Those waiting in all sessions of the cohort, for those who run them, and a mark of what they are. One query."""
    waiting = HelpRequest.objects.visible_to(viewer).waiting(now).filter(live_session__cohort=cohort)
    calls = list(waiting.select_related("person", "live_session").order_by("asked_at", "pk"))
    for call in calls:
        call.live_session.cohort = cohort
    return {"calls": calls, "mark": _mark_of(calls)}


def _mark_of(calls: list[HelpRequest]) -> str:
    """Another one where other calls, or other words, are shown."""
    return "-".join(f"{call.pk}.{len(call.words)}" for call in calls)


def is_any_on(rows: list[LiveSession], now: datetime) -> bool:
    """Whether one of these sessions is about to begin, or goes on."""
    return any(row.starts_at - DOORS_OPEN <= now < row.ends_at and not row.is_cancelled for row in rows)
