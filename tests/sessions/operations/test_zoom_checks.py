from __future__ import annotations

from datetime import timedelta

import pytest

from sessions.enums import ZoomState
from sessions.models import ZoomMeeting
from sessions.operations.schedule import move_session
from sessions.operations.zoom_checks import check_meeting, ring_for_checks
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.standin.faults import Fault

pytestmark = pytest.mark.django_db


def test_deleted_at_zoom_is_found_and_so_is_its_return(at_zoom):
    _, meeting = at_zoom.made()
    kept = dict(at_zoom.standin.meetings)
    at_zoom.standin.meetings.clear()
    at_zoom.clock.pass_by(hours=1)
    at_zoom.look(meeting)
    assert (meeting.state, meeting.error_kind, meeting.checked_at) == (
        ZoomState.GONE, "MeetingIsGone", at_zoom.clock(),
    )  # fmt: skip
    assert ZoomMeeting.objects.joinable().count() == 0
    at_zoom.standin.meetings.update(kept)
    at_zoom.look(meeting)
    assert (meeting.state, meeting.error_kind) == (ZoomState.STANDING, "")


def test_what_was_changed_at_zoom_is_found_and_nothing_is_put_back_unasked(at_zoom):
    _, meeting = at_zoom.made()
    there = at_zoom.standin.meetings[meeting.meeting_id]
    there.update(start_time="2022-04-20T20:00:00Z", duration=60, topic="Another name")
    at_zoom.look(meeting)
    assert (meeting.state, meeting.found) == (
        ZoomState.DRIFTED,
        {"topic": "Another name", "starts_at": "2022-04-20T20:00:00+00:00", "minutes": 60},
    )
    at_zoom.work()
    assert there["duration"] == 60


def test_a_new_passcode_is_a_new_link(at_zoom):
    _, meeting = at_zoom.made()
    at_zoom.standin.meetings[meeting.meeting_id]["join_url"] = "https://us02web.zoom.us/j/1?pwd=changed"
    at_zoom.look(meeting)
    assert (meeting.state, meeting.join_url) == (ZoomState.STANDING, "https://us02web.zoom.us/j/1?pwd=changed")


def test_while_zoom_is_away_nothing_is_known_to_be_wrong(at_zoom):
    _, meeting = at_zoom.made()
    looked = meeting.checked_at
    at_zoom.clock.pass_by(hours=1)
    at_zoom.be_away()
    at_zoom.look(meeting)
    assert (meeting.state, meeting.error_kind, meeting.checked_at) == (ZoomState.STANDING, "ZoomIsAway", looked)


def test_one_that_changes_meanwhile_is_let_be(at_zoom, monkeypatch):
    live_session, meeting = at_zoom.made()
    at_zoom.standin.meetings[meeting.meeting_id]["duration"] = 60
    get = at_zoom.zoom.meetings.get

    def slowly(number):
        there = get(number)
        move_session(live_session=live_session, starts_at=START + timedelta(days=1), by=None, now=at_zoom.clock())
        return there

    monkeypatch.setattr(type(at_zoom.zoom.meetings), "get", lambda self, number: slowly(number))
    at_zoom.look(meeting)
    assert (meeting.state, meeting.found) == (ZoomState.WAITING, {})


def test_without_keys_nobody_looks(at_zoom):
    _, meeting = at_zoom.made()
    at_zoom.standin.meetings.clear()
    check_meeting(meeting_pk=meeting.pk, zoom=None, now=at_zoom.clock())
    meeting.refresh_from_db()
    assert meeting.state == ZoomState.STANDING


def rung_for(at_zoom, monkeypatch):
    rung = []
    monkeypatch.setattr(
        "sessions.operations.zoom_checks.start_on_commit", lambda name, meeting: rung.append((name, meeting))
    )
    ring_for_checks(now=at_zoom.clock())
    return rung


def test_meetings_of_the_coming_week_are_looked_at(at_zoom, monkeypatch):
    at_zoom.clock.now = START - timedelta(days=6)
    _, coming = at_zoom.made()
    at_zoom.made(starts_at=START + timedelta(days=7))
    waiting = at_zoom.schedule()
    assert waiting.zoom_meeting.state == ZoomState.WAITING
    assert rung_for(at_zoom, monkeypatch) == [("live_sessions.check_meeting", coming.pk)]
    # Once it has begun, it is what it is.
    at_zoom.clock.now = START + timedelta(minutes=1)
    assert coming.pk not in [meeting for _, meeting in rung_for(at_zoom, monkeypatch)]


def test_where_somebody_came_in_the_meeting_goes_to_work(at_zoom, monkeypatch):
    at_zoom.clock.now = START - timedelta(days=6)
    cohort = CohortFactory(zoom_registration=True)
    _, meeting = at_zoom.made(cohort)
    assert len(rung_for(at_zoom, monkeypatch)) == 1
    EnrollmentFactory(cohort=cohort)
    assert rung_for(at_zoom, monkeypatch) == []
    meeting.refresh_from_db()
    assert meeting.state == ZoomState.WAITING


def test_a_refusal_is_said(at_zoom):
    _, meeting = at_zoom.made()
    at_zoom.fail(Fault.HTML)
    at_zoom.look(meeting)
    assert (meeting.state, meeting.error_kind) == (ZoomState.STANDING, "NotUnderstood")


def test_odd_words_of_zooms_are_kept_as_far_as_a_database_takes_them(at_zoom):
    _, meeting = at_zoom.made()
    at_zoom.standin.meetings[meeting.meeting_id]["topic"] = "A\x00B\ud800"
    at_zoom.look(meeting)
    assert meeting.found == {"topic": "AB?"}
