"""What was recorded at Zoom comes here: when Zoom says so, by hand, and again after Zoom was away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from sessions import tasks
from sessions.enums import FileState
from sessions.models import Presence, Recording, RecordingFile, ZoomEvent
from sessions.operations.zoom_events import apply_waiting_events
from sessions.operations.zoom_fetching import (
    NothingToAsk,
    ask_for_recordings,
    bring_file,
    ring_for_files,
    take_recordings,
)
from sessions.zoom.errors import KeysRefused, NoKeys, ZoomIsAway
from sessions.zoom.recordings import Recording as AtZoom
from sessions.zoom.recordings import RecordingFile as FileAtZoom
from sessions.zoom.secret import Secret
from tests.factories.cohorts import EnrollmentFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.conftest import START
from tests.sessions.zoom.webhook.events import at, body, file, joined, left, recorded

pytestmark = pytest.mark.django_db
END = 90 * 60
NOW = at(END + 60)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(500)
VTT = b"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAna: Welcome.\n\n2\n00:09.000 --> 00:10.000\nAna: Bye.\n"
CONTENTS = {"MP4": MP4, "TRANSCRIPT": VTT}


@pytest.fixture
def meeting(at_zoom):
    _, meeting = at_zoom.made()
    return meeting


@pytest.fixture
def started(monkeypatch):
    """The tasks that were rung for, as (name, arguments)."""
    rung = []
    for module in ("zoom_events", "zoom_fetching", "recording_inquiries"):
        place = f"sessions.operations.{module}.start_on_commit"
        monkeypatch.setattr(place, lambda name, **arguments: rung.append((name, arguments)))
    return rung


@pytest.fixture
def holds(at_zoom, monkeypatch):
    """Zoom has these files of the meeting, or answers with an error: `holds("MP4", "TRANSCRIPT")`."""
    asked = []

    def put(*types, error=None):
        files = tuple(
            FileAtZoom(
                f"u1|{one}", "", one, "", {"MP4": "mp4"}.get(one, "vtt"), START, None, 500, True, "https://x", ""
            )
            for one in types
        )
        there = AtZoom(85200000001, "u1", "Place Matters", START, files, "https://zoom.us/s", Secret("pass"))

        def of(_recordings, uuid):
            asked.append(uuid)
            if error is not None:
                raise error
            return there if files else None

        def download(_recordings, source, into, *, most):
            return into.write(CONTENTS[source.file_type])

        monkeypatch.setattr("sessions.zoom.recordings.Recordings.of", of)
        monkeypatch.setattr("sessions.zoom.recordings.Recordings.download", download)
        return asked

    return put


def told(*bodies):
    for sent in bodies:
        tell(sent, NOW)
    return apply_waiting_events(now=NOW)


def bring_all(at_zoom):
    for pk in list(RecordingFile.objects.values_list("pk", flat=True)):
        bring_file(file_pk=pk, zoom=at_zoom.zoom, now=NOW)


def test_when_zoom_says_that_there_is_a_recording_it_is_asked_for_once(meeting, started):
    told(
        recorded("recording.completed", END, file("MP4")),
        recorded("recording.transcript_completed", END + 5, file("TRANSCRIPT")),
    )
    uuid = ZoomEvent.objects.values_list("uuid", flat=True).first()
    assert started == [("live_sessions.take_recordings", {"meeting": meeting.pk, "uuid": uuid})]
    assert set(ZoomEvent.objects.values_list("state", flat=True)) == {"applied"}


def test_video_and_transcript_come_and_stay_held_back(meeting, at_zoom, started, holds):
    asked = holds("MP4", "TRANSCRIPT")
    assert take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=at_zoom.zoom, now=NOW) == 2
    assert [name for name, _facts in started] == ["live_sessions.fetch_file"] * 2
    bring_all(at_zoom)
    recording = Recording.objects.get()
    assert (recording.published_at, recording.live_session, "Welcome." in recording.transcript) == (
        None,
        meeting.live_session,
        True,
    )
    video = recording.files.get(kind="video")
    with default_storage.open(video.file.name) as kept:
        assert (video.state, kept.read()) == (FileState.HERE, MP4)
    # Told again, nothing is there twice, and what is here is not fetched again.
    assert take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=at_zoom.zoom, now=NOW) == 0
    assert (Recording.objects.count(), RecordingFile.objects.count()) == (1, 2)
    assert asked[0] == "u1=="


def test_nothing_is_asked_without_keys_or_a_session(meeting, at_zoom, holds):
    asked = holds("MP4")
    with pytest.raises(NoKeys):
        take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=None, now=NOW)
    assert take_recordings(meeting_pk=0, uuid="u1==", zoom=at_zoom.zoom, now=NOW) == 0
    bring_file(file_pk=0, zoom=at_zoom.zoom, now=NOW)
    assert asked == []


def test_where_nothing_is_ready_nothing_happens(meeting, at_zoom, holds):
    holds()
    assert take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=at_zoom.zoom, now=NOW) == 0
    assert not Recording.objects.exists()


def test_a_file_that_has_gone_at_zoom_says_so(meeting, at_zoom, started, holds):
    holds("MP4")
    take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=at_zoom.zoom, now=NOW)
    holds("TRANSCRIPT")
    bring_all(at_zoom)
    video = RecordingFile.objects.get()
    assert (video.state, video.failure["sentence"]) == (FileState.FAILED, "This file is no longer at Zoom.")


def test_while_zoom_is_away_a_file_waits_and_the_sweeper_rings_again(meeting, at_zoom, started, holds):
    holds("MP4")
    take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=at_zoom.zoom, now=NOW)
    holds("MP4", error=ZoomIsAway())
    bring_all(at_zoom)
    video = RecordingFile.objects.get()
    assert video.state == FileState.WAITING
    started.clear()
    assert ring_for_files(now=NOW + timedelta(hours=1)) == 1
    assert started == [("live_sessions.fetch_file", {"file": video.pk})]
    assert ring_for_files(now=NOW + timedelta(days=8)) == 0
    holds("MP4")
    bring_all(at_zoom)
    assert ring_for_files(now=NOW + timedelta(hours=2)) == 0


def test_the_button_asks_and_has_tried_again_what_failed(meeting, at_zoom, started, holds):
    live_session = meeting.live_session
    with pytest.raises(NothingToAsk):
        ask_for_recordings(live_session=live_session, now=START - timedelta(minutes=1))
    holds("MP4")
    take_recordings(meeting_pk=meeting.pk, uuid="u1==", zoom=at_zoom.zoom, now=NOW)
    RecordingFile.objects.update(state=FileState.FAILED)
    started.clear()
    ask_for_recordings(live_session=live_session, now=NOW)
    assert started == [
        ("live_sessions.take_recordings", {"meeting": meeting.pk, "uuid": ""}),
        ("live_sessions.fetch_file", {"file": RecordingFile.objects.get().pk}),
    ]
    # By its number, Zoom answers for the latest holding.
    asked = holds("MP4")
    take_recordings(meeting_pk=meeting.pk, uuid="", zoom=at_zoom.zoom, now=NOW)
    assert asked[-1] == str(meeting.meeting_id)


def test_a_session_without_a_meeting_has_nothing_to_ask(at_zoom, meeting):
    meeting.delete()
    with pytest.raises(NothingToAsk):
        ask_for_recordings(live_session=meeting.live_session, now=NOW)


def test_the_task_comes_back_where_that_may_help(meeting, at_zoom, monkeypatch):
    class Again(Exception):
        pass

    def retry(**facts):
        return Again(facts["countdown"])

    monkeypatch.setattr(tasks.take_recordings_of, "retry", retry)
    for error, comes_back in ((ZoomIsAway(), True), (KeysRefused(), False)):
        monkeypatch.setattr("sessions.zoom.recordings.Recordings.of", lambda _self, _uuid, error=error: _raise(error))
        try:
            tasks.take_recordings_of(meeting=meeting.pk, uuid="u1==")
            came_back = False
        except Again as again:
            came_back = again.args == (60,)
        assert came_back == comes_back, error


def _raise(error):
    raise error


# --- Who was there, from the same events ----------------------------------------------------------


def test_comings_and_goings_are_attendance(meeting, started):
    person = EnrollmentFactory(cohort=meeting.live_session.cohort, person__email="ana@example.org").person
    story = [
        body("meeting.started", -300),
        joined("1", 0, email="ana@example.org"),
        left("1", 3000, email="ana@example.org"),
        joined("2", 60, name="A guest"),
        body("meeting.ended", END),
    ]
    told(*story[:3])
    told(*story[3:], *story)
    rows = Presence.objects.filter(live_session=meeting.live_session).order_by("joined_at")
    assert [(row.person, row.source, row.joined_at, row.left_at) for row in rows] == [
        (person, "zoom", at(0), at(3000)),
        (None, "zoom", at(60), at(END)),
    ]
