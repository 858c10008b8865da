from __future__ import annotations

from datetime import timedelta

import pytest

from sessions.enums import ZoomState
from sessions.models import LiveSession
from sessions.operations.schedule import UnableToMove
from sessions.operations.zoom_desk import UnableToBringAlong, UnableToTakeOver, bring_along_again, take_over_time
from tests.factories.sessions import LiveSessionFactory
from tests.sessions.zoom.conftest import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def drifted(at_zoom):
    """A session whose meeting somebody moved by an hour, shortened and renamed at Zoom."""
    live_session, meeting = at_zoom.made()
    at_zoom.standin.meetings[meeting.meeting_id].update(
        start_time="2022-04-20T20:00:00Z", duration=60, topic="Another name"
    )
    at_zoom.look(meeting)
    return live_session, meeting


def there(at_zoom):
    (meeting,) = at_zoom.standin.meetings.values()
    return [meeting[name] for name in ("topic", "start_time", "duration")]


def again(at_zoom, live_session):
    bring_along_again(live_session=live_session, now=at_zoom.clock())
    at_zoom.work()


def test_what_failed_is_tried_again(at_zoom):
    at_zoom.be_away()
    live_session, meeting = at_zoom.made()
    assert meeting.state == ZoomState.FAILED
    at_zoom.come_back()
    again(at_zoom, live_session)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.error_kind) == (ZoomState.STANDING, "")


def test_what_was_changed_is_put_back(at_zoom, drifted):
    live_session, meeting = drifted
    again(at_zoom, live_session)
    meeting.refresh_from_db()
    assert there(at_zoom) == ["Session 5: Place Matters", "2022-04-20T19:00:00Z", 90]
    assert (meeting.state, meeting.found) == (ZoomState.STANDING, {})


def test_what_was_deleted_is_made_anew(at_zoom):
    live_session, meeting = at_zoom.made()
    first = meeting.meeting_id
    at_zoom.standin.meetings.clear()
    at_zoom.look(meeting)
    again(at_zoom, live_session)
    meeting.refresh_from_db()
    assert meeting.state == ZoomState.STANDING
    assert (list(at_zoom.standin.meetings), meeting.meeting_id != first) == ([meeting.meeting_id], True)


def test_asked_twice_it_is_done_once(at_zoom):
    live_session, meeting = at_zoom.made()
    again(at_zoom, live_session)
    again(at_zoom, live_session)
    meeting.refresh_from_db()
    assert (meeting.revision, at_zoom.asked("PATCH")) == (1, [])


def test_the_session_takes_over_the_time(at_zoom, drifted):
    live_session, _meeting = drifted
    take_over_time(live_session=live_session, by=None, now=at_zoom.clock())
    moved = LiveSession.objects.get()
    assert (moved.starts_at, moved.minutes, moved.sequence) == (START + timedelta(hours=1), 60, 1)
    assert moved.history.latest().history_change_reason == "Moved at Zoom"
    at_zoom.work()
    # The name is the session's.
    assert there(at_zoom) == ["Session 5: Place Matters", "2022-04-20T20:00:00Z", 60]
    with pytest.raises(UnableToTakeOver):
        take_over_time(live_session=live_session, by=None, now=at_zoom.clock())


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [({"topic": "Another name"}, UnableToTakeOver), ({"duration": 1000}, UnableToMove)],
)
def test_a_time_that_is_none_or_unfit_is_refused(at_zoom, changes, refusal):
    live_session, meeting = at_zoom.made()
    at_zoom.standin.meetings[meeting.meeting_id].update(changes)
    at_zoom.look(meeting)
    with pytest.raises(refusal):
        take_over_time(live_session=live_session, by=None, now=at_zoom.clock())
    assert (LiveSession.objects.get().starts_at, LiveSession.objects.get().minutes) == (START, 90)


def test_a_meeting_without_a_date_is_none_to_follow(at_zoom):
    live_session, meeting = at_zoom.made()
    del at_zoom.standin.meetings[meeting.meeting_id]["start_time"]
    at_zoom.look(meeting)
    with pytest.raises(UnableToTakeOver, match="has no date"):
        take_over_time(live_session=live_session, by=None, now=at_zoom.clock())


def test_where_there_is_no_meeting_or_no_sense_it_is_said(at_zoom):
    with pytest.raises(UnableToBringAlong, match="has no meeting"):
        bring_along_again(live_session=LiveSessionFactory(), now=at_zoom.clock())
    at_zoom.be_away()
    live_session, _meeting = at_zoom.made()
    with pytest.raises(UnableToBringAlong, match="is over"):
        bring_along_again(live_session=live_session, now=START + timedelta(hours=2))
