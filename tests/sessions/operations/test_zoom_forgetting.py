"""Old events forget who they spoke of, and are still known."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cop_portal.beat import TIMETABLE
from sessions import tasks
from sessions.enums import EventState
from sessions.models import Presence, ZoomEvent
from sessions.operations.zoom_events import apply_again, apply_waiting_events
from sessions.operations.zoom_forgetting import BODIES_KEPT, forget_bodies
from tests.factories.sessions import ZoomEventFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.webhook.events import at, body, file, joined, left, recorded

pytestmark = pytest.mark.django_db
END = 90 * 60
NOW = at(END + 60)
LATER = NOW + BODIES_KEPT
STORY = [
    body("meeting.started", 0),
    joined("1", 0, email="ana@example.org"),
    left("1", 3000),
    body("meeting.ended", END),
]


@pytest.fixture
def meeting(at_zoom):
    _, meeting = at_zoom.made()
    return meeting


def hear(*bodies, now=NOW):
    for sent in bodies:
        tell(sent, now)
    apply_waiting_events(now=now)


def facts():
    return list(ZoomEvent.objects.order_by("pk").values("key", "kind", "at", "received_at", "state", "reason"))


def test_after_ninety_days_names_and_addresses_are_gone_and_the_rest_stays(meeting):
    assert timedelta(days=90) == BODIES_KEPT
    hear(*STORY)
    before = facts()
    assert forget_bodies(now=LATER - timedelta(seconds=1)) == 0
    assert "ana@example.org" in str(list(ZoomEvent.objects.values("body")))
    assert forget_bodies(now=LATER) == len(STORY)
    assert facts() == before
    assert set(ZoomEvent.objects.values_list("emptied_at", flat=True)) == {LATER}
    assert [event.body for event in ZoomEvent.objects.all()] == [{}] * len(STORY)
    assert forget_bodies(now=LATER + timedelta(days=1)) == 0


@pytest.mark.parametrize("state", EventState.values)
def test_whatever_became_of_it_but_not_while_it_waits(state):
    ZoomEventFactory(state=state, received_at=NOW, body={"email": "ana@example.org"})
    assert forget_bodies(now=LATER) == (0 if state == EventState.WAITING else 1)


def test_one_that_is_told_again_is_known_still(meeting):
    hear(*STORY)
    forget_bodies(now=LATER)
    hear(*STORY, now=LATER)
    assert ZoomEvent.objects.count() == len(STORY)
    assert not ZoomEvent.objects.filter(state=EventState.WAITING).exists()


def test_what_comes_after_that_does_not_undo_who_was_there(meeting, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "sessions.operations.recording_inquiries.start_on_commit", lambda _name, **facts: asked.append(facts["uuid"])
    )
    hear(*STORY)
    there = list(Presence.objects.values())
    meeting.refresh_from_db()
    held = (meeting.started_at, meeting.ended_at)
    forget_bodies(now=LATER)
    hear(left("1", 10), joined("2", 60), recorded("recording.completed", END, file("MP4")), now=LATER)
    meeting.refresh_from_db()
    assert (list(Presence.objects.values()), (meeting.started_at, meeting.ended_at)) == (there, held)
    assert len(there) == 1
    assert asked == ["/u//1=="]
    assert set(ZoomEvent.objects.values_list("state", flat=True)) == {EventState.APPLIED}


def test_emptied_it_is_not_applied_again(meeting):
    hear(*STORY)
    forget_bodies(now=LATER)
    assert apply_again(events=ZoomEvent.objects.all()) == 0
    assert set(ZoomEvent.objects.values_list("state", flat=True)) == {EventState.APPLIED}


def test_the_timetable_rings_for_it_every_night():
    ZoomEventFactory(state=EventState.APPLIED, received_at=NOW, body={"email": "ana@example.org"})
    assert "live_sessions.forget_zoom_bodies" in {entry["task"] for entry in TIMETABLE.values()}
    with time_machine.travel(LATER, tick=False):
        tasks.forget_zoom_bodies()
    assert ZoomEvent.objects.get().body == {}
