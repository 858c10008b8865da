"""How asking Zoom for recordings stands: said with the ringing, by the task, and after it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sessions import tasks
from sessions.enums import FileState, InquiryState
from sessions.models import RecordingFile, RecordingInquiry
from sessions.operations.recording_inquiries import ring_for_unanswered
from sessions.operations.zoom_fetching import (
    NothingToFetch,
    ask_for_recordings,
    bring_file,
    fetch_again,
    take_recordings,
)
from sessions.querysets import LEASE
from sessions.zoom.errors import KeysRefused, NoKeys, ZoomIsAway
from tests.factories.sessions import RecordingFileFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.webhook.events import at, file, recorded

pytestmark = pytest.mark.django_db
END = 90 * 60
NOW = at(END + 60)
UUID = "/u//1=="
TAKE, FETCH = "live_sessions.take_recordings", "live_sessions.fetch_file"


@pytest.fixture
def meeting(at_zoom):
    _, meeting = at_zoom.made()
    return meeting


@pytest.fixture
def rung(monkeypatch):
    """The tasks that were rung for, as (name, arguments)."""
    started = []
    for module in ("recording_inquiries", "zoom_fetching", "zoom_events"):
        place = f"sessions.operations.{module}.start_on_commit"
        monkeypatch.setattr(place, lambda name, **arguments: started.append((name, arguments)))
    return started


def record(at_zoom, meeting, *types, making=()):
    """Zoom has these files of one holding, and is still making others."""
    rows = [file(one, file_extension={"MP4": "MP4"}.get(one, "VTT"), file_size=0, status="completed") for one in types]
    rows += [file(one, status="processing") for one in making]
    start = meeting.live_session.starts_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    at_zoom.standin.hold(meeting.meeting_id, uuid=UUID, started_at=start, files=rows)


def take(at_zoom, meeting, **more):
    return take_recordings(meeting_pk=meeting.pk, uuid="", **{"zoom": at_zoom.zoom, "now": NOW, **more})


def stands():
    inquiry = RecordingInquiry.objects.get()
    return (inquiry.state, inquiry.files_found, inquiry.files_coming, inquiry.error_kind)


def test_the_button_says_that_zoom_is_being_asked_and_twice_is_once(meeting, rung):
    for seconds in (0, 5):
        ask_for_recordings(live_session=meeting.live_session, now=NOW + timedelta(seconds=seconds))
    assert rung == [(TAKE, {"meeting": meeting.pk, "uuid": ""})]
    inquiry = RecordingInquiry.objects.get()
    assert (inquiry.state, inquiry.asked_at, inquiry.live_session) == (InquiryState.ASKING, NOW, meeting.live_session)
    ask_for_recordings(live_session=meeting.live_session, now=NOW + timedelta(minutes=1))
    assert len(rung) == 2


def test_an_event_says_so_too(meeting, rung):
    from sessions.operations.zoom_events import apply_waiting_events

    tell(recorded("recording.completed", END, file("MP4")), NOW)
    apply_waiting_events(now=NOW)
    inquiry = RecordingInquiry.objects.get()
    assert (inquiry.state, inquiry.uuid, inquiry.asked_at) == (InquiryState.ASKING, UUID, NOW)


def test_what_zoom_answered_is_counted(meeting, at_zoom, rung):
    assert take(at_zoom, meeting) == 0
    assert stands() == (InquiryState.ANSWERED, 0, 0, "")
    record(at_zoom, meeting, "MP4", "CHAT", making=["TRANSCRIPT"])
    assert take(at_zoom, meeting) == 1
    assert stands() == (InquiryState.ANSWERED, 1, 1, "")
    assert RecordingInquiry.objects.get().answered_at == NOW


@pytest.mark.parametrize(
    ("error", "again"), [(ZoomIsAway(), True), (KeysRefused(said="invalid"), False), (ZeroDivisionError(), False)]
)
def test_what_went_wrong_is_kept_and_when_it_is_tried_again(meeting, at_zoom, monkeypatch, error, again):
    def of(_recordings, _uuid):
        raise error

    monkeypatch.setattr("sessions.zoom.recordings.Recordings.of", of)
    with pytest.raises(type(error)):
        take(at_zoom, meeting, again_at=NOW + timedelta(minutes=1))
    inquiry = RecordingInquiry.objects.get()
    assert (inquiry.state, inquiry.error_kind) == (InquiryState.FAILED, getattr(error, "kind", ""))
    assert inquiry.retry_at == (NOW + timedelta(minutes=1) if again else None)


def test_without_keys_that_is_what_went_wrong(meeting, monkeypatch):
    monkeypatch.setattr("sessions.tasks.zoom_account", lambda: None)
    tasks.take_recordings_of(meeting=meeting.pk)
    assert stands()[0] == InquiryState.FAILED
    assert stands()[3] == NoKeys.kind


def test_the_task_comes_back_as_often_as_it_says(meeting, monkeypatch):
    def of(_recordings, _uuid):
        raise ZoomIsAway

    monkeypatch.setattr("sessions.zoom.recordings.Recordings.of", of)
    task = tasks.take_recordings_of
    task.push_request(retries=task.max_retries, kwargs={})
    try:
        task.run(meeting=meeting.pk)
    finally:
        task.pop_request()
    inquiry = RecordingInquiry.objects.get()
    assert (inquiry.state, inquiry.retry_at) == (InquiryState.FAILED, None)


def test_answered_after_a_failure_nothing_is_wrong_any_more(meeting, at_zoom, rung):
    at_zoom.be_away()
    with pytest.raises(ZoomIsAway):
        take(at_zoom, meeting, again_at=NOW)
    at_zoom.come_back()
    record(at_zoom, meeting, "MP4")
    take(at_zoom, meeting)
    inquiry = RecordingInquiry.objects.get()
    assert (stands(), inquiry.error_facts, inquiry.retry_at) == ((InquiryState.ANSWERED, 1, 0, ""), {}, None)


def test_where_the_message_was_lost_it_is_rung_for_again(meeting, rung):
    ask_for_recordings(live_session=meeting.live_session, now=NOW)
    rung.clear()
    assert ring_for_unanswered(now=NOW + timedelta(minutes=5)) == 0
    assert ring_for_unanswered(now=NOW + LEASE) == 1
    assert rung == [(TAKE, {"meeting": meeting.pk, "uuid": ""})]
    RecordingInquiry.objects.update(state=InquiryState.ANSWERED)
    assert ring_for_unanswered(now=NOW + timedelta(days=1)) == 0


class TestOneFile:
    @pytest.fixture
    def one(self, meeting):
        def make(**facts):
            usual = {"recording__live_session": meeting.live_session, "zoom_key": "u1|MP4", "file": ""}
            return RecordingFileFactory(**{**usual, **facts})

        return make

    @pytest.mark.parametrize("state", [FileState.FAILED, FileState.LEFT])
    def test_one_that_did_not_come_or_was_left_is_fetched_by_hand(self, one, rung, state):
        missing = one(state=state, failure={"sentence": "Gone.", "facts": {}})
        fetch_again(file=missing)
        missing.refresh_from_db()
        assert (missing.state, missing.failure) == (FileState.WAITING, {})
        assert rung == [(FETCH, {"file": missing.pk})]
        with pytest.raises(NothingToFetch):
            fetch_again(file=missing)
        assert len(rung) == 1

    def test_one_that_somebody_uploaded_is_not(self, one, rung):
        with pytest.raises(NothingToFetch):
            fetch_again(file=one(state=FileState.FAILED, zoom_key=""))
        assert rung == []

    @pytest.mark.parametrize("trouble", ["away", "no keys"])
    def test_why_it_waits_on_stands_at_it(self, one, at_zoom, trouble):
        waits = one(state=FileState.WAITING)
        at_zoom.be_away()
        bring_file(file_pk=waits.pk, zoom=at_zoom.zoom if trouble == "away" else None, now=NOW)
        waits = RecordingFile.objects.get()
        sentence = (ZoomIsAway if trouble == "away" else NoKeys).sentence
        assert (waits.state, waits.failure["sentence"]) == (FileState.WAITING, sentence)
        assert waits.may_be_fetched_by_hand
