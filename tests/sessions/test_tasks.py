from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from celery import current_app

from sessions.enums import ZoomState
from sessions.models import Reminder, ZoomEvent, ZoomMeeting
from sessions.operations.schedule import cancel_session
from sessions.tasks import check_one_meeting, look_at_zoom, send_due_reminders, sweep_zoom
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory, ZoomEventFactory
from tests.sessions.mailroom import at
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.conftest import NOW, START
from tests.sessions.zoom.webhook.events import body


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


@pytest.fixture
def here_and_now(monkeypatch):
    """Tasks that are started run at once, in this process."""
    monkeypatch.setitem(current_app.conf.changes, "task_always_eager", True)


@pytest.mark.django_db
@pytest.mark.usefixtures("here_and_now")
class TestZoom:
    def test_from_the_form_to_zoom_and_back(self, at_zoom, django_capture_on_commit_callbacks):
        with time_machine.travel(NOW, tick=False):
            with django_capture_on_commit_callbacks(execute=True):
                live_session = at_zoom.schedule()
            (there,) = at_zoom.standin.meetings.values()
            assert ZoomMeeting.objects.get().join_url == there["join_url"]
            with django_capture_on_commit_callbacks(execute=True):
                cancel_session(live_session=live_session, reason="Snow", by=None, now=NOW)
        assert at_zoom.standin.meetings == {}

    def test_the_sweeper_finds_what_was_left_behind(self, at_zoom, django_capture_on_commit_callbacks):
        with time_machine.travel(START, tick=False):
            at_zoom.schedule(starts_at=START + timedelta(days=1))
            ZoomEventFactory(meeting_id=1)
            with django_capture_on_commit_callbacks(execute=True):
                sweep_zoom()
        assert ZoomMeeting.objects.get().state == ZoomState.STANDING
        assert ZoomEvent.objects.get().state == "let_be"

    def test_the_hourly_look_makes_what_is_missing_and_finds_what_is_gone(
        self, at_zoom, django_capture_on_commit_callbacks
    ):
        lacking = LiveSessionFactory(starts_at=START, join_url="")
        with time_machine.travel(START - timedelta(days=2), tick=False):
            with django_capture_on_commit_callbacks(execute=True):
                look_at_zoom()
            meeting = lacking.zoom_meeting
            assert meeting.state == ZoomState.STANDING
            at_zoom.standin.meetings.clear()
            with django_capture_on_commit_callbacks(execute=True):
                look_at_zoom()
        meeting.refresh_from_db()
        assert meeting.state == ZoomState.GONE

    def test_deleted_at_zoom_is_told_and_looked_at(self, at_zoom, django_capture_on_commit_callbacks):
        _, meeting = at_zoom.made()
        at_zoom.standin.meetings.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tell(body("meeting.deleted", 0), START)
        # The event's task has started the look; on_commit of a commit within a commit is the test's to run.
        with time_machine.travel(START, tick=False):
            check_one_meeting(meeting=meeting.pk)
        meeting.refresh_from_db()
        assert meeting.state == ZoomState.GONE
        assert ZoomEvent.objects.get().state == "applied"

    def test_a_meeting_that_is_gone_from_the_table_is_nobodys_work(self, at_zoom):
        check_one_meeting(meeting=1)
        assert at_zoom.standin.seen == []
