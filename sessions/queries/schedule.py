"""A cohort's sessions in order: as everybody reads them, and as its facilitators work on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum

from cohorts.models import Cohort, Phase
from discussions.models import Post
from sessions.enums import Stage
from sessions.models import AgendaItem, LiveSession, Material, Prompt, Recording, ZoomMeeting
from sessions.queries.accommodations import NotReady, not_ready_in
from sessions.queries.attendance import Known, Standing

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class ScheduleRow:
    """One session in a list, and where it stands by the clock."""

    live_session: LiveSession
    stage: Stage
    is_next: bool = False
    # The viewer's own attendance, where it was asked for.
    standing: Standing | None = None


@dataclass
class PhaseSchedule:
    """The sessions of one phase; `phase` is None for those in none."""

    phase: Phase | None
    rows: list[ScheduleRow] = field(default_factory=list)


@dataclass
class DeskRow(ScheduleRow):
    """One session at the facilitators' desk, with what is ready and what isn't."""

    missing_minutes: int = 0
    has_agenda: bool = False
    prompts: int = 0
    responses: int = 0
    materials: int = 0
    published: int = 0
    held_back: int = 0
    # One that could be published from here.
    held_back_pk: int | None = None
    # Whether its meeting stands at Zoom, and whether somebody should look after it.
    has_meeting: bool = False
    zoom_needs_a_look: bool = False
    # What people need and nobody has answered.
    not_ready: NotReady | None = None

    @property
    def lacks_link(self) -> bool:
        """Whether people would come to a room that isn't there."""
        is_ahead = self.stage in {Stage.AHEAD, Stage.DOORS_OPEN, Stage.UNDER_WAY}
        has_link = bool(self.live_session.join_url) or self.has_meeting
        return is_ahead and self.live_session.has_online_room and not has_link


def schedule_of(cohort: Cohort, viewer: User, now: datetime) -> list[PhaseSchedule]:
    """The cohort's sessions by phase, phases in their order, those in none at the end. Two queries.

    A phase without sessions stands there too: it says what is to come. Where there is nothing at all the list is empty.
    """
    rows = _rows(cohort, viewer, now)
    groups = {phase.pk: PhaseSchedule(phase) for phase in cohort.phases.order_by("position", "pk")}
    in_none = PhaseSchedule(None)
    for row in rows:
        groups.get(row.live_session.phase_id or 0, in_none).rows.append(row)
    return [*groups.values(), *([in_none] if in_none.rows else [])]


def put_own_attendance(groups: list[PhaseSchedule], viewer: User, now: datetime, *, since: datetime | None) -> None:
    """Puts to each session how the viewer attended it, or that they are excused. Four queries."""
    rows = [row for group in groups for row in group.rows]
    known = Known.of([row.live_session for row in rows], person=viewer)
    for row in rows:
        row.standing = known.standing(row.live_session, viewer.pk, now=now, since=since)


def desk_of(cohort: Cohort, viewer: User, now: datetime) -> list[DeskRow]:
    """The cohort's sessions with what is ready for each. Ten queries."""
    sessions = Q(live_session__cohort=cohort)
    agenda = _by_session(AgendaItem.objects.filter(sessions).values("live_session").annotate(number=Sum("minutes")))
    prompts = _by_session(Prompt.objects.filter(sessions).values("live_session").annotate(number=Count("pk")))
    responses = _by_session(
        Post.objects.standing()
        .responses()
        .filter(thread__prompt__live_session__cohort=cohort)
        .values(live_session=F("thread__prompt__live_session"))
        .annotate(number=Count("pk"))
    )
    materials = _by_session(Material.objects.filter(sessions).values("live_session").annotate(number=Count("pk")))
    counted = (
        Recording.objects.filter(sessions)
        .values("live_session")
        .annotate(
            all=Count("pk"),
            published=Count("pk", filter=Q(published_at__isnull=False)),
            held_back_pk=Min("pk", filter=Q(published_at__isnull=True)),
        )
    )
    recordings = {
        row["live_session"]: (row["published"], row["all"] - row["published"], row["held_back_pk"]) for row in counted
    }
    not_ready = not_ready_in(cohort, viewer, now)
    rows = []
    for row in _rows(cohort, viewer, now):
        pk = row.live_session.pk
        published, held_back, held_back_pk = recordings.get(pk, (0, 0, None))
        rows.append(
            DeskRow(
                live_session=row.live_session,
                stage=row.stage,
                is_next=row.is_next,
                has_agenda=pk in agenda,
                missing_minutes=row.live_session.minutes - agenda[pk] if pk in agenda else 0,
                prompts=prompts.get(pk, 0),
                responses=responses.get(pk, 0),
                materials=materials.get(pk, 0),
                published=published,
                held_back=held_back,
                held_back_pk=held_back_pk,
                has_meeting=row.live_session.has_meeting,  # type: ignore[attr-defined]  # as _rows() asks
                zoom_needs_a_look=row.live_session.zoom_needs_a_look,  # type: ignore[attr-defined]  # the same
                not_ready=not_ready.get(pk),
            )
        )
    return rows


def _rows(cohort: Cohort, viewer: User, now: datetime) -> list[ScheduleRow]:
    rows = []
    own = ZoomMeeting.objects.filter(live_session=OuterRef("pk"))
    sessions = (
        LiveSession.objects.visible_to(viewer)
        .filter(cohort=cohort)
        .annotate(has_meeting=Exists(own.joinable()), zoom_needs_a_look=Exists(own.needing_a_look()))
    )
    for live_session in sessions.order_by("starts_at", "pk"):
        live_session.cohort = cohort
        rows.append(ScheduleRow(live_session, live_session.stage_at(now)))
    for row in rows:
        if row.stage in {Stage.AHEAD, Stage.DOORS_OPEN, Stage.UNDER_WAY}:
            row.is_next = True
            break
    return rows


def _by_session(counted: object) -> Mapping[int, int]:
    return {row["live_session"]: row["number"] for row in counted}  # type: ignore[attr-defined]
