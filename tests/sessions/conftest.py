"""A portal that has keys for Zoom, and a stand-in at the other end."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from sessions.models import ZoomMeeting
from sessions.operations import breakout_planner
from sessions.operations.schedule import schedule_session
from sessions.operations.zoom_checks import check_meeting
from sessions.operations.zoom_work import bring_meeting_along
from sessions.zoom.client import Zoom, connect
from tests.factories.cohorts import CohortFactory
from tests.sessions.zoom.conftest import KEYS, START, Clock
from tests.sessions.zoom.standin.account import ACCOUNT, CLIENT, HOST, SECRET, StandIn
from tests.sessions.zoom.standin.doors import transport_to
from tests.sessions.zoom.standin.faults import Fault

WEBHOOK_SECRET = "secret-of-the-webhook"


@dataclass
class AtZoom:
    """The stand-in, the portal's account there, and the clock both live by."""

    standin: StandIn
    zoom: Zoom
    clock: Clock

    def schedule(self, cohort=None, **facts):
        """A session of April 20, 2022, 3:00 pm in New York, as a facilitator schedules it."""
        usual = {"title": "Place Matters", "label": "Session 5", "starts_at": START, "minutes": 90}
        return schedule_session(cohort=cohort or CohortFactory(), by=None, now=self.clock(), **{**usual, **facts})

    def work(self):
        """What tasks would do now; each meeting whose turn it is, once."""
        for pk in list(ZoomMeeting.objects.to_work_on(self.clock()).values_list("pk", flat=True)):
            bring_meeting_along(meeting_pk=pk, zoom=self.zoom, clock=self.clock)

    def look(self, meeting):
        check_meeting(meeting_pk=meeting.pk, zoom=self.zoom, now=self.clock())
        meeting.refresh_from_db()

    def made(self, cohort=None, **facts):
        """A session whose meeting stands, and the meeting."""
        live_session = self.schedule(cohort, **facts)
        self.work()
        return live_session, ZoomMeeting.objects.get(live_session=live_session)

    def fail(self, *faults):
        self.standin.faults.extend(faults)

    def be_away(self, calls=40):
        self.standin.faults.extend([Fault.DROP_BEFORE] * calls)

    def come_back(self, **later):
        self.standin.faults.clear()
        self.clock.now += timedelta(**later)

    def asked(self, method):
        """The paths that were asked so, in order."""
        return [path for verb, path, _status in self.standin.seen if verb == method and path != "/oauth/token"]


@pytest.fixture
def at_zoom(settings, monkeypatch):
    settings.ZOOM_ACCOUNT_ID, settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET = ACCOUNT, CLIENT, SECRET
    settings.ZOOM_HOST, settings.ZOOM_WEBHOOK_SECRET = HOST, WEBHOOK_SECRET
    clock = Clock()
    standin = StandIn(clock=clock)
    with httpx.Client(transport=transport_to(standin)) as http:
        zoom = connect(http=http, credentials=KEYS, clock=clock, sleep=clock.sleep, chance=random.Random(7))
        monkeypatch.setattr("sessions.tasks.zoom_account", lambda: zoom)
        yield AtZoom(standin, zoom, clock)


@pytest.fixture(autouse=True)
def quick_planner(monkeypatch):
    """The planner searches for a moment only: what is asked here is what is made of its plans."""
    monkeypatch.setattr(breakout_planner, "SECONDS", 0.05)
