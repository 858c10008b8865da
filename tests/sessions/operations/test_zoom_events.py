"""Events forged, late, doubled and shuffled have the effect of exactly the valid ones, once."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import OperationalError

from sessions.enums import EventState, ZoomState
from sessions.models import ZoomEvent, ZoomMeeting
from sessions.operations.zoom_events import apply_again, apply_waiting_events
from tests.factories.sessions import ZoomEventFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.webhook.events import MIDDAY, at, body, in_room, joined, left

pytestmark = pytest.mark.django_db
END = 90 * 60
NOW = at(END + 60)


@pytest.fixture
def meeting(at_zoom):
    """A meeting that stands at Zoom; MIDDAY of the events is its session's start. The stand-in numbers them from 85200000001."""
    assert MIDDAY == START
    _, meeting = at_zoom.made()
    assert meeting.meeting_id == 85200000001
    return meeting


def hear(*bodies, meeting=None, now=NOW):
    for sent in bodies:
        tell(sent, now)
    applied = apply_waiting_events(now=now)
    if meeting:
        meeting.refresh_from_db()
    return applied


def held(meeting):
    return (meeting.started_at, meeting.ended_at)


def states():
    return list(ZoomEvent.objects.order_by("at", "pk").values_list("state", flat=True))


def test_begun_and_ended_is_written_down(meeting):
    hear(body("meeting.started", -300), meeting=meeting)
    assert held(meeting) == (at(-300), None)
    hear(body("meeting.ended", END), meeting=meeting)
    assert held(meeting) == (at(-300), at(END))
    assert states() == ["applied", "applied"]


STORY = [
    body("meeting.started", -300),
    joined("1", 0),
    in_room("joined", "1", 600),
    in_room("left", "1", 1200),
    left("1", 3000),
    joined("2", 3100),
    body("meeting.ended", END),
]


@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_and_however_often_it_is_the_same(meeting, seed):
    told = STORY * 2
    random.Random(seed).shuffle(told)
    for sent in told:
        hear(sent, meeting=meeting)
    assert held(meeting) == (at(-300), at(END))
    assert (states(), ZoomEvent.objects.count()) == (["applied"] * len(STORY), len(STORY))


def test_opened_again_the_same_day_it_has_not_ended(meeting):
    again = {"uuid": "second-holding=="}
    hear(body("meeting.started", 0), body("meeting.ended", 60), meeting=meeting)
    hear(body("meeting.started", 120, again), meeting=meeting)
    assert held(meeting) == (at(0), None)
    hear(body("meeting.ended", END, again), meeting=meeting)
    assert held(meeting) == (at(0), at(END))


def test_tried_out_the_day_before_counts_until_it_is_held(meeting):
    yesterday = {"uuid": "yesterday=="}
    day = 24 * 60 * 60
    hear(body("meeting.started", -day, yesterday), body("meeting.ended", 60 - day, yesterday), meeting=meeting)
    assert held(meeting) == (at(-day), at(60 - day))
    hear(body("meeting.started", 0), meeting=meeting)
    assert held(meeting) == (at(0), None)


def test_meetings_of_others_are_let_be(meeting):
    hear(body("meeting.started", 0, {"id": "99900000001"}), joined("1", 5), meeting=meeting)
    stranger = ZoomEvent.objects.get(meeting_id=99900000001)
    assert (stranger.state, stranger.reason) == (EventState.LET_BE, "No session of the portal has this meeting.")
    assert ZoomEvent.objects.get(meeting_id=85200000001).state == EventState.APPLIED


@pytest.mark.parametrize("event", ["meeting.deleted", "meeting.updated"])
def test_deleted_or_changed_it_is_looked_at_for_only_zoom_knows_how_it_is_now(
    meeting, event, at_zoom, django_capture_on_commit_callbacks, monkeypatch
):
    rung = []
    monkeypatch.setattr("common.background._start", lambda name, arguments: rung.append((name, arguments)))
    tell(body(event, -3600), NOW)
    asked = len(at_zoom.standin.seen)
    with django_capture_on_commit_callbacks(execute=True):
        apply_waiting_events(now=NOW)
    assert rung == [("live_sessions.check_meeting", {"meeting": meeting.pk})]
    meeting.refresh_from_db()
    assert (meeting.state, len(at_zoom.standin.seen)) == (ZoomState.STANDING, asked)
    # Said once; what comes later doesn't ask again.
    with django_capture_on_commit_callbacks(execute=True):
        hear(body("meeting.started", 0))
    assert ("live_sessions.check_meeting", {"meeting": meeting.pk}) not in rung[1:]


def test_a_bad_one_between_two_good_ones_is_set_aside(meeting):
    tell(body("meeting.started", 0), NOW)
    tell(joined("1", 5), NOW)
    ZoomEvent.objects.filter(kind="meeting.participant_joined").update(body={"event": "meeting.started", "payload": 7})
    hear(body("meeting.ended", END), meeting=meeting)
    assert held(meeting) == (at(0), at(END))
    assert states() == ["applied", "failed", "applied"]


def test_a_meeting_whose_events_break_holds_no_other_up(meeting, at_zoom, monkeypatch, caplog):
    _, other = at_zoom.made(starts_at=START + timedelta(days=1))
    from sessions.operations import zoom_events

    hand_on = zoom_events._hand_on

    def broken(row, *arguments):
        if row.pk == meeting.pk:
            raise ZeroDivisionError
        hand_on(row, *arguments)

    with monkeypatch.context() as trouble:
        trouble.setattr(zoom_events, "_hand_on", broken)
        hear(body("meeting.started", 0), body("meeting.started", 5, {"id": str(other.meeting_id)}), meeting=meeting)
    other.refresh_from_db()
    assert (meeting.started_at, other.started_at) == (None, at(5))
    assert [(event.state, event.reason) for event in ZoomEvent.objects.order_by("at")] == [
        ("failed", "ZeroDivisionError"), ("applied", ""),
    ]  # fmt: skip
    assert "could not be applied" in caplog.text
    # Put right, somebody lets it be applied again.
    assert apply_again(events=ZoomEvent.objects.all()) == 2
    hear(meeting=meeting)
    assert (meeting.started_at, states()) == (at(0), ["applied", "applied"])


def test_a_database_in_trouble_is_no_fault_of_the_events(meeting, monkeypatch):
    def locked(*_arguments):
        raise OperationalError

    with monkeypatch.context() as trouble:
        trouble.setattr("sessions.operations.zoom_events._hand_on", locked)
        hear(body("meeting.started", 0), meeting=meeting)
    assert states() == ["waiting"]
    hear(meeting=meeting)
    assert (meeting.started_at, states()) == (at(0), ["applied"])


def test_applied_again_changes_nothing(meeting):
    hear(*STORY, meeting=meeting)
    before = ZoomMeeting.objects.values().get()
    apply_again(events=ZoomEvent.objects.all())
    assert hear() == len(STORY)
    assert ZoomMeeting.objects.values().get() == before


def test_an_event_without_a_meeting_is_not_applied_again():
    ZoomEventFactory(meeting_id=None, state=EventState.LET_BE)
    assert apply_again(events=ZoomEvent.objects.all()) == 0
