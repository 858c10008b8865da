"""What the pages of breakouts show: a plan at the desk, and one's own tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, ngettext

from cohorts.models import Cohort, Enrollment
from sessions.enums import Stage
from sessions.models import BreakoutPlan, BreakoutRound, BreakoutSeat, BreakoutTable, LiveSession

if TYPE_CHECKING:
    from accounts.models import User

# Above so many people the picture of who meets whom would be finer than a screen.
MOST_IN_PICTURE = 150
# Why the planner says that people must meet again (`sessions.breakouts.bounds`).
REASONS = {
    "counting": gettext_lazy("there are fewer pairs who have not met than meetings at all tables of all rounds"),
    "people": gettext_lazy("some people have more meetings ahead than others whom they have not met"),
    "tables": gettext_lazy("there are so few tables that of each some have sat together in another round"),
    "hosts": gettext_lazy("hosts stay at their tables, and there are more rounds than hosts one has not met"),
    "rooms": gettext_lazy("some people can sit at the same few tables only, and meet there again"),
    "held": gettext_lazy("they were in rounds that have been held"),
}


@dataclass(frozen=True)
class SeatRow:
    """A person at a table. `met` are those of the table whom they have met before, in this plan or an earlier session."""

    seat: BreakoutSeat
    organization: str
    is_host: bool
    met: Sequence[str]


@dataclass(frozen=True)
class TableRow:
    """A table in one round; `is_single`: all who sit at it, and have an organization, come from one."""

    table: BreakoutTable
    seats: Sequence[SeatRow]
    is_single: bool


@dataclass(frozen=True)
class RoundRow:
    """A round with its tables; `held` is when it was, where it has begun."""

    number: int
    tables: Sequence[TableRow]
    held: BreakoutRound | None


@dataclass(frozen=True)
class MeetingRow:
    """One person: how many different people they sit with, in this plan."""

    name: str
    organization: str
    meets: int
    again: int


@dataclass(frozen=True)
class Picture:
    """Who meets whom, as paths over a square of `size` people in the order of the table beside it: once, and more often."""

    size: int
    once: str
    again: str


@dataclass(frozen=True)
class PlanPage:
    """A version with everything on its page. `pairs_met` of `pairs` that could meet do so."""

    plan: BreakoutPlan
    versions: Sequence[BreakoutPlan]
    rounds: Sequence[RoundRow]
    meetings: Sequence[MeetingRow]
    picture: Picture | None
    repeats: int
    singles: int
    pairs_met: int
    pairs: int

    @property
    def people(self) -> int:
        return len(self.meetings)

    @property
    def has_hosts(self) -> bool:
        """Whether somebody hosts a table."""
        return any(row.table.host_id for row in self.rounds[0].tables) if self.rounds else False

    @property
    def unavoidable(self) -> str:
        """Why so many repeats can't be avoided; "" where none must be."""
        fewest, reason = self.plan.score.get("fewest", 0), self.plan.score.get("reason", "")
        if not fewest or reason not in REASONS:
            return ""
        said = ngettext(
            "At least %(count)s repeated meeting can’t be avoided: %(why)s.",
            "At least %(count)s repeated meetings can’t be avoided: %(why)s.",
            fewest,
        )
        return said % {"count": fewest, "why": REASONS[reason]}

    @property
    def next_round(self) -> int | None:
        """The round that begins next; None after the last."""
        held = sum(row.held is not None for row in self.rounds)
        return held + 1 if held < len(self.rounds) else None

    @property
    def shared_percent(self) -> int:
        """Which share of all pairs meets."""
        return round(100 * self.pairs_met / self.pairs) if self.pairs else 0


@dataclass(frozen=True)
class MySeat:
    """Where the viewer sits in a round, with whom, and when it began."""

    number: int
    table: BreakoutTable
    is_host: bool
    others: Sequence[str]
    held: BreakoutRound | None

    def is_on(self, now: datetime) -> bool:
        return self.held is not None and self.held.began_at <= now < self.held.ends_at


@dataclass(frozen=True)
class MyTables:
    """The viewer's rounds in a published plan, and what is so at this moment.

    `current` is the round that goes on, `coming` the one to move to next. `mark` changes with what is shown.
    """

    plan: BreakoutPlan
    seats: Sequence[MySeat]
    current: MySeat | None
    coming: MySeat | None
    is_over: bool

    @property
    def mark(self) -> str:
        parts = (self.plan.pk, self.current.number if self.current else 0, self.coming.number if self.coming else 0)
        return "-".join(str(part) for part in (*parts, int(self.is_over)))


def versions_of(live_session: LiveSession, viewer: User) -> list[BreakoutPlan]:
    """All versions, the newest first. One query."""
    rows = BreakoutPlan.objects.visible_to(viewer).filter(live_session=live_session)
    return list(rows.select_related("made_by", "published_by").order_by("-number"))


def plan_page(
    plan: BreakoutPlan, versions: Sequence[BreakoutPlan], met_before: Mapping[tuple[int, int], int]
) -> PlanPage:
    """A version's page. Four queries, whatever its size; `met_before` are the meetings of earlier sessions."""
    cohort = plan.live_session.cohort
    tables = list(plan.tables.order_by("position"))
    held = {row.number: row for row in plan.held_rounds.all()}
    seats = list(plan.seats.select_related("person").order_by("round", "pk"))
    organizations = _organizations(cohort, {seat.person_id for seat in seats})
    met: Counter[tuple[int, int]] = Counter(met_before)
    in_plan: Counter[tuple[int, int]] = Counter()
    rounds, repeats = [], 0
    for number in range(1, plan.rounds + 1):
        rows = []
        for table in tables:
            sitting = [seat for seat in seats if seat.round == number and seat.table_id == table.pk]
            rows.append(_table_row(table, sitting, organizations, met))
        for row in rows:
            pairs = _pairs([seat.seat.person_id for seat in row.seats])
            repeats += sum(1 for pair in pairs if met[pair])
            met.update(pairs)
            in_plan.update(pairs)
        rounds.append(RoundRow(number, rows, held.get(number)))
    meetings, order = _meetings(seats, organizations, in_plan)
    count = len(order)
    return PlanPage(
        plan=plan,
        versions=versions,
        rounds=rounds,
        meetings=meetings,
        picture=_picture(order, in_plan) if 1 < count <= MOST_IN_PICTURE else None,
        repeats=repeats,
        singles=sum(row.is_single for one_round in rounds for row in one_round.tables),
        pairs_met=len(in_plan),
        pairs=count * (count - 1) // 2,
    )


def my_tables(live_session: LiveSession, viewer: User, now: datetime) -> MyTables | None:
    """Where the viewer sits, by the published plan; None where there is none, or no seat for them. At most four queries."""
    mine = BreakoutSeat.objects.visible_to(viewer).filter(
        person=viewer, plan__live_session=live_session, plan__published_at__isnull=False
    )
    seats = list(mine.select_related("plan", "table").order_by("round"))
    if not seats or live_session.is_cancelled:
        return None
    plan = seats[0].plan
    held = {row.number: row for row in plan.held_rounds.all()}
    others = _others(plan, seats)
    rows = [
        MySeat(
            number=seat.round,
            table=seat.table,
            is_host=seat.table.host_id == viewer.pk,
            others=others[seat.round],
            held=held.get(seat.round),
        )
        for seat in seats
    ]
    last = max(held, default=0)
    is_over = live_session.stage_at(now) == Stage.OVER
    return MyTables(
        plan=plan,
        seats=rows,
        current=next((row for row in rows if row.is_on(now)), None),
        coming=None if is_over else next((row for row in rows if row.number > last), None),
        is_over=is_over,
    )


def _others(plan: BreakoutPlan, mine: Sequence[BreakoutSeat]) -> dict[int, list[str]]:
    """The names of those at the same tables, by round, in the order of names. One query."""
    at = {(seat.round, seat.table_id): seat.person_id for seat in mine}
    others: dict[int, list[str]] = defaultdict(list)
    rows = plan.seats.filter(table__in=[seat.table_id for seat in mine]).select_related("person")
    for seat in rows:
        me = at.get((seat.round, seat.table_id))
        if me is not None and seat.person_id != me:
            others[seat.round].append(seat.person.display_name)
    return defaultdict(list, {number: sorted(names, key=str.casefold) for number, names in others.items()})


def _organizations(cohort: Cohort, people: set[int]) -> dict[int, str]:
    rows = Enrollment.objects.filter(cohort=cohort, person__in=people, organization__isnull=False)
    return dict(rows.values_list("person", "organization__name"))


def _table_row(
    table: BreakoutTable,
    sitting: Sequence[BreakoutSeat],
    organizations: Mapping[int, str],
    met: Mapping[tuple[int, int], int],
) -> TableRow:
    ordered = sorted(sitting, key=lambda seat: (seat.person_id != table.host_id, seat.person.display_name.casefold()))
    rows = [
        SeatRow(
            seat=seat,
            organization=organizations.get(seat.person_id, ""),
            is_host=seat.person_id == table.host_id,
            met=[
                other.person.display_name
                for other in ordered
                if other is not seat and met.get(_pair(seat.person_id, other.person_id), 0)
            ],
        )
        for seat in ordered
    ]
    named = [row.organization for row in rows]
    return TableRow(table, rows, is_single=len(rows) > 1 and bool(named[0]) and len(set(named)) == 1)


def _meetings(
    seats: Sequence[BreakoutSeat], organizations: Mapping[int, str], in_plan: Mapping[tuple[int, int], int]
) -> tuple[list[MeetingRow], list[int]]:
    """Each person's meetings, in the order of organizations and names, and the keys in that order."""
    names = {seat.person_id: seat.person.display_name for seat in seats}
    order = sorted(names, key=lambda person: (organizations.get(person, ""), names[person].casefold(), person))
    meets: Counter[int] = Counter()
    again: Counter[int] = Counter()
    for (one, other), times in in_plan.items():
        for person in (one, other):
            meets[person] += 1
            again[person] += times - 1
    rows = [MeetingRow(names[person], organizations.get(person, ""), meets[person], again[person]) for person in order]
    return rows, order


def _picture(order: Sequence[int], in_plan: Mapping[tuple[int, int], int]) -> Picture:
    place = {person: at for at, person in enumerate(order)}
    once: list[str] = []
    again: list[str] = []
    for (one, other), times in sorted(in_plan.items(), key=lambda item: (place[item[0][0]], place[item[0][1]])):
        for row, column in ((place[one], place[other]), (place[other], place[one])):
            (again if times > 1 else once).append(f"M{column} {row}h1v1h-1z")
    return Picture(len(order), "".join(once), "".join(again))


def _pairs(people: Sequence[int]) -> list[tuple[int, int]]:
    ordered = sorted(people)
    return [(one, other) for place, one in enumerate(ordered) for other in ordered[place + 1 :]]


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
