from __future__ import annotations

import pytest
import time_machine

from sessions.models import Reminder
from sessions.tasks import send_due_reminders
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.mailroom import at


@pytest.mark.django_db
def test_the_task_plans_what_is_due_by_the_clock():
    live_session = LiveSessionFactory(starts_at=at("2026-09-23 19:00"))
    EnrollmentFactory(cohort=live_session.cohort)

    with time_machine.travel(at("2026-09-16 18:59"), tick=False):
        send_due_reminders()
        assert Reminder.objects.count() == 0
    with time_machine.travel(at("2026-09-16 19:00"), tick=False):
        send_due_reminders()

    assert Reminder.objects.values_list("minutes_before", "created_at").get() == (10080, at("2026-09-16 19:00"))


def test_the_task_has_the_name_that_the_timetable_rings():
    assert send_due_reminders.name == "live_sessions.send_due_reminders"
