"""Changing a plan by hand: two people change seats, a seat is locked. A published version is copied first, and stays as it is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from sessions.models import BreakoutPlan, BreakoutSeat, LiveSession
from sessions.operations.breakout_counting import count_again
from sessions.operations.breakouts import copy_as_next


class UnableToChangeSeats(DomainError):
    """Nobody changes seats; the sentence says why."""


@transaction.atomic
def swap_seats(
    *, plan_row: BreakoutPlan, round_number: int, one: int, other: int, by: User, now: datetime
) -> BreakoutPlan:
    """Two people, by their keys, sit in each other's place in this round. The version that holds it now.

    Raises `UnableToChangeSeats`: for a round that has been held, a locked seat, a host, or somebody who isn't seated.
    """
    plan_row = to_change(plan_row, by=by, now=now)
    if plan_row.held_rounds.filter(number=round_number).exists():
        raise UnableToChangeSeats(_("This round has been held; its tables stay as they were."))
    seats = BreakoutSeat.objects.select_for_update(of=("self",)).select_related("table", "person")
    rows = {seat.person_id: seat for seat in seats.filter(plan=plan_row, round=round_number, person__in=[one, other])}
    if len(rows) != 2:
        raise UnableToChangeSeats(_("Choose two people who are seated in this round."))
    for seat in rows.values():
        if seat.is_locked:
            raise UnableToChangeSeats(_("The seat of %(name)s is locked.") % {"name": seat.person.display_name})
        if seat.table.host_id == seat.person_id:
            raise UnableToChangeSeats(_("%(name)s hosts a table and stays at it.") % {"name": seat.person.display_name})
    first, second = rows[one], rows[other]
    first.table, second.table = second.table, first.table
    BreakoutSeat.objects.bulk_update([first, second], ["table"])
    count_again(plan_row)
    return plan_row


@transaction.atomic
def lock_seat(
    *, plan_row: BreakoutPlan, round_number: int, person: int, is_locked: bool, by: User, now: datetime
) -> BreakoutPlan:
    """Nobody swaps the seat from now on, and planning anew keeps it where that is wished; or it is free again.

    Raises `UnableToChangeSeats` where nobody sits.
    """
    plan_row = to_change(plan_row, by=by, now=now)
    changed = plan_row.seats.filter(round=round_number, person=person).update(is_locked=is_locked)
    if not changed:
        raise UnableToChangeSeats(_("Choose somebody who is seated in this round."))
    return plan_row


def to_change(plan_row: BreakoutPlan, *, by: User, now: datetime) -> BreakoutPlan:
    """The version that may be changed: this one, or a copy where it is published. In a transaction; the session is locked."""
    LiveSession.objects.select_for_update(of=("self",)).get(pk=plan_row.live_session_id)
    plan_row = BreakoutPlan.objects.select_related("live_session__cohort").get(pk=plan_row.pk)
    return copy_as_next(plan_row, by=by, now=now) if plan_row.is_published else plan_row
