"""Published by itself: when all that is asked for is there, once, and never against what somebody has decided."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from cohorts.enums import CohortStatus
from cohorts.models import Cohort
from sessions.models import LiveSession, Recording, RecordingFile, ZoomEvent
from sessions.operations.publishing import BY_ITSELF, publish_by_itself
from sessions.operations.recordings import edit_recording, publish_recording, unpublish_recording
from sessions.operations.zoom_events import apply_waiting_events
from sessions.operations.zoom_fetching import bring_file, take_recordings
from tests.at_once import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.sessions.operations.test_zoom_inbox import tell
from tests.sessions.zoom.webhook.events import at, file, in_room, recorded

pytestmark = pytest.mark.django_db
END = 90 * 60
NOW = at(END + 60)
UUID = "/u//1=="
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(500)
VTT = b"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAna: Welcome.\n"
CONTENTS = {"MP4": MP4, "TRANSCRIPT": VTT, "CC": VTT}
FILE = "https://api.zoom.us/rec/{}"


@pytest.fixture
def meeting(at_zoom):
    _, meeting = at_zoom.made(CohortFactory(recordings_publish_themselves=True))
    return meeting


@pytest.fixture
def holds(at_zoom, meeting):
    """Zoom has these files of the holding, recorded from second `start` to second `end`."""

    def put(*types, start=-300, end=END):
        times = {"recording_start": f"{at(start):%Y-%m-%dT%H:%M:%SZ}", "recording_end": f"{at(end):%Y-%m-%dT%H:%M:%SZ}"}
        rows = []
        for one in types:
            extension = "MP4" if one == "MP4" else "VTT"
            at_zoom.standin.files[f"/rec/{one}"] = (CONTENTS[one], "application/octet-stream", "")
            rows.append(file(one, file_extension=extension, download_url=FILE.format(one), **times))
        at_zoom.standin.hold(meeting.meeting_id, uuid=UUID, started_at=f"{at(start):%Y-%m-%dT%H:%M:%SZ}", files=rows)

    return put


@pytest.fixture
def come(at_zoom, meeting, holds):
    """Zoom tells of these files, and they are fetched, in this order."""

    def one_after_the_other(*types, **when):
        take_recordings(meeting_pk=meeting.pk, uuid=UUID, zoom=at_zoom.zoom, now=NOW)
        waiting = {row.zoom_key.split("|")[1]: row.pk for row in RecordingFile.objects.exclude(state="here")}
        for one in types:
            bring_file(file_pk=waiting[one], zoom=at_zoom.zoom, now=NOW)

    return one_after_the_other


def published():
    return list(Recording.objects.values_list("published_at", flat=True))


def reasons():
    history = Recording.history.exclude(history_change_reason=None).order_by("history_id")
    return list(history.values_list("history_change_reason", "history_user"))


@pytest.mark.parametrize("order", list(itertools.permutations(["MP4", "TRANSCRIPT"])))
def test_with_the_last_of_what_is_needed_whatever_comes_first(holds, come, order):
    holds("MP4", "TRANSCRIPT")
    come(order[0])
    assert published() == [None]
    come(order[1])
    assert published() == [NOW]
    assert reasons()[-1] == (BY_ITSELF, None)
    # Told again, nothing happens again.
    come()
    assert [reason for reason, _by in reasons()].count(BY_ITSELF) == 1


def test_told_of_the_transcript_before_the_recording(at_zoom, meeting, holds, come):
    """Zoom's events in the wrong order, twice each: the transcript is ready while the video is still being made."""
    holds("TRANSCRIPT")
    tell(recorded("recording.transcript_completed", END + 5, file("TRANSCRIPT")), NOW)
    apply_waiting_events(now=NOW)
    come("TRANSCRIPT")
    assert published() == [None]
    holds("MP4", "TRANSCRIPT")
    for _ in range(2):
        tell(recorded("recording.completed", END, file("MP4")), NOW)
        apply_waiting_events(now=NOW)
    come("MP4")
    assert published() == [NOW]
    assert Recording.objects.get().files.count() == 2


def test_without_a_transcript_it_waits_also_with_a_reason(holds, come):
    holds("MP4")
    come("MP4")
    Recording.objects.update(missing_reason="Captions are being made.")
    assert not publish_by_itself(recording_pk=Recording.objects.get().pk, ended_at=at(END), now=NOW)
    assert published() == [None]


def test_where_the_cohort_does_not_want_it_it_stays_held_back(holds, come):
    Cohort.objects.update(recordings_publish_themselves=False)
    holds("MP4", "TRANSCRIPT")
    come("MP4", "TRANSCRIPT")
    assert published() == [None]


@pytest.mark.parametrize("change", ["completed", "cancelled"])
def test_of_what_is_over_or_never_was_nothing_is_published(holds, come, change):
    if change == "completed":
        Cohort.objects.update(status=CohortStatus.COMPLETED)
    else:
        LiveSession.objects.update(status="cancelled")
    holds("MP4", "TRANSCRIPT")
    come("MP4", "TRANSCRIPT")
    assert published() == [None]


class TestWhatSomebodyHasDecided:
    def test_held_back_before_it_was_complete_it_stays_so(self, holds, come):
        somebody = UserFactory()
        holds("MP4", "TRANSCRIPT")
        come("MP4")
        unpublish_recording(recording=Recording.objects.get(), by=somebody)
        come("TRANSCRIPT")
        assert published() == [None]
        assert ("Held back", somebody.pk) in reasons()

    def test_published_and_taken_back_it_stays_so_until_somebody_publishes_it(self, holds, come):
        holds("MP4", "TRANSCRIPT")
        come("MP4", "TRANSCRIPT")
        recording = unpublish_recording(recording=Recording.objects.get(), by=None)
        holds("MP4", "TRANSCRIPT", "CC")
        come("CC")
        assert published() == [None]
        publish_recording(recording=recording, by=None, now=NOW + timedelta(hours=1))
        assert published() == [NOW + timedelta(hours=1)]
        recording.refresh_from_db()
        assert not recording.stays_held_back

    def test_a_better_title_decides_nothing(self, holds, come):
        holds("MP4", "TRANSCRIPT")
        come("MP4")
        recording, by = Recording.objects.get(), UserFactory()
        edit_recording(
            recording=recording, title="Better", url="", has_captions=False, missing_reason="", by=by, now=NOW
        )
        come("TRANSCRIPT")
        assert published() == [NOW]
        assert [reason for reason, _by in reasons()] == ["From Zoom", "Changed", "Lines from: zoom", BY_ITSELF]


class TestWhatIsNotTheSession:
    def test_tried_out_the_day_before_it_is_for_nobody(self, holds, come):
        day = 24 * 60 * 60
        holds("MP4", "TRANSCRIPT", start=-day, end=60 - day)
        come("MP4", "TRANSCRIPT")
        assert published() == [None]

    @pytest.mark.parametrize(
        ("start", "end", "shown"), [(-3600, END, True), (-3600, -60, False), (END, END + 60, False)]
    )
    def test_what_counts_is_that_the_session_was_going_on(self, holds, come, start, end, shown):
        holds("MP4", "TRANSCRIPT", start=start, end=end)
        come("MP4", "TRANSCRIPT")
        assert published() == [NOW if shown else None]

    def test_where_zoom_does_not_say_when_it_stopped_the_beginning_counts(self, holds, come):
        holds("MP4", "TRANSCRIPT")
        come("MP4")
        pk = Recording.objects.get().pk
        Recording.objects.update(begins_at=at(-3600), has_captions=True, transcript="Welcome.")
        assert not publish_by_itself(recording_pk=pk, ended_at=None, now=NOW)
        Recording.objects.update(begins_at=at(-60))
        assert publish_by_itself(recording_pk=pk, ended_at=None, now=NOW)

    def test_of_a_breakout_room_nothing_is_even_asked(self, meeting, monkeypatch):
        asked = []
        monkeypatch.setattr(
            "sessions.operations.recording_inquiries.start_on_commit",
            lambda _name, **facts: asked.append(facts["uuid"]),
        )
        tell(in_room("joined", "1", 600, room="room-1"), NOW)
        tell(recorded("recording.completed", END, file("MP4"), uuid="room-1"), NOW)
        tell(recorded("recording.completed", END, file("MP4")), NOW)
        apply_waiting_events(now=NOW)
        assert asked == [UUID]
        assert ZoomEvent.objects.get(uuid="room-1").reason == "What is said in breakout rooms is never fetched."

    def test_one_that_was_linked_or_uploaded_is_published_by_people(self, holds, come):
        holds("MP4", "TRANSCRIPT")
        come("MP4")
        Recording.objects.update(zoom_uuid="", has_captions=True, transcript="Welcome.")
        assert not publish_by_itself(recording_pk=Recording.objects.get().pk, ended_at=at(END), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_publish_it_once(holds, come):
    holds("MP4", "TRANSCRIPT")
    Cohort.objects.update(recordings_publish_themselves=False)
    come("MP4", "TRANSCRIPT")
    Cohort.objects.update(recordings_publish_themselves=True)
    pk = Recording.objects.get().pk
    done = at_once(*[lambda: publish_by_itself(recording_pk=pk, ended_at=at(END), now=NOW)] * 4)
    assert sorted(done) == [False, False, False, True]
    assert [reason for reason, _by in reasons()].count(BY_ITSELF) == 1


def test_what_is_gone_is_nothing():
    assert not publish_by_itself(recording_pk=0, ended_at=None, now=NOW)
