from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from common.wall_clock import LAST, WEDNESDAY
from sessions.enums import Rhythm
from sessions.models import LiveSession
from sessions.operations.series import (
    SeriesRow,
    SeriesRule,
    UnableToProposeDates,
    UnableToScheduleSeries,
    propose_days,
    schedule_series,
)
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory

NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
THREE = time(15)


def rule(rhythm=Rhythm.MONTHLY, **facts):
    return SeriesRule(
        rhythm=rhythm, **({"first_day": date(2022, 4, 1), "count": 3, "n": 3, "weekday": WEDNESDAY} | facts)
    )


class TestProposing:
    def test_the_third_wednesday_of_each_month(self):
        assert propose_days(rule(count=9)) == [
            date(2022, 4, 20), date(2022, 5, 18), date(2022, 6, 15), date(2022, 7, 20), date(2022, 8, 17),
            date(2022, 9, 21), date(2022, 10, 19), date(2022, 11, 16), date(2022, 12, 21),
        ]  # fmt: skip

    def test_a_first_day_behind_the_days_of_its_month_begins_in_the_next(self):
        assert propose_days(rule(first_day=date(2022, 4, 21), count=1)) == [date(2022, 5, 18)]

    def test_the_first_day_itself_counts(self):
        assert propose_days(rule(first_day=date(2022, 4, 20), count=1)) == [date(2022, 4, 20)]

    def test_every_other_month_across_the_year(self):
        assert propose_days(rule(Rhythm.EVERY_OTHER_MONTH, first_day=date(2022, 11, 1), n=LAST)) == [
            date(2022, 11, 30), date(2023, 1, 25), date(2023, 3, 29),
        ]  # fmt: skip

    def test_every_week(self):
        assert propose_days(rule(Rhythm.WEEKLY)) == [date(2022, 4, 6), date(2022, 4, 13), date(2022, 4, 20)]

    def test_a_list_is_put_in_order_and_said_once(self):
        days = [date(2022, 5, 1), date(2022, 4, 1), date(2022, 5, 1)]
        assert propose_days(SeriesRule(rhythm=Rhythm.DATES, days=days)) == [date(2022, 4, 1), date(2022, 5, 1)]

    @pytest.mark.parametrize(
        ("asked", "field", "sentence"),
        [
            (rule(count=61), "count", "A series has 1 to 60 sessions, not 61."),
            (rule(count=0), "count", "A series has 1 to 60 sessions, not 0."),
            (rule(first_day=None), "first_day", "Say from which day on."),
            (rule(first_day=date(9999, 12, 1), count=5), "first_day", "These dates lie too far away."),
            (rule(Rhythm.WEEKLY, first_day=date(9999, 12, 31)), "first_day", "These dates lie too far away."),
            (SeriesRule(rhythm=Rhythm.DATES), None, "There is no date yet."),
            (
                SeriesRule(rhythm=Rhythm.DATES, days=[date(2022, 1, 1) + timedelta(days=day) for day in range(61)]),
                None,
                "A series has 1 to 60 sessions, not 61.",
            ),
        ],
    )
    def test_what_gives_no_list_is_refused(self, asked, field, sentence):
        with pytest.raises(UnableToProposeDates) as refusal:
            propose_days(asked)
        assert (refusal.value.field, str(refusal.value).startswith(sentence)) == (field, True)

    def test_sixty_are_allowed(self):
        assert len(propose_days(rule(Rhythm.WEEKLY, count=60))) == 60


def row(day, wall_time=THREE, title="Module", **facts):
    return SeriesRow(day=day, wall_time=wall_time, minutes=90, title=title, facts=facts)


def save(cohort, rows, by=None):
    return schedule_series(cohort=cohort, rows=rows, by=by, now=NOW)


@pytest.mark.django_db
class TestScheduling:
    def test_the_hour_on_the_wall_stays_across_both_changes_of_the_clocks(self):
        cohort = CohortFactory(time_zone="America/New_York")
        days = [date(2022, 3, 9), date(2022, 3, 16), date(2022, 11, 2), date(2022, 11, 9)]
        sessions = save(cohort, [row(day) for day in days])
        assert [live_session.starts_at.hour for live_session in sessions] == [20, 19, 19, 20]
        assert [live_session.starts_at.astimezone(cohort.zone).time() for live_session in sessions] == [THREE] * 4

    def test_each_zone_changes_on_its_own_day(self):
        lisbon = CohortFactory(time_zone="Europe/Lisbon")
        between = date(2022, 3, 16)  # New York has changed, Lisbon has not
        assert save(lisbon, [row(between)])[0].starts_at == datetime(2022, 3, 16, 15, tzinfo=UTC)

    def test_facts_of_each_row_and_who(self):
        facilitator = UserFactory()
        first, second = save(
            CohortFactory(),
            [row(date(2022, 4, 20), title="Opening", label="Opening"), row(date(2022, 5, 18), label="Session 1")],
            by=facilitator,
        )
        assert [(s.label, s.slug) for s in (first, second)] == [("Opening", "opening"), ("Session 1", "session-1")]
        assert {entry.history_user for s in (first, second) for entry in s.history.all()} == {facilitator}

    def test_a_skipped_hour_is_refused_with_date_and_time_and_nothing_is_scheduled(self):
        rows = [
            row(date(2022, 3, 6), time(2, 30)),
            row(date(2022, 3, 13), time(2, 30)),
            row(date(2022, 3, 20), title=""),
        ]
        with pytest.raises(UnableToScheduleSeries, match="Nothing was scheduled, because of 2 dates") as refusal:
            save(CohortFactory(time_zone="America/New_York"), rows)
        assert list(refusal.value.by_row) == [1, 2]
        assert str(refusal.value.by_row[1]) == (
            "2:30 a.m. on March 13, 2022 does not exist (Eastern): "
            "the clocks go forward from 2 a.m. to 3 a.m. and skip it. Choose another time."
        )
        assert refusal.value.by_row[2].field == "title"
        assert not LiveSession.objects.exists()

    def test_an_hour_that_exists_twice_is_the_earlier_one(self):
        cohort = CohortFactory(time_zone="America/New_York")
        assert save(cohort, [row(date(2022, 11, 6), time(1, 30))])[0].starts_at == datetime(
            2022, 11, 6, 5, 30, tzinfo=UTC
        )

    def test_the_same_form_twice_makes_one_series(self):
        cohort = CohortFactory()
        rows = [row(date(2022, 4, 20)), row(date(2022, 5, 18))]
        assert save(cohort, rows) == save(cohort, rows)
        assert LiveSession.objects.count() == 2

    @pytest.mark.parametrize("count", [0, 61])
    def test_none_and_too_many_are_refused(self, count):
        rows = [row(date(2022, 1, 1) + timedelta(days=day)) for day in range(count)]
        with pytest.raises(UnableToScheduleSeries):
            save(CohortFactory(), rows)
        assert not LiveSession.objects.exists()
