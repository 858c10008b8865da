"""Calls for help while a session goes on: one's own, and all open ones for those who run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery

from cohorts.models import Cohort
from sessions.enums import Stage
from sessions.models import BreakoutRound, BreakoutSeat, HelpRequest, LiveSession
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
    """While the doors are open; at other times there is none. At most three queries, `live_session` comes with its cohort.

    Those who run it are told at which table a caller sits.
    """
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
        say_where(shown)
    return Help(asks, sees, mine, shown)


def help_desk(cohort: Cohort, viewer: User, now: datetime) -> dict[str, Any]:
    """The open ones in all sessions of the cohort, for those who run them, and a mark of what they are. Two queries at most."""
    calls = in_order(HelpRequest.objects.visible_to(viewer).open_at(now).filter(live_session__cohort=cohort))
    for call in calls:
        call.live_session.cohort = cohort
    say_where(calls)
    return {"calls": calls, "mark": _mark_of(calls)}


def in_order(calls: HelpRequestQuerySet) -> list[HelpRequest]:
    """Those that wait before those that somebody sees to, each the longest waiting first. One query."""
    rows = calls.select_related("person", "answered_by", "live_session")
    return list(rows.order_by(F("answered_at").asc(nulls_first=True), "asked_at", "pk"))


def say_where(calls: Sequence[HelpRequest]) -> None:
    """Give each call the seat (`seat_now`) its person has in the round that began last, where tables are published. One query."""
    if not calls:
        return
    began_last = BreakoutRound.objects.filter(plan=OuterRef("plan")).order_by("-number").values("number")[:1]
    seats = BreakoutSeat.objects.filter(
        plan__published_at__isnull=False,
        plan__live_session__in={call.live_session_id for call in calls},
        person__in={call.person_id for call in calls},
        round=Subquery(began_last),
    )
    at = {(seat.plan.live_session_id, seat.person_id): seat for seat in seats.select_related("plan", "table")}
    for call in calls:
        call.seat_now = at.get((call.live_session_id, call.person_id))


def _mark_of(calls: list[HelpRequest]) -> str:
    """Another one where other calls, other words, or another who sees to one are shown."""
    return "-".join(
        f"{call.pk}.{len(call.words)}.{call.answered_by_id or 0}.{'o' if call.is_open else 'x'}"
        f".{call.seat_now.pk if call.seat_now else 0}"
        for call in calls
    )


def is_any_on(rows: list[LiveSession], now: datetime) -> bool:
    """Whether one of these sessions is about to begin, or goes on."""
    return any(row.starts_at - DOORS_OPEN <= now < row.ends_at and not row.is_cancelled for row in rows)
