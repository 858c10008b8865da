"""A session from its meeting to its recording, as it is on the day: HTTP to a stand-in for Zoom and from it to the webhook.

Nothing between the two is replaced but the broker: tasks that are rung for wait here until somebody works them off.
"""

from __future__ import annotations

import random
import threading
from collections import Counter, deque
from datetime import timedelta

import httpx
import pytest
import time_machine
from celery import current_app
from django.test import Client
from django.urls import reverse

from cohorts.enums import Role
from sessions.enums import Attended, EventState, InquiryState, ZoomState
from sessions.models import Presence, Recording, RecordingInquiry, ZoomEvent, ZoomMeeting
from sessions.operations.schedule import schedule_session
from sessions.operations.zoom_client import zoom_account
from sessions.queries.attendance import standing_of
from sessions.zoom.wire import new_http
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.sessions.conftest import WEBHOOK_SECRET
from tests.sessions.zoom.standin.account import ACCOUNT, CLIENT, HOST, SECRET, StandIn
from tests.sessions.zoom.standin.doors import server_for
from tests.sessions.zoom.webhook.events import MIDDAY, at, body, file, joined, left, person, recorded
from tests.sessions.zoom.webhook.signed import headers

pytestmark = pytest.mark.django_db(transaction=True)
START, END = MIDDAY, 90 * 60
BEFORE, AFTER = START - timedelta(days=3), at(END + 600)
UUID = "/u//1=="
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(50_000)
VTT = b"WEBVTT\n\n1\n00:01.000 --> 00:04.000\nAna: Welcome to all.\n\n2\n00:09.000 --> 00:12.000\nAna: Let us begin.\n"

ANA, BEN, DANA = "ana@example.org", "ben@example.org", "dana@example.org"


def in_room(verb, seconds):
    """Ana in a breakout room."""
    ana = person("16", "Ana Torres", "join_time" if verb == "joined" else "leave_time", seconds, email=ANA)
    about = {"breakout_room_uuid": "room-1", "participant": ana}
    return body(f"meeting.participant_{verb}_breakout_room", seconds, about)


# Ana 50 minutes, also in a room; Ben on two devices, 39 minutes of 42; Dana to the end; and somebody nobody knows.
STORY = [
    body("meeting.started", -300),
    joined("16", 0, "Ana Torres", email=ANA),
    in_room("joined", 600),
    in_room("left", 1200),
    left("16", 3000, "Ana Torres", email=ANA),
    joined("17", 60, "Ben", email=BEN),
    left("17", 1200, "Ben", email=BEN),
    joined("18", 1000, "Ben’s phone", email=BEN),
    left("18", 2400, "Ben’s phone", email=BEN),
    joined("19", 30, "Dana", email=DANA),
    joined("20", 90, "iPad in the hall"),
    left("20", 5000, "iPad in the hall"),
    body("meeting.ended", END),
]


class Worker:
    """Works off what was rung for, in order, as the worker would."""

    def __init__(self):
        self.rung = deque()

    def ring(self, name, arguments):
        self.rung.append((name, arguments))

    def work(self):
        while self.rung:
            name, arguments = self.rung.popleft()
            current_app.tasks[name](**arguments)


@pytest.fixture
def worker(monkeypatch):
    worker = Worker()
    monkeypatch.setattr("common.background._start", worker.ring)
    return worker


@pytest.fixture
def standin(settings, monkeypatch):
    """On a port of this machine, and the portal's settings lead there."""
    standin = StandIn()
    server = server_for(standin)
    address = f"http://127.0.0.1:{server.server_port}"
    standin.api_url = standin.web_url = address
    settings.ZOOM_ACCOUNT_ID, settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET = ACCOUNT, CLIENT, SECRET
    settings.ZOOM_HOST, settings.ZOOM_WEBHOOK_SECRET = HOST, WEBHOOK_SECRET
    settings.ZOOM_OAUTH_URL, settings.ZOOM_API_URL = f"{address}/oauth/token", address
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    with new_http() as http:
        # The process keeps its account, and with it the client; here somebody closes it.
        monkeypatch.setattr("sessions.operations.zoom_client.new_http", lambda: http)
        zoom_account.cache_clear()
        yield standin
        zoom_account.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def webhook(live_server, settings):
    """Zoom's requests, as they come in; the status they are answered with."""
    settings.SECURE_SSL_REDIRECT = False
    with httpx.Client(trust_env=False) as client:

        def tell(sent, *, secret=WEBHOOK_SECRET, signed_at=AFTER):
            signed = headers(sent, signed_at, secret) | {"content-type": "application/json"}
            return client.post(live_server.url + "/zoom/webhook/", content=sent, headers=signed).status_code

        yield tell


@pytest.fixture
def cohort():
    cohort = CohortFactory(recordings_publish_themselves=True, attendance_minutes=45)
    for email, name in ((ANA, "Ana Torres"), (BEN, "Ben Osei"), (DANA, "Dana Whitehorse")):
        EnrollmentFactory(cohort=cohort, person__email=email, person__name=name, activated_at=BEFORE)
    EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR, person__email="marcus@example.org")
    return cohort


@pytest.fixture
def live_session(cohort, standin, worker):
    """Scheduled three days before; the worker makes its meeting."""
    with time_machine.travel(BEFORE):
        live_session = schedule_session(
            cohort=cohort, title="Place Matters", starts_at=START, minutes=90, by=None, now=BEFORE
        )
        worker.work()
    meeting = ZoomMeeting.objects.get()
    assert (meeting.state, meeting.meeting_id) == (ZoomState.STANDING, 85200000001)
    assert meeting.join_url.startswith(standin.web_url)
    return live_session


def record(standin, *ready, making=()):
    """What is at Zoom of the holding: files that are ready, and those it is still making."""
    times = {"recording_start": f"{at(-300):%Y-%m-%dT%H:%M:%SZ}", "recording_end": f"{at(END):%Y-%m-%dT%H:%M:%SZ}"}
    rows = []
    for one in (*ready, *making):
        content, extension = (MP4, "MP4") if one == "MP4" else (VTT, "VTT")
        standin.files[f"/rec/{one}"] = (content, "application/octet-stream", "")
        rows.append(
            file(
                one, file_extension=extension, file_size=len(content), download_url=f"{standin.api_url}/rec/{one}",
                recording_type="shared_screen_with_speaker_view" if one == "MP4" else "audio_transcript",
                status="completed" if one in ready else "processing", **times,
            )
        )  # fmt: skip
    standin.hold(85200000001, uuid=UUID, started_at=f"{at(-300):%Y-%m-%dT%H:%M:%SZ}", files=rows)


def minutes(live_session, email):
    person = live_session.cohort.enrollments.get(person__email=email).person
    standing = standing_of(live_session, person, AFTER, since=BEFORE)
    return (standing.minutes, standing.state)


@pytest.mark.parametrize("seed", range(2))
def test_from_the_meeting_to_the_published_recording_without_a_click(live_session, standin, worker, webhook, seed):
    chance = random.Random(seed)
    with time_machine.travel(AFTER):
        # --- Who was there: shuffled, each told twice, then forged and stale ones
        told = STORY * 2
        chance.shuffle(told)
        answers = Counter()
        for sent in told:
            answers["told", webhook(sent)] += 1
            if chance.random() < 0.3:
                worker.work()
        for sent in told[:5]:
            answers["forged", webhook(joined("66", 5, "Nobody", email=ANA), secret="guessed")] += 1
            answers["stale", webhook(sent, signed_at=AFTER - timedelta(minutes=6))] += 1
        worker.work()
        assert answers == {("told", 204): 26, ("forged", 401): 5, ("stale", 401): 5}
        assert ZoomEvent.objects.count() == len(STORY)
        assert set(ZoomEvent.objects.values_list("state", flat=True)) == {EventState.APPLIED}
        assert minutes(live_session, ANA) == (50, Attended.LIVE)
        assert minutes(live_session, BEN) == (39, Attended.NONE)
        assert minutes(live_session, DANA) == (89, Attended.LIVE)
        assert list(Presence.objects.waiting().values_list("name", flat=True)) == ["iPad in the hall"]

        # --- The transcript is told of before the recording
        record(standin, "TRANSCRIPT", making=["MP4"])
        assert webhook(recorded("recording.transcript_completed", END + 300, file("TRANSCRIPT"))) == 204
        worker.work()
        inquiry = RecordingInquiry.objects.get()
        assert (inquiry.state, inquiry.files_found, inquiry.files_coming) == (InquiryState.ANSWERED, 1, 1)
        assert (Recording.objects.get().published_at, Recording.objects.get().cues.count()) == (None, 2)
        record(standin, "TRANSCRIPT", "MP4")
        for _ in range(2):
            assert webhook(recorded("recording.completed", END + 200, file("MP4"))) == 204
            worker.work()
        recording = Recording.objects.get()
        assert recording.published_at >= AFTER
        assert [row.history_change_reason for row in recording.history.order_by("history_id")] == [
            "From Zoom", "Lines from: zoom", "Published by itself",
        ]  # fmt: skip

        # --- What a participant has of it
        browser = Client()
        browser.force_login(live_session.cohort.enrollments.get(person__email=BEN).person)
        assert recording.get_absolute_url() in browser.get(live_session.get_absolute_url()).content.decode()
        captions = browser.get(recording.get_absolute_url() + "captions.vtt").content.decode()
        assert "Let us begin." in captions
        piece = browser.get(recording.files.get(kind="video").get_absolute_url(), headers={"range": "bytes=0-11"})
        assert (piece.status_code, b"".join(piece.streaming_content)) == (206, MP4[:12])


def test_the_host_is_sent_to_the_meeting_from_the_stand_in(live_session, standin, settings):
    browser = Client()
    browser.force_login(live_session.cohort.enrollments.get(role=Role.FACILITATOR).person)
    with time_machine.travel(START - timedelta(minutes=20)):
        address = reverse("sessions:zoom_start", args=[live_session.cohort.slug, live_session.slug])
        answer = browser.post(address)
    assert (answer.status_code, answer["Location"]) == (303, f"{standin.web_url}/s/85200000001?zak=start-secret")
    assert "host" in httpx.get(answer["Location"], trust_env=False).text
