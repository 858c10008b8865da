from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.models import Holiday
from sessions.enums import SessionStatus
from sessions.queries.planning import PlannedRow, Surroundings, consequences_of, next_number
from tests.factories.cohorts import CohortFactory, PhaseFactory
from tests.factories.discussions import PostFactory
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, PromptFactory
from tests.sessions.operations.test_schedule import remind

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 9, 1, tzinfo=UTC)
DAY = date(2022, 9, 21)
START = datetime(2022, 9, 21, 19, tzinfo=UTC)


@pytest.fixture
def cohort():
    return CohortFactory(starts_on=date(2022, 4, 1), ends_on=date(2022, 12, 31))


def row(number=1, day=DAY, starts_at=START, minutes=90, phase=None):
    return PlannedRow(number, day, starts_at, minutes, phase)


def warnings(cohort, *rows, now=NOW):
    return Surroundings(cohort, now).warnings(rows)


def test_nothing_is_said_where_nothing_is_odd(cohort):
    LiveSessionFactory(cohort=cohort, starts_at=START + timedelta(days=28))
    assert warnings(cohort, row()) == [[]]


def test_a_holiday_of_the_cohort_is_asked_about_and_no_other(cohort):
    Holiday.objects.create(cohort=cohort, day=DAY, name="Harvest day")
    Holiday.objects.create(cohort=CohortFactory(program=cohort.program), day=DAY + timedelta(days=1), name="Theirs")
    next_day = row(2, day=DAY + timedelta(days=1), starts_at=START + timedelta(days=1))
    assert warnings(cohort, row(), next_day) == [["It is a day without meetings here: Harvest day."], []]


def test_sessions_that_only_touch_do_not_overlap(cohort):
    LiveSessionFactory(cohort=cohort, title="Before", starts_at=START - timedelta(minutes=90))
    assert warnings(cohort, row()) == [["“Before” is on the same day, 1:30 – 3:00 pm."]]


def test_cancelled_sessions_are_in_nobodys_way(cohort):
    LiveSessionFactory(cohort=cohort, starts_at=START, status=SessionStatus.CANCELLED)
    assert warnings(cohort, row()) == [[]]


def test_the_day_is_the_cohorts_day(cohort):
    # 11 pm on the 20th in New York, the 21st in Greenwich.
    LiveSessionFactory(cohort=cohort, starts_at=datetime(2022, 9, 21, 3, tzinfo=UTC))
    assert warnings(cohort, row()) == [[]]


def test_a_time_that_does_not_exist_collides_with_no_hour(cohort):
    LiveSessionFactory(cohort=cohort, title="Other", starts_at=START)
    assert warnings(cohort, row(starts_at=None)) == [["“Other” is on the same day, 3:00 – 4:30 pm."]]


def test_outside_the_cohort_and_outside_the_chosen_phase(cohort):
    phase = PhaseFactory(cohort=cohort, title="Spring", starts_on=date(2022, 4, 1), ends_on=date(2022, 5, 31))
    day = date(2023, 1, 4)
    assert warnings(cohort, row(day=day, starts_at=START + timedelta(days=105), phase=phase)) == [
        ["It lies outside the cohort's dates.", "It lies outside the phase “Spring”."]
    ]


def test_a_phase_without_dates_is_no_bound(cohort):
    assert warnings(cohort, row(phase=PhaseFactory(cohort=cohort))) == [[]]


def test_the_phase_of_a_day(cohort):
    first = PhaseFactory(cohort=cohort, starts_on=date(2022, 4, 1), ends_on=date(2022, 5, 31), position=1)
    PhaseFactory(cohort=cohort, position=2)
    surroundings = Surroundings(cohort, NOW)
    assert [surroundings.phase_on(day) for day in (date(2022, 4, 1), date(2022, 5, 31), date(2022, 6, 1))] == [
        first, first, None,
    ]  # fmt: skip


def test_rows_are_told_of_each_other_by_their_numbers(cohort):
    apart = START + timedelta(hours=5)
    assert warnings(cohort, row(2), row(5), row(7, starts_at=apart)) == [
        ["It overlaps number 5 of this series.", "Number 7 of this series is on the same day."],
        ["It overlaps number 2 of this series.", "Number 7 of this series is on the same day."],
        ["Number 2 of this series is on the same day.", "Number 5 of this series is on the same day."],
    ]


@pytest.mark.parametrize("number", [1, 60])
def test_a_series_costs_three_queries_whatever_its_length(cohort, django_assert_num_queries, number):
    rows = [row(place, DAY + timedelta(weeks=place), START + timedelta(weeks=place)) for place in range(number)]
    with django_assert_num_queries(3):
        Surroundings(cohort, NOW).warnings(rows)


def test_what_hangs_on_a_date():
    live_session = LiveSessionFactory(starts_at=START)
    AgendaItemFactory(live_session=live_session, minutes=80)
    PromptFactory(live_session=live_session)
    PromptFactory(live_session=live_session, opens_at=START)
    PostFactory(thread=PromptFactory(live_session=live_session).thread)
    remind(live_session)
    known = consequences_of(live_session)
    assert (known.prompts, known.people_told, known.agenda_minutes) == (1, 1, 80)


def test_a_series_goes_on_counting_where_the_cohort_is(db):
    cohort = CohortFactory()
    assert next_number(cohort, "Session") == 1
    for label in ["Session 2", "Session 6", "Session six", "Clinic 9", "Session 7a", ""]:
        LiveSessionFactory(cohort=cohort, label=label)
    LiveSessionFactory(label="Session 20")
    assert next_number(cohort, "Session") == 7
