"""Business days before a session, on the cohort's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sessions.due_dates import DueDates, business_days_before
from tests.factories.cohorts import CohortFactory, HolidayFactory

WEDNESDAY = date(2026, 9, 23)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (0, date(2026, 9, 23)),
        (1, date(2026, 9, 22)),
        (2, date(2026, 9, 21)),
        (3, date(2026, 9, 18)),  # over the weekend
        (5, date(2026, 9, 16)),
        (10, date(2026, 9, 9)),
    ],
)
def test_weekends_do_not_count(number, day):
    assert business_days_before(WEDNESDAY, number, ()) == day


def test_holidays_do_not_count():
    assert business_days_before(WEDNESDAY, 2, {date(2026, 9, 21), date(2026, 9, 22)}) == date(2026, 9, 17)


def test_a_session_on_a_sunday_counts_back_from_there():
    assert business_days_before(date(2026, 9, 27), 1, ()) == date(2026, 9, 25)


@pytest.mark.django_db
def test_the_day_is_the_cohorts_own_and_so_are_its_holidays():
    cohort = CohortFactory(time_zone="Pacific/Honolulu", accommodation_days=1)
    HolidayFactory(cohort=cohort, day=date(2026, 9, 21))
    HolidayFactory(day=date(2026, 9, 18))
    # Wednesday in UTC is still Tuesday in Honolulu.
    dates = DueDates.of(cohort)
    assert dates.due_on(datetime(2026, 9, 23, 3, tzinfo=UTC)) == date(2026, 9, 18)
    assert dates.today(datetime(2026, 9, 23, 3, tzinfo=UTC)) == date(2026, 9, 22)
    assert dates.remind_on(date(2026, 9, 18)) == date(2026, 9, 16)
