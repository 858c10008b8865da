"""Leaders who have not finished are reminded a week before, two days before and on the day, each time once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.models import Cohort, TeamFormation
from cohorts.operations.formation_reminders import remind_unfinished
from cohorts.tasks import remind_unfinished_formations
from notifications.models import OutboxMail
from tests.factories.cohorts import CohortFactory, TeamFormationFactory

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 9, 1, 12, tzinfo=UTC)
# September 20, 11:59 pm Eastern.
DUE = datetime(2026, 9, 21, 3, 59, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def formation():
    return TeamFormationFactory(cohort=CohortFactory(), opened_at=OPENED, due_at=DUE)


def ring_every_hour(start, end):
    """When somebody was reminded, the clock ringing every hour."""
    at, rung = start, []
    while at <= end:
        rung += [at] * remind_unfinished(now=at)
        at += HOUR
    return rung


def test_three_reminders_and_no_more(formation):
    rung = ring_every_hour(OPENED, DUE + DAY)
    morning = datetime(2026, 9, 20, 12, tzinfo=UTC)
    assert rung == [DUE - 7 * DAY + timedelta(minutes=1), DUE - 2 * DAY + timedelta(minutes=1), morning]
    assert OutboxMail.objects.filter(kind="cohorts.formation_reminder").count() == 3


def test_after_a_week_of_silence_one_is_sent(formation):
    assert [remind_unfinished(now=DUE - DAY), remind_unfinished(now=DUE - DAY)] == [1, 0]


@pytest.mark.parametrize("status", ["handed_in", "approved", "closed"])
def test_nobody_who_has_finished_is_reminded(formation, status):
    TeamFormation.objects.update(status=status)
    assert remind_unfinished(now=DUE - DAY) == 0


def test_the_question_is_waited_for_too(formation):
    TeamFormation.objects.update(status="sent_back")
    assert remind_unfinished(now=DUE - DAY) == 1


def test_nobody_is_reminded_of_a_cohort_that_is_over_or_of_a_day_that_is_past(formation):
    assert remind_unfinished(now=DUE) == 0
    Cohort.objects.update(status="completed")
    assert remind_unfinished(now=DUE - DAY) == 0


def test_a_form_opened_shortly_before_needs_no_reminder_yet(formation):
    TeamFormation.objects.update(opened_at=DUE - 2 * DAY - HOUR)
    assert remind_unfinished(now=DUE - 2 * DAY + HOUR) == 0


def test_another_deadline_has_reminders_of_its_own(formation):
    assert remind_unfinished(now=DUE - DAY) == 1
    TeamFormation.objects.update(due_at=DUE + 14 * DAY)
    assert remind_unfinished(now=DUE) == 0
    assert remind_unfinished(now=DUE + 8 * DAY) == 1


def test_what_is_wrong_with_one_form_does_not_silence_the_others(formation, caplog):
    TeamFormationFactory(cohort__time_zone="Mars/Olympus_Mons", opened_at=OPENED, due_at=DUE)
    assert remind_unfinished(now=DUE - DAY) == 1
    assert "could not be reminded" in caplog.text


def test_the_task_rings_for_them(formation, time_machine):
    time_machine.move_to(DUE - DAY)
    remind_unfinished_formations()
    assert OutboxMail.objects.count() == 1
