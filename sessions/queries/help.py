"""Calls for help while a session goes on: one's own, and all open ones for those who run it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F

from cohorts.models import Cohort
from sessions.enums import Stage
from sessions.models import HelpRequest, LiveSession
from sessions.models.live_session import DOORS_OPEN
from sessions.querysets import HelpRequestQuerySet

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Help:
    """What the viewer is shown of the calls in one session; `asks` is whether they can call, `sees` whether others' too."""

    asks: bool
    sees: bool
    mine: HelpRequest | None = None
    calls: list[HelpRequest] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Changes with what is shown, so that what is known already isn't sent again."""
        return f"{_mark_of([self.mine] if self.mine else [])}-{_mark_of(self.calls)}"


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
    shown = []
    if sees:
        shown = in_order(calls.open_at(now))
        for call in shown:
            call.live_session = live_session
    return Help(asks, sees, mine, shown)


def help_desk(cohort: Cohort, viewer: User, now: datetime) -> dict[str, Any]:
    """The open ones in all sessions of the cohort, for those who run them, and a mark of what they are. One query."""
    calls = in_order(HelpRequest.objects.visible_to(viewer).open_at(now).filter(live_session__cohort=cohort))
    for call in calls:
        call.live_session.cohort = cohort
    return {"calls": calls, "mark": _mark_of(calls)}


def in_order(calls: HelpRequestQuerySet) -> list[HelpRequest]:
    """Those that wait before those that somebody sees to, each the longest waiting first. One query."""
    rows = calls.select_related("person", "answered_by", "live_session")
    return list(rows.order_by(F("answered_at").asc(nulls_first=True), "asked_at", "pk"))


def _mark_of(calls: list[HelpRequest]) -> str:
    """Another one where other calls, other words, or another who sees to one are shown."""
    return "-".join(
        f"{call.pk}.{len(call.words)}.{call.answered_by_id or 0}.{'o' if call.is_open else 'x'}" for call in calls
    )


def is_any_on(rows: list[LiveSession], now: datetime) -> bool:
    """Whether one of these sessions is about to begin, or goes on."""
    return any(row.starts_at - DOORS_OPEN <= now < row.ends_at and not row.is_cancelled for row in rows)
