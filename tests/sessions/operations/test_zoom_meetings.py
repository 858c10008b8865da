from __future__ import annotations

from datetime import timedelta

import pytest

from cohorts.operations.cohorts import change_cohort
from sessions.enums import SessionFormat, ZoomState
from sessions.models import LiveSession, ZoomMeeting
from sessions.operations.removal import remove_session
from sessions.operations.schedule import cancel_session, edit_session, move_session
from sessions.operations.zoom_meetings import plan_meetings, ring_for_what_waits
from tests.factories.cohorts import CohortFactory
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.standin.account import HOST

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=7)


def edit(live_session, at_zoom, **facts):
    return edit_session(live_session=live_session, by=None, now=at_zoom.clock(), **facts)


class TestScheduling:
    @pytest.mark.parametrize("kind", [SessionFormat.VIRTUAL, SessionFormat.HYBRID])
    def test_a_session_from_afar_gets_a_meeting_and_a_task_is_started(
        self, at_zoom, kind, django_capture_on_commit_callbacks, monkeypatch
    ):
        rung = []
        monkeypatch.setattr("common.background._start", lambda name, arguments: rung.append((name, arguments)))
        with django_capture_on_commit_callbacks(execute=True):
            live_session = at_zoom.schedule(format=kind)
        meeting = ZoomMeeting.objects.get()
        assert (meeting.live_session, meeting.state, meeting.is_wanted) == (live_session, ZoomState.WAITING, True)
        assert meeting.wanted == {
            "topic": "Session 5: Place Matters",
            "starts_at": "2022-04-20T19:00:00+00:00",
            "minutes": 90,
            "zone": "America/New_York",
            "host": HOST,
            "registration": False,
        }
        assert ("live_sessions.bring_meeting_along", {"meeting": meeting.pk}) in rung
        # Nothing was asked of Zoom while somebody waited.
        assert at_zoom.standin.seen == []

    @pytest.mark.parametrize(
        "facts",
        [
            {"join_url": "https://us02web.zoom.us/j/1"},
            {"format": SessionFormat.IN_PERSON},
            {"makes_meeting": False},
            {"starts_at": START - timedelta(days=60)},
        ],
    )
    def test_a_pasted_link_a_place_a_choice_or_the_past_get_none(self, at_zoom, facts):
        at_zoom.schedule(**facts)
        assert ZoomMeeting.objects.count() == 0

    def test_without_keys_links_are_pasted(self, at_zoom, settings):
        settings.ZOOM_ACCOUNT_ID = ""
        at_zoom.schedule()
        assert ZoomMeeting.objects.count() == 0

    def test_a_facilitators_own_host_is_asked_for(self, at_zoom):
        _, meeting = at_zoom.made(zoom_host="other@example.org")
        assert at_zoom.standin.meetings[meeting.meeting_id]["host_email"] == "other@example.org"

    def test_two_meetings_have_two_keys(self, at_zoom):
        at_zoom.schedule()
        at_zoom.schedule()
        assert len(set(ZoomMeeting.objects.values_list("key", flat=True))) == 2


class TestChanging:
    def test_moved_and_renamed_the_meeting_is_to_follow(self, at_zoom):
        live_session, meeting = at_zoom.made()
        move_session(live_session=live_session, starts_at=LATER, minutes=60, by=None, now=at_zoom.clock())
        edit(live_session, at_zoom, title="New name")
        meeting.refresh_from_db()
        assert (meeting.state, meeting.revision) == (ZoomState.WAITING, 3)
        at_zoom.work()
        there = at_zoom.standin.meetings[meeting.meeting_id]
        assert [there[name] for name in ("topic", "start_time", "duration")] == [
            "Session 5: New name", "2022-04-27T19:00:00Z", 60,
        ]  # fmt: skip
        assert len(at_zoom.standin.meetings) == 1

    def test_what_zoom_knows_nothing_of_changes_nothing_there(self, at_zoom):
        live_session, meeting = at_zoom.made()
        edit(live_session, at_zoom, summary="Read the first chapter.")
        meeting.refresh_from_db()
        assert (meeting.state, meeting.revision) == (ZoomState.STANDING, 1)

    @pytest.mark.parametrize("cancelled", [True, False])
    def test_cancelled_or_held_in_person_it_is_taken_away(self, at_zoom, cancelled):
        live_session, meeting = at_zoom.made()
        if cancelled:
            cancel_session(live_session=live_session, reason="Snow", by=None, now=at_zoom.clock())
        else:
            edit(live_session, at_zoom, format=SessionFormat.IN_PERSON)
        at_zoom.work()
        meeting.refresh_from_db()
        assert (meeting.state, meeting.meeting_id, meeting.join_url) == (ZoomState.TAKEN_AWAY, None, "")
        assert at_zoom.standin.meetings == {}

    def test_a_pasted_link_takes_its_place_and_is_never_overwritten(self, at_zoom):
        live_session, meeting = at_zoom.made()
        edit(live_session, at_zoom, join_url="https://us02web.zoom.us/j/1")
        at_zoom.work()
        plan_meetings(now=at_zoom.clock())
        at_zoom.work()
        live_session.refresh_from_db()
        assert (live_session.join_url, at_zoom.standin.meetings) == ("https://us02web.zoom.us/j/1", {})
        # Taken out again, the portal makes a meeting.
        edit(live_session, at_zoom, join_url="")
        at_zoom.work()
        meeting.refresh_from_db()
        assert meeting.meeting_id in at_zoom.standin.meetings

    def test_cancelled_before_it_was_made_nothing_is_asked_of_zoom(self, at_zoom):
        live_session = at_zoom.schedule()
        cancel_session(live_session=live_session, reason="Snow", by=None, now=at_zoom.clock())
        at_zoom.work()
        assert (ZoomMeeting.objects.get().state, at_zoom.standin.seen) == (ZoomState.TAKEN_AWAY, [])

    def test_what_is_over_stays_as_it_was(self, at_zoom):
        live_session, meeting = at_zoom.made()
        at_zoom.clock.now = START + timedelta(hours=2)
        edit(live_session, at_zoom, title="As it was in fact")
        meeting.refresh_from_db()
        assert meeting.state == ZoomState.STANDING

    def test_a_removed_session_takes_its_meeting_along(self, at_zoom):
        live_session, meeting = at_zoom.made()
        remove_session(live_session=live_session, by=None, now=at_zoom.clock())
        assert list(at_zoom.standin.meetings) == [meeting.meeting_id]
        at_zoom.work()
        assert (at_zoom.standin.meetings, ZoomMeeting.objects.count()) == ({}, 0)


class TestPlanning:
    def test_sessions_of_the_coming_weeks_get_what_they_lack(self, at_zoom):
        coming = LiveSessionFactory(starts_at=START, join_url="")
        LiveSessionFactory(starts_at=START + timedelta(days=60), join_url="")
        LiveSessionFactory(starts_at=START - timedelta(days=30), join_url="")
        LiveSessionFactory(starts_at=START)
        LiveSessionFactory(starts_at=START, join_url="", cohort__status="completed")
        plan_meetings(now=at_zoom.clock())
        assert [meeting.live_session for meeting in ZoomMeeting.objects.all()] == [coming]

    def test_a_cohort_that_changes_its_mind_is_heard(self, at_zoom):
        cohort = CohortFactory()
        _, meeting = at_zoom.made(cohort)
        change_cohort(cohort=cohort, zoom_registration=True, by=None, now=at_zoom.clock())
        plan_meetings(now=at_zoom.clock())
        at_zoom.work()
        assert at_zoom.standin.meetings[meeting.meeting_id]["settings"]["approval_type"] == 0

    def test_without_keys_nothing_is_planned(self, at_zoom, settings):
        LiveSessionFactory(starts_at=START, join_url="")
        settings.ZOOM_ACCOUNT_ID = ""
        plan_meetings(now=at_zoom.clock())
        assert ZoomMeeting.objects.count() == 0

    def test_with_its_cohort_gone_a_meeting_goes_too(self, at_zoom):
        at_zoom.made()
        LiveSession.objects.all().delete()
        plan_meetings(now=at_zoom.clock())
        at_zoom.work()
        assert (at_zoom.standin.meetings, ZoomMeeting.objects.count()) == ({}, 0)

    def test_who_waits_is_rung_for(self, at_zoom):
        now = at_zoom.clock()
        at_zoom.made()
        waiting = at_zoom.schedule()
        failed, later, left_behind, at_it = (at_zoom.schedule().zoom_meeting for _ in range(4))
        change = ZoomMeeting.objects.filter
        change(pk=failed.pk).update(state=ZoomState.FAILED, retry_at=now)
        change(pk=later.pk).update(state=ZoomState.FAILED, retry_at=now + timedelta(minutes=1))
        change(pk=left_behind.pk).update(state=ZoomState.AT_WORK, claimed_at=now - timedelta(minutes=6))
        change(pk=at_it.pk).update(state=ZoomState.AT_WORK, claimed_at=now - timedelta(minutes=5))
        assert ring_for_what_waits(now=now) == 3
        found = ZoomMeeting.objects.to_work_on(now).order_by("pk")
        assert list(found) == [waiting.zoom_meeting, failed, left_behind]
