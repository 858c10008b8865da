"""What was taken away stays away, whatever Zoom tells and whenever; and comes again where somebody wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sessions.models import Recording, RecordingTakenAway
from sessions.operations.recordings import add_recording, remove_recording
from sessions.operations.recordings_taken_away import NoMeetingAnyMore, want_again
from tests.factories.accounts import UserFactory
from tests.factories.sessions import LiveSessionFactory, ZoomMeetingFactory
from tests.factories.zoom_inquiries import RecordingTakenAwayFactory
from tests.sessions.operations.test_zoom_recordings import (
    CAPTIONS,
    GALLERY,
    LATER,
    NOW,
    START,
    VIDEO,
    WRITTEN,
    receive,
    source,
)

pytestmark = pytest.mark.django_db
PART_TWO = source("MP4", "gallery_view", start=LATER)


@pytest.fixture
def live_session():
    return LiveSessionFactory(title="Place Matters", starts_at=START - timedelta(minutes=1), join_url="")


def take_away(live_session, begins_at=START, by=None):
    remove_recording(recording=live_session.recordings.get(begins_at=begins_at), by=by, now=NOW)


def beginnings(live_session):
    return list(live_session.recordings.order_by("begins_at").values_list("begins_at", flat=True))


def test_told_again_it_does_not_come_back(live_session):
    receive(live_session, VIDEO, WRITTEN)
    take_away(live_session)
    assert receive(live_session, VIDEO, WRITTEN, CAPTIONS) == []
    assert beginnings(live_session) == []


def test_its_transcript_that_is_ready_later_does_not_bring_it_back(live_session):
    receive(live_session, VIDEO)
    take_away(live_session)
    assert receive(live_session, VIDEO, WRITTEN, GALLERY) == []
    assert receive(live_session, CAPTIONS) == []


def test_another_part_and_another_holding_come_all_the_same(live_session):
    receive(live_session, VIDEO, PART_TWO)
    take_away(live_session)
    again = source("TRANSCRIPT", "audio_transcript", start=LATER)
    assert receive(live_session, VIDEO, PART_TWO, again) == [PART_TWO.key, again.key]
    # Zoom does not say of what these are; they would have been the first part's.
    assert receive(live_session, CAPTIONS) == [PART_TWO.key, again.key]
    assert receive(live_session, replace(VIDEO, key="u2|MP4"), uuid="u2") == ["u2|MP4"]
    assert beginnings(live_session) == [START, LATER]


def test_of_the_part_that_stayed_files_without_a_beginning_come(live_session):
    receive(live_session, VIDEO, PART_TWO)
    take_away(live_session, LATER)
    assert receive(live_session, CAPTIONS) == [VIDEO.key, CAPTIONS.key]


def test_in_another_session_it_was_never_taken_away(live_session):
    receive(live_session, VIDEO)
    take_away(live_session)
    assert receive(LiveSessionFactory(), VIDEO) == [VIDEO.key]


def test_who_took_it_away_is_in_the_history(live_session):
    receive(live_session, VIDEO)
    by = UserFactory()
    take_away(live_session, by=by)
    gone = Recording.history.latest()
    assert (gone.history_type, gone.history_change_reason, gone.history_user) == ("-", "Taken away", by)


def test_of_a_link_nothing_is_remembered(live_session):
    linked = add_recording(live_session=live_session, title="T", url="https://video.example.org/1", by=None, now=NOW)
    remove_recording(recording=linked, by=None, now=NOW)
    assert not RecordingTakenAway.objects.exists()


class TestWantedAgain:
    @pytest.fixture
    def rung(self, monkeypatch):
        started = []
        place = "sessions.operations.recording_inquiries.start_on_commit"
        monkeypatch.setattr(place, lambda name, **facts: started.append((name, facts)))
        return started

    def test_it_comes_and_stays_held_back_for_somebody_to_publish(self, live_session, rung):
        meeting = ZoomMeetingFactory(live_session=live_session)
        receive(live_session, VIDEO)
        take_away(live_session)
        for _ in range(2):
            want_again(taken_away=RecordingTakenAway.objects.get(), now=NOW)
        assert rung == [("live_sessions.take_recordings", {"meeting": meeting.pk, "uuid": "u1"})]
        assert receive(live_session, VIDEO, WRITTEN) == [VIDEO.key, WRITTEN.key]
        assert live_session.recordings.get().stays_held_back

    def test_taken_away_once_more_it_stays_away(self, live_session, rung):
        ZoomMeetingFactory(live_session=live_session)
        receive(live_session, VIDEO)
        take_away(live_session)
        want_again(taken_away=RecordingTakenAway.objects.get(), now=NOW)
        receive(live_session, VIDEO)
        take_away(live_session)
        assert receive(live_session, VIDEO) == []
        assert RecordingTakenAway.objects.get().wanted_again_at is None

    def test_where_no_meeting_is_left_that_is_said(self, live_session, rung):
        with pytest.raises(NoMeetingAnyMore):
            want_again(taken_away=RecordingTakenAwayFactory(live_session=live_session), now=NOW)
        assert (rung, RecordingTakenAway.objects.get().wanted_again_at) == ([], None)
