"""Planning a session's breakouts, publishing a plan, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import LEARNING_ROLES, TALKING_ROLES
from cohorts.models import Enrollment
from common.errors import DomainError
from sessions.enums import BreakoutPart, Expected, Stage
from sessions.models import (
    Apology,
    BreakoutPair,
    BreakoutPerson,
    BreakoutPlan,
    BreakoutRound,
    BreakoutSeat,
    BreakoutTable,
    LiveSession,
    Presence,
)
from sessions.models.breakout import MOST_PEOPLE, MOST_ROUNDS, MOST_TABLES
from sessions.operations.breakout_planner import UnableToPlan, planned
from sessions.operations.breakout_problem import (
    PersonWish,
    TableWish,
    Wishes,
    in_order,
    met_before,
    problem_of,
    seats_to_keep,
    tables_for,
)
from sessions.operations.checks import check_fields, refuse
from sessions.operations.zoom_meetings import keep_rooms_in_step


class UnableToPublish(DomainError):
    """The plan can't be published, or not taken back."""


@dataclass(frozen=True)
class Seating:
    """A plan that isn't kept yet: `rounds[r][t]` are the keys of those at table t in round r."""

    tables: Sequence[TableWish]
    people: Sequence[Enrollment]
    rounds: Sequence[Sequence[Sequence[int]]]
    score: dict[str, Any]


def plan_breakouts(*, live_session: LiveSession, wishes: Wishes, by: User, now: datetime) -> BreakoutPlan:
    """A new version of the plan. Nothing is locked while the planner is at work; the same wishes and seed make the same plan.

    Raises `UnableToPlan`, naming the rules that can't all be kept.
    """
    _check_wishes(live_session, wishes, now)
    people = expected_people(live_session, wishes)
    _check_people(people, wishes)
    tables = tables_for(wishes, [person.person_id for person in people])
    seating = seat(live_session=live_session, wishes=wishes, tables=tables, people=people)
    return keep_plan(live_session=live_session, wishes=wishes, seating=seating, by=by, now=now)


def seatable_people(live_session: LiveSession) -> list[Enrollment]:
    """Everybody who could be seated, by name. One query."""
    active = live_session.cohort.enrollments.active().filter(person__is_active=True, role__in=TALKING_ROLES)
    rows = active.select_related("person", "organization")
    return sorted(rows, key=lambda row: (row.person.display_name.casefold(), row.pk))


def expected_people(live_session: LiveSession, wishes: Wishes) -> list[Enrollment]:
    """Who is to be seated, by key: those who learn and are expected, and whoever of the others was given a part.

    Two queries. Observers never are.
    """
    active = live_session.cohort.enrollments.active().filter(person__is_active=True, role__in=TALKING_ROLES)
    rows = list(active.select_related("person", "organization").order_by("person"))
    out = {person for person, wish in wishes.parts.items() if wish.part == BreakoutPart.OUT}
    named = {person for person, wish in wishes.parts.items() if wish != PersonWish()} - out
    coming = _coming(live_session, wishes)
    return [
        row
        for row in rows
        if row.person_id not in out
        and (row.person_id in named or (row.role in LEARNING_ROLES and (coming is None or row.person_id in coming)))
    ]


def _coming(live_session: LiveSession, wishes: Wishes) -> set[int] | None:
    """Of those who take part, who is expected; None for all."""
    if wishes.expected == Expected.PRESENT:
        signs = Presence.objects.filter(live_session=live_session, person__isnull=False)
        return set(signs.values_list("person", flat=True))
    if wishes.expected == Expected.COMING:
        away = Apology.objects.standing().filter(live_session=live_session).values("person")
        staying = live_session.cohort.enrollments.active().exclude(person__in=away)
        return set(staying.values_list("person", flat=True))
    return None


def seat(
    *, live_session: LiveSession, wishes: Wishes, tables: Sequence[TableWish], people: Sequence[Enrollment]
) -> Seating:
    """Ask the planner. Raises `UnableToPlan`."""
    problem = problem_of(wishes=wishes, tables=tables, people=people, met=met_before(live_session))
    return answer_to(problem, tables=tables, people=people, seed=wishes.seed)


def answer_to(
    problem: dict[str, Any], *, tables: Sequence[TableWish], people: Sequence[Enrollment], seed: int
) -> Seating:
    """The planner's answer with people's keys in place of its numbers. Raises `UnableToPlan`."""
    keys = in_order((person.person_id for person in people), seed)
    rounds, score = planned(problem, seed=seed)
    by_key = [[[keys[number] for number in table] for table in one_round] for one_round in rounds]
    return Seating(tables, people, by_key, score)


@transaction.atomic
def keep_plan(
    *, live_session: LiveSession, wishes: Wishes, seating: Seating, by: User | None, now: datetime
) -> BreakoutPlan:
    """Write a seating down as the next version."""
    live_session = _locked(live_session)
    row = BreakoutPlan(
        live_session=live_session,
        number=_next_number(live_session),
        expected=wishes.expected,
        rounds=wishes.rounds,
        minutes=wishes.minutes,
        question=wishes.question,
        etiquette=wishes.etiquette.strip(),
        mixed=[str(mixed) for mixed in wishes.mixed],
        fewest_community=wishes.fewest_community,
        seed=wishes.seed,
        score=seating.score,
        made_at=now,
        made_by=by,
    )
    check_fields(row, UnableToPlan)
    row.save()
    tables = BreakoutTable.objects.bulk_create(
        BreakoutTable(
            plan=row,
            position=place,
            name=wish.name,
            host_id=wish.host,
            language=wish.language,
            is_accessible=wish.is_accessible,
        )
        for place, wish in enumerate(seating.tables, start=1)
    )
    _keep_people(row, wishes, seating.people)
    locked = set(seats_to_keep(wishes, seating.tables))
    BreakoutSeat.objects.bulk_create(
        BreakoutSeat(
            plan=row,
            round=number,
            table=tables[place],
            person_id=person,
            is_locked=(number - 1, person, place) in locked,
        )
        for number, one_round in enumerate(seating.rounds, start=1)
        for place, sitting in enumerate(one_round)
        for person in sitting
    )
    return row


@transaction.atomic
def publish(*, plan_row: BreakoutPlan, by: User, now: datetime) -> BreakoutPlan:
    """From now on people see where they sit, in place of a version published before. Raises `UnableToPublish`."""
    live_session = _locked(plan_row.live_session)
    row = BreakoutPlan.objects.select_for_update(of=("self",)).get(pk=plan_row.pk)
    if live_session.stage_at(now) in {Stage.OVER, Stage.CANCELLED} or not live_session.cohort.is_open:
        raise UnableToPublish(_("This session is over or cancelled; its breakouts stay as they were."))
    if not row.is_published:
        live_session.breakout_plans.filter(published_at__isnull=False).update(published_at=None, published_by=None)
        row.published_at, row.published_by = now, by
        row.save(update_fields=["published_at", "published_by"])
        keep_rooms_in_step(live_session=live_session, now=now)
    return row


@transaction.atomic
def unpublish(*, live_session: LiveSession, now: datetime) -> None:
    """People no longer see where they sit. Raises `UnableToPublish` once a round has been held."""
    live_session = _locked(live_session)
    row = live_session.breakout_plans.filter(published_at__isnull=False).first()
    if row is None:
        return
    if row.held_rounds.exists() or live_session.ends_at <= now:
        raise UnableToPublish(_("Rounds of it have been held; it stays published."))
    row.published_at, row.published_by = None, None
    row.save(update_fields=["published_at", "published_by"])
    keep_rooms_in_step(live_session=live_session, now=now)


def copy_as_next(row: BreakoutPlan, *, by: User, now: datetime) -> BreakoutPlan:
    """The same plan once more, as the next version and not published. To be called in a transaction, the session locked."""
    place = dict(row.tables.values_list("pk", "position"))
    seats = list(row.seats.order_by("pk"))
    tables, people, pairs = list(row.tables.all()), list(row.people.all()), list(row.pairs.all())
    held = list(row.held_rounds.all())
    copied = BreakoutPlan.objects.get(pk=row.pk)
    copied.pk, copied.number = None, _next_number(row.live_session)
    copied.published_at, copied.published_by, copied.made_at, copied.made_by = None, None, now, by
    copied.save(force_insert=True)
    for rows in (tables, people, pairs, held):
        _move_to(copied, rows)
    BreakoutTable.objects.bulk_create(tables)
    BreakoutPerson.objects.bulk_create(people)
    BreakoutPair.objects.bulk_create(pairs)
    BreakoutRound.objects.bulk_create(held)
    table = {position: pk for pk, position in copied.tables.values_list("pk", "position")}
    for seat_row in seats:
        seat_row.pk, seat_row.plan, seat_row.table_id = None, copied, table[place[seat_row.table_id]]
    BreakoutSeat.objects.bulk_create(seats)
    return copied


def _check_wishes(live_session: LiveSession, wishes: Wishes, now: datetime) -> None:
    if live_session.stage_at(now) in {Stage.OVER, Stage.CANCELLED} or not live_session.cohort.is_open:
        raise UnableToPlan(_("This session is over or cancelled; there is nothing to plan any more."))
    if not 1 <= wishes.rounds <= MOST_ROUNDS:
        raise refuse(UnableToPlan, _("Plan from 1 to %(most)s rounds.") % {"most": MOST_ROUNDS}, field="rounds")
    if wishes.tables is not None and not 1 <= wishes.tables <= MOST_TABLES:
        raise refuse(UnableToPlan, _("Plan from 1 to %(most)s tables.") % {"most": MOST_TABLES}, field="tables")


def _check_people(people: Sequence[Enrollment], wishes: Wishes) -> None:
    seated = {person.person_id for person in people}
    if len(seated) < 2:
        raise UnableToPlan(
            _("Fewer than two people are expected. Choose others above, or wait until they have come in.")
        )
    if len(seated) > MOST_PEOPLE:
        raise UnableToPlan(_("Up to %(most)s people can be seated.") % {"most": MOST_PEOPLE})
    hosts = sum(wishes.parts.get(person, PersonWish()).part == BreakoutPart.HOST for person in seated)
    if wishes.tables is not None and hosts > wishes.tables:
        raise refuse(
            UnableToPlan, _("There are more hosts than tables. Add tables, or let some hosts move."), field="tables"
        )
    if wishes.tables is not None and wishes.tables > len(seated):
        raise refuse(UnableToPlan, _("There are more tables than people."), field="tables")


def _keep_people(row: BreakoutPlan, wishes: Wishes, people: Sequence[Enrollment]) -> None:
    """Those seated with their wishes, those left out, and the pairs of whom both are there."""
    seated = {person.person_id for person in people}
    left_out = {person for person, wish in wishes.parts.items() if wish.part == BreakoutPart.OUT} - seated
    BreakoutPerson.objects.bulk_create(
        BreakoutPerson(plan=row, person_id=person, part=wish.part, language=wish.language)
        for person in sorted(seated | _known(left_out))
        for wish in (wishes.parts.get(person, PersonWish()),)
    )
    BreakoutPair.objects.bulk_create(
        BreakoutPair(plan=row, first_id=one, second_id=other, is_together=together)
        for one, other, together in wishes.pairs
    )


def _known(people: Iterable[int]) -> set[int]:
    """Of these keys, those that are people's."""
    return set(User.objects.filter(pk__in=list(people)).values_list("pk", flat=True))


def _move_to(copied: BreakoutPlan, rows: Iterable[Any]) -> None:
    """These rows are to be written once more, for the copy."""
    for row in rows:
        row.pk, row.plan = None, copied


def _next_number(live_session: LiveSession) -> int:
    return (live_session.breakout_plans.aggregate(last=Max("number"))["last"] or 0) + 1


def _locked(live_session: LiveSession) -> LiveSession:
    sessions = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort")
    return sessions.get(pk=live_session.pk)
