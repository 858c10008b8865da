"""The dates of the demo's cohorts: some sessions held, the next one always a few days away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from common.wall_clock import TUESDAY, WEDNESDAY, Month, zone_named
from cop_portal.blueprints.document import Blueprint
from cop_portal.blueprints.new_dates import propose
from cop_portal.blueprints.proposal import ProposedSchedule

# Of five days in a row at least one is among these.
GOOD_DAYS = (TUESDAY, WEDNESDAY, WEDNESDAY + 1)


def current_schedule(
    blueprint: Blueprint, *, next_session: str, days_ahead: tuple[int, int], now: datetime
) -> ProposedSchedule:
    """The blueprint's sessions by its own rule, so that `next_session` is to come in that many days, all confirmed.

    Raises `ValueError` where the fewest and the most days ahead lie less than four days apart.
    """
    today = now.astimezone(zone_named(blueprint.cohort_defaults.time_zone)).date()
    day = _good_day(today, *days_ahead)
    month = Month.of(day)
    step = Month.of(propose(blueprint, first=month).session(next_session).day).since(month)
    schedule = propose(blueprint, first=month.plus(-step)).move(next_session, day=day)
    for slug in schedule.unconfirmed:
        schedule = schedule.move(slug)
    return schedule


def _good_day(today: date, fewest: int, most: int) -> date:
    if most - fewest < 4:
        raise ValueError("Of fewer than five days all may lie around a weekend.")
    days = (today + timedelta(days=ahead) for ahead in range(fewest, most + 1))
    return next(day for day in days if day.weekday() in GOOD_DAYS)
