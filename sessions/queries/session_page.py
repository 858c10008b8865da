"""What one session's page shows, before, during and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cohorts.enums import GOING_ON
from common import times
from common.counting import CountUpTo
from discussions.models import Post, Thread
from discussions.queries.news import with_news
from sessions.enums import Stage
from sessions.models import AgendaItem, LiveSession, Material, Presenter, Prompt, Recording
from sessions.models.prompt import WITHHELD

if TYPE_CHECKING:
    from accounts.models import User

# Responses are counted up to here, so that a hot prompt costs the page no more than a quiet one.
MOST_RESPONSES = 500
# A page opened so long before the doors do may still be open then.
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class AgendaRow:
    """A block of the agenda with the time that follows from the blocks before it.

    `clock` is the viewer's, `home_clock` the cohort's where that is another. `said` is said while it goes on.
    """

    item: AgendaItem
    starts_at: datetime
    ends_at: datetime
    clock: str
    home_clock: str
    is_now: bool
    said: str


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
    """All of it. `to_come` prompts open at `opens_at`, if that is known; `agenda_zone` is what the agenda's clock is called,
    `begins` the start on it; `opens_soon` is whether the page may be waiting for the doors to open."""

    stage: Stage
    opens_soon: bool
    agenda: list[AgendaRow]
    agenda_zone: str
    begins: str
    has_talk: bool
    prompts: list[PromptRow]
    to_come: int
    opens_at: datetime | None
    materials: list[Material]
    recordings: list[Recording]
    presenting: list[Presenter]

    @property
    def presenters(self) -> str:
        """Everybody who presents, each once: those the session names, then those only its agenda does."""
        in_agenda = (name.strip() for row in self.agenda for name in row.item.presenters.split(","))
        named = [*(presenter.name for presenter in self.presenting), *in_agenda]
        return ", ".join(dict.fromkeys(name for name in named if name))

    @property
    def said_now(self) -> str:
        """The block that goes on, where one does."""
        return next((row.said for row in self.agenda if row.is_now), "")

    @property
    def said_before(self) -> str:
        """Said while the doors are open and it hasn't begun; past the last block, what the page says of that."""
        if self.stage == Stage.UNDER_WAY:
            return self.said_after
        return _("The doors are open. It begins at %(clock)s.") % {"clock": self.begins}

    @property
    def said_after(self) -> str:
        """Said when the agenda is through and the session isn't over."""
        return _("All blocks of the agenda are through.")

    @property
    def is_on(self) -> bool:
        """From the opening of the doors to the end: the page is the room's front desk."""
        return self.stage in {Stage.DOORS_OPEN, Stage.UNDER_WAY}

    @property
    def is_over(self) -> bool:
        return self.stage == Stage.OVER


def session_page(live_session: LiveSession, viewer: User, now: datetime) -> SessionPage:
    """The page for this viewer at this moment. Six queries; `live_session` comes with its cohort.

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
        opens_soon=live_session.cohort.is_open and live_session.doors_open_at - now <= SOON and stage == Stage.AHEAD,
        agenda=agenda_rows(live_session, viewer, now),
        agenda_zone=times.zone_name(_zone_of(viewer, live_session)),
        begins=times.clock(live_session.starts_at, _zone_of(viewer, live_session)),
        has_talk=has_talk,
        prompts=_prompt_rows(live_session, viewer, now) if openings else [],
        to_come=len(to_come),
        opens_at=min(to_come, default=None),
        materials=materials,
        recordings=recordings,
        presenting=list(live_session.presenters.order_by("position", "pk")),
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
    items = list(live_session.agenda_items.order_by("position", "pk"))
    for item, following in zip(items, [*items[1:], None], strict=False):
        ends_at = starts_at + timedelta(minutes=item.minutes)
        same = times.same_clock(zone, home, starts_at)
        rows.append(
            AgendaRow(
                item,
                starts_at,
                ends_at,
                clock=times.clock(starts_at, zone),
                home_clock="" if same else f"{times.clock(starts_at, home)} {times.zone_name(home)}",
                is_now=not live_session.is_cancelled and starts_at <= now < ends_at,
                said=_said_of(item, following, times.clock(ends_at, zone)),
            )
        )
        starts_at = ends_at
    return rows


def _said_of(item: AgendaItem, following: AgendaItem | None, until: str) -> str:
    """What is said while a block goes on: until when, and what comes then."""
    words = {"title": item.title, "clock": until, "next": following.title if following else ""}
    if following:
        return _("%(title)s, until %(clock)s. Then: %(next)s.") % words
    return _("%(title)s, until %(clock)s.") % words


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
