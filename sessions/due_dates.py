"""Until when something is to be arranged: business days before a session, on the cohort's own calendar."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cohorts.models import Cohort
from common import times

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def business_days_before(day: date, number: int, holidays: Collection[date]) -> date:
    """The business day that lies `number` of them before this day; the day itself where the number is 0."""
    while number > 0:
        day -= ONE_DAY
        if day.weekday() < SATURDAY and day not in holidays:
            number -= 1
    return day


@dataclass(frozen=True)
class DueDates:
    """The due dates of one cohort; a day has passed when it has in the cohort's zone."""

    cohort: Cohort
    holidays: frozenset[date]

    @classmethod
    def of(cls, cohort: Cohort) -> DueDates:
        """With the cohort's holidays. One query."""
        return cls(cohort, frozenset(cohort.holidays.values_list("day", flat=True)))

    def due_on(self, starts_at: datetime) -> date:
        """The last day on which what somebody needs at a session that starts then is arranged in time."""
        day = times.in_zone(starts_at, self.cohort.zone).date()
        return business_days_before(day, self.cohort.accommodation_days, self.holidays)

    def remind_on(self, due_on: date) -> date:
        """The day on which coordinators are reminded: two business days before."""
        return business_days_before(due_on, 2, self.holidays)

    def today(self, now: datetime) -> date:
        """Which day it is for the cohort."""
        return times.in_zone(now, self.cohort.zone).date()
