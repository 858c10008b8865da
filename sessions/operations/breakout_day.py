"""On the day: a round begins, and the rounds still to come are planned again for those who are there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import TALKING_ROLES
from common.errors import DomainError
from sessions.enums import Stage
from sessions.models import BreakoutPlan, BreakoutRound, LiveSession
from sessions.operations.breakout_counting import enrollments_of, numbered, rounds_of, tables_of, wishes_of
from sessions.operations.breakout_planner import UnableToPlan
from sessions.operations.breakout_problem import met_before, problem_of
from sessions.operations.breakouts import answer_to, keep_plan, publish


class UnableToBegin(DomainError):
    """The round doesn't begin; the sentence says why."""


@dataclass(frozen=True)
class Replanned:
    """The version that is in force now, and who changes tables in the next round because of it, by key."""

    plan: BreakoutPlan
    moved: list[int]


@transaction.atomic
def begin_round(*, live_session: LiveSession, number: int, by: User, now: datetime) -> BreakoutRound:
    """The next round begins now, for as long as the plan says. Begun twice, it is one round. Raises `UnableToBegin`."""
    live_session = _locked(live_session)
    row = in_force(live_session)
    if row is None:
        raise UnableToBegin(_("No plan is published."))
    if live_session.stage_at(now) not in {Stage.DOORS_OPEN, Stage.UNDER_WAY}:
        raise UnableToBegin(_("Rounds begin while the session goes on, from 15 minutes before its start."))
    held = {held.number: held for held in row.held_rounds.all()}
    if number in held:
        return held[number]
    if number != len(held) + 1 or number > row.rounds:
        raise UnableToBegin(_("Round %(number)s is not the next one.") % {"number": number})
    return BreakoutRound.objects.create(plan=row, number=number, minutes=row.minutes, began_at=now)


def replan_rest(*, live_session: LiveSession, present: Collection[int], by: User, now: datetime) -> Replanned:
    """The rounds still to come, for those who are there (by key): as few as possible of them change tables.

    Rounds that have begun stay as they were. The new version is published in place of the one before, which is kept. Raises
    `UnableToPlan`.
    """
    row = in_force(live_session)
    held = row.held_rounds.count() if row else 0
    if row is None or held >= row.rounds:
        raise UnableToPlan(_("There is no round still to come."))
    row.live_session = live_session
    active = live_session.cohort.enrollments.active().filter(person__is_active=True, role__in=TALKING_ROLES)
    there = set(active.filter(person__in=present).values_list("person", flat=True))
    if len(there) < 2:
        raise UnableToPlan(_("Fewer than two people are there. Tick those who are."))
    rounds, wishes = rounds_of(row), wishes_of(row)
    seated = [[person for table in one_round for person in table] for one_round in rounds]
    people = enrollments_of(row, there.union(*seated))
    tables = tables_of(row)
    problem = problem_of(
        wishes=wishes,
        tables=tables,
        people=people,
        met=met_before(live_session),
        present=[*seated[:held], *[sorted(there)] * (row.rounds - held)],
    )
    problem |= {
        "kind": "repair",
        "previous": {"rounds": numbered(rounds, people, row.seed)},
        "locked_rounds": list(range(held)),
    }
    seating = answer_to(problem, tables=tables, people=people, seed=row.seed)
    with transaction.atomic():
        live_session = _locked(live_session)
        still = in_force(live_session)
        if still is None or still.pk != row.pk or still.held_rounds.count() != held:
            raise UnableToPlan(
                _("Meanwhile a round has begun, or another plan was published. Look at it, and plan again.")
            )
        kept = keep_plan(live_session=live_session, wishes=wishes, seating=seating, by=by, now=now)
        begun = list(row.held_rounds.all())
        for one in begun:
            one.pk, one.plan = None, kept
        BreakoutRound.objects.bulk_create(begun)
        kept = publish(plan_row=kept, by=by, now=now)
    before, after = _places(rounds[held]), _places(seating.rounds[held])
    return Replanned(kept, sorted(person for person in after if before.get(person, after[person]) != after[person]))


def in_force(live_session: LiveSession) -> BreakoutPlan | None:
    """The version that people go by."""
    return BreakoutPlan.objects.published().filter(live_session=live_session).first()


def _places(tables: Collection[Collection[int]]) -> dict[int, int]:
    """At which table each person sits."""
    return {person: place for place, table in enumerate(tables) for person in table}


def _locked(live_session: LiveSession) -> LiveSession:
    sessions = LiveSession.objects.select_for_update(of=("self",)).select_related("cohort")
    return sessions.get(pk=live_session.pk)
