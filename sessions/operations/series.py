"""Sessions scheduled in one act: a rule proposes the days, people change them, all are saved or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort
from common.errors import DomainError
from common.wall_clock import Month, MonthlyRule, instant, monthly_dates
from sessions.enums import Rhythm
from sessions.models import LiveSession
from sessions.operations.checks import refuse
from sessions.operations.schedule import SessionFacts, schedule_session

if TYPE_CHECKING:
    from accounts.models import User

MOST_SESSIONS = 60


class UnableToProposeDates(DomainError):
    """The rule gives no list of days."""


class UnableToScheduleSeries(DomainError):
    """None was scheduled; `by_row` has the refusal of each row that doesn't fit, by its place in the list, from 0."""

    def __init__(self, sentence: str, by_row: Mapping[int, DomainError] | None = None) -> None:
        super().__init__(sentence)
        self.by_row = by_row or {}


@dataclass(frozen=True, kw_only=True)
class SeriesRule:
    """How the days of a series follow from one another.

    `first_day` is the earliest day there may be. `n` (1 to 4, or LAST) and `weekday` (from Monday, 0) are for the monthly
    rhythms, the weekly one takes `weekday` alone, `days` are the list of dates.
    """

    rhythm: str
    first_day: date | None = None
    count: int = 0
    n: int = 1
    weekday: int = 0
    days: Sequence[date] = ()


@dataclass(frozen=True, kw_only=True)
class SeriesRow:
    """One session to be: day and clock time in the cohort's zone, title, and what else is known of it."""

    day: date
    wall_time: time
    minutes: int
    title: str
    facts: SessionFacts = field(default_factory=SessionFacts)


def propose_days(rule: SeriesRule) -> list[date]:
    """The days of the rule, in order. Raises `UnableToProposeDates` for none and for more than MOST_SESSIONS."""
    days = sorted(set(rule.days)) if rule.rhythm == Rhythm.DATES else _days_of(rule)
    if not days:
        raise UnableToProposeDates(_("There is no date yet."))
    if len(days) > MOST_SESSIONS:
        raise UnableToProposeDates(_too_many(len(days)))
    return days


@transaction.atomic
def schedule_series(*, cohort: Cohort, rows: Sequence[SeriesRow], by: User | None, now: datetime) -> list[LiveSession]:
    """Schedule all of these sessions, or none. Raises `UnableToScheduleSeries`, which knows the row of each refusal."""
    if not rows:
        raise UnableToScheduleSeries(_("There is no date yet."))
    if len(rows) > MOST_SESSIONS:
        raise UnableToScheduleSeries(_too_many(len(rows)))
    scheduled: list[LiveSession] = []
    refused: dict[int, DomainError] = {}
    for place, row in enumerate(rows):
        try:
            scheduled.append(
                schedule_session(
                    cohort=cohort,
                    title=row.title,
                    starts_at=_starts_at(row, cohort),
                    minutes=row.minutes,
                    by=by,
                    now=now,
                    **row.facts,
                )
            )
        except DomainError as error:
            refused[place] = error
    if refused:
        place, refusal = next(iter(refused.items()))
        raise UnableToScheduleSeries(
            ngettext(
                "Nothing was scheduled, because of %(count)d date. The first is number %(number)d: %(sentence)s",
                "Nothing was scheduled, because of %(count)d dates. The first is number %(number)d: %(sentence)s",
                len(refused),
            )
            % {"count": len(refused), "number": place + 1, "sentence": refusal},
            refused,
        )
    return scheduled


def _starts_at(row: SeriesRow, cohort: Cohort) -> datetime:
    return instant(row.day, row.wall_time, cohort.zone)


def _days_of(rule: SeriesRule) -> list[date]:
    if rule.first_day is None:
        raise refuse(UnableToProposeDates, _("Say from which day on."), field="first_day")
    if not 1 <= rule.count <= MOST_SESSIONS:
        raise refuse(UnableToProposeDates, _too_many(rule.count), field="count")
    try:
        if rule.rhythm == Rhythm.WEEKLY:
            first = rule.first_day + timedelta(days=(rule.weekday - rule.first_day.weekday()) % 7)
            return [first + timedelta(weeks=week) for week in range(rule.count)]
        return _monthly(rule, rule.first_day)
    except (OverflowError, ValueError) as error:  # days beyond the calendar
        raise refuse(UnableToProposeDates, _("These dates lie too far away."), field="first_day") from error


def _monthly(rule: SeriesRule, first_day: date) -> list[date]:
    monthly = MonthlyRule(rule.n, rule.weekday)
    start = Month.of(first_day)
    if monthly.day_in(start) < first_day:
        start = start.plus(1)
    return monthly_dates(monthly, start, rule.count, every=2 if rule.rhythm == Rhythm.EVERY_OTHER_MONTH else 1)


def _too_many(count: int) -> str:
    return _("A series has 1 to %(most)d sessions, not %(count)d. Schedule more of them in a second one.") % {
        "most": MOST_SESSIONS,
        "count": count,
    }
