"""What one session's page shows, before, during and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from cohorts.enums import GOING_ON
from common import times
from discussions.models import Post, Thread
from discussions.queries.news import CountUpTo, with_news
from sessions.enums import Stage
from sessions.models import AgendaItem, LiveSession, Material, Prompt, Recording
from sessions.models.prompt import WITHHELD

if TYPE_CHECKING:
    from accounts.models import User

# Responses are counted up to here, so that a hot prompt costs the page no more than a quiet one.
MOST_RESPONSES = 500


@dataclass(frozen=True)
class AgendaRow:
    """A block of the agenda with the time that follows from the blocks before it.

    `clock` is the viewer's, `home_clock` the cohort's where that is another.
    """

    item: AgendaItem
    starts_at: datetime
    clock: str
    home_clock: str
    is_now: bool


@dataclass(frozen=True)
class PromptRow:
    """A prompt the viewer may read. `responses` stops at MOST_RESPONSES; `new` are posts by others since they were here."""

    thread: Thread
    is_open: bool
    responses: int
    new: int
    answered: bool

    @property
    def has_more(self) -> bool:
        return self.responses >= MOST_RESPONSES


@dataclass(frozen=True)
class SessionPage:
    """All of it. `to_come` prompts open at `opens_at`, if that is known; `agenda_zone` is what the agenda's clock is called."""

    stage: Stage
    agenda: list[AgendaRow]
    agenda_zone: str
    has_talk: bool
    prompts: list[PromptRow]
    to_come: int
    opens_at: datetime | None
    materials: list[Material]
    recordings: list[Recording]

    @property
    def presenters(self) -> str:
        """Everybody who presents, each once, in the order of the agenda."""
        named = (name.strip() for row in self.agenda for name in row.item.presenters.split(","))
        return ", ".join(dict.fromkeys(name for name in named if name))

    @property
    def is_over(self) -> bool:
        return self.stage == Stage.OVER


def session_page(live_session: LiveSession, viewer: User, now: datetime) -> SessionPage:
    """The page for this viewer at this moment. Five queries; `live_session` comes with its cohort.

    Prompts that aren't open yet are counted, not named, but for those who run the cohort. To those who take no part in the
    talk none exists.
    """
    stage = live_session.stage_at(now)
    has_talk = viewer.has_perm("cohorts.see_posts", live_session.cohort)
    openings: list[datetime | None] = []
    if has_talk:
        openings = list(Prompt.objects.filter(live_session=live_session).values_list("thread__opens_at", flat=True))
    to_come = [opens_at for opens_at in openings if opens_at is not None and now < opens_at < WITHHELD]
    materials = list(live_session.materials.order_by("position", "pk"))
    for material in materials:
        material.live_session = live_session
    visible = Recording.objects.visible_to(viewer).filter(live_session=live_session)
    recordings = list(visible.order_by("added_at", "pk"))
    for recording in recordings:
        recording.live_session = live_session
    return SessionPage(
        stage=stage,
        agenda=agenda_rows(live_session, viewer, now),
        agenda_zone=times.zone_name(_zone_of(viewer, live_session)),
        has_talk=has_talk,
        prompts=_prompt_rows(live_session, viewer, now) if openings else [],
        to_come=len(to_come),
        opens_at=min(to_come, default=None),
        materials=materials,
        recordings=recordings,
    )


def next_sessions(viewer: User, now: datetime) -> list[LiveSession]:
    """The next three sessions the viewer is expected at, for those who came to a wrong address. One query."""
    mine = LiveSession.objects.filter(
        cohort__in=viewer.enrollments.active().values("cohort"), cohort__status__in=GOING_ON
    )
    return list(mine.scheduled().not_over(now).select_related("cohort").order_by("starts_at", "pk")[:3])


def agenda_rows(live_session: LiveSession, viewer: User, now: datetime) -> list[AgendaRow]:
    """The agenda with clock times. One query."""
    zone, home = _zone_of(viewer, live_session), live_session.cohort.time_zone
    rows, starts_at = [], live_session.starts_at
    for item in live_session.agenda_items.order_by("position", "pk"):
        ends_at = starts_at + timedelta(minutes=item.minutes)
        same = times.same_clock(zone, home, starts_at)
        rows.append(
            AgendaRow(
                item,
                starts_at,
                clock=times.clock(starts_at, zone),
                home_clock="" if same else f"{times.clock(starts_at, home)} {times.zone_name(home)}",
                is_now=not live_session.is_cancelled and starts_at <= now < ends_at,
            )
        )
        starts_at = ends_at
    return rows


def _zone_of(viewer: User, live_session: LiveSession) -> str:
    return viewer.time_zone or live_session.cohort.time_zone


def _prompt_rows(live_session: LiveSession, viewer: User, now: datetime) -> list[PromptRow]:
    responses = Post.objects.standing().responses().filter(thread=OuterRef("pk"))
    threads = (
        Thread.objects.visible_to(viewer, now)
        .filter(prompt__live_session=live_session)
        .select_related("board__cohort", "prompt")
        .order_by("prompt__position", "pk")
    )
    threads = with_news(threads, viewer).annotate(
        responses=CountUpTo(responses, MOST_RESPONSES), answered=Exists(responses.filter(author=viewer))
    )
    return [
        PromptRow(
            thread=thread,
            is_open=thread.is_open_at(now),
            responses=thread.responses,
            new=thread.new_posts,
            answered=thread.answered,
        )
        for thread in threads
    ]
