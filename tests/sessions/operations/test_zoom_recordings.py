from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sessions.models import Recording, RecordingFile
from sessions.operations.recordings import publish_recording, remove_recording
from sessions.operations.transcripts import correct_cue, reading_of
from sessions.operations.zoom_recordings import GIVEN_UP, fetch_file, receive_recording, source_of
from sessions.zoom import recordings as zoom
from sessions.zoom.errors import FileNotWhole, ZoomIsAway
from sessions.zoom.secret import Secret
from tests.factories.sessions import LiveSessionFactory

START = datetime(2022, 4, 20, 19, 1, tzinfo=UTC)
LATER = START + timedelta(minutes=50)
NOW = datetime(2022, 4, 21, tzinfo=UTC)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(500)
VTT = b"WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAna: Welcome.\n\n2\n00:09.000 --> 00:10.000\nAna: Bye.\n"
CC = b"WEBVTT\n\n00:01.000 --> 00:02.000\nwelcome\n"

pytestmark = pytest.mark.django_db


def source(file_type, kind="", start=START, ready=True, extension="", url="https://zoom.us/rec/d"):
    extension = extension or {"MP4": "mp4", "M4A": "m4a"}.get(file_type, "vtt")
    key = f"u1|{file_type}|{kind}|{start.isoformat() if start else ''}"
    return zoom.RecordingFile(key, "", file_type, kind, extension, start, None, 500, ready, url, "")


VIDEO = source("MP4", "shared_screen_with_speaker_view")
GALLERY = source("MP4", "gallery_view")
SOUND = source("M4A", "audio_only")
WRITTEN = source("TRANSCRIPT", "audio_transcript")
CAPTIONS = source("CC", start=None)
CHAT = source("CHAT", "chat_file")


def holding(*files, uuid="u1"):
    return zoom.Recording(85, uuid, "Session 4", START, tuple(files), "https://zoom.us/rec/share", Secret("pass"))


@pytest.fixture
def live_session():
    return LiveSessionFactory(title="Place Matters", starts_at=START - timedelta(minutes=1))


def receive(live_session, *files, **facts):
    waiting = receive_recording(live_session=live_session, recording=holding(*files, **facts), now=NOW)
    return [file.zoom_key for file in waiting]


def states(live_session):
    files = RecordingFile.objects.filter(recording__live_session=live_session).order_by("pk")
    return [(file.zoom_view, file.state) for file in files]


def download(content, error=None):
    calls = []

    def copy(file, into, *, most):
        calls.append((file.key, most))
        into.write(content)
        if error:
            raise error
        return len(content)

    copy.calls = calls
    return copy


def fetch(file, source, content, error=None, now=NOW):
    return fetch_file(file=file, source=source, download=download(content, error), now=now)


def row(source):
    return RecordingFile.objects.get(zoom_key=source.key)


class TestReceiving:
    def test_what_plays_and_what_was_said_wait_to_be_fetched(self, live_session):
        assert receive(live_session, CHAT, WRITTEN, VIDEO, CAPTIONS) == [VIDEO.key, WRITTEN.key, CAPTIONS.key]
        recording = Recording.objects.get()
        assert (recording.title, recording.begins_at, recording.published_at) == ("Place Matters", START, None)

    def test_told_again_it_is_there_once_and_what_comes_later_comes_to_it(self, live_session):
        receive(live_session, VIDEO)
        assert receive(live_session, VIDEO) == [VIDEO.key]
        assert receive(live_session, WRITTEN) == [VIDEO.key, WRITTEN.key]
        assert Recording.objects.get().files.count() == 2

    def test_of_several_views_the_best_is_fetched(self, live_session):
        assert receive(live_session, SOUND, GALLERY, VIDEO) == [VIDEO.key]
        assert sorted(states(live_session)) == [
            ("audio_only", "left"), ("gallery_view", "left"), ("shared_screen_with_speaker_view", "waiting"),
        ]  # fmt: skip
        assert receive(LiveSessionFactory(), SOUND) == [SOUND.key]

    def test_a_pause_makes_two_recordings_each_with_its_own_transcript(self, live_session):
        second = source("MP4", "gallery_view", start=LATER), source("TRANSCRIPT", "audio_transcript", start=LATER)
        receive(live_session, *second, VIDEO, WRITTEN)
        assert list(Recording.objects.order_by("begins_at").values_list("title", "begins_at")) == [
            ("Place Matters", START),
            ("Place Matters, part 2", LATER),
        ]
        assert [recording.files.count() for recording in Recording.objects.all()] == [2, 2]

    def test_a_second_holding_is_a_recording_of_its_own(self, live_session):
        receive(live_session, VIDEO)
        receive(live_session, replace(VIDEO, key="u2|MP4"), uuid="u2")
        assert Recording.objects.filter(live_session=live_session).count() == 2

    def test_what_is_not_ready_or_has_no_address_is_not_noted(self, live_session):
        assert receive(live_session, replace(VIDEO, ready=False), replace(WRITTEN, download_url="")) == []
        assert not Recording.objects.exists()


class TestFetching:
    def test_video_and_transcript_come_and_it_can_be_published(self, live_session):
        receive(live_session, VIDEO, WRITTEN)
        assert fetch(row(WRITTEN), WRITTEN, VTT).state == "here"
        assert Recording.objects.get().has_captions is False
        film = fetch(row(VIDEO), VIDEO, MP4)
        assert (film.state, film.size, film.content_type) == ("here", len(MP4), "video/mp4")
        with film.file.open() as kept:
            assert kept.read() == MP4
        recording = publish_recording(recording=Recording.objects.get(), by=None, now=NOW)
        assert (recording.has_captions, recording.transcript, recording.missing_reason) == (
            True,
            "Ana: Welcome. Bye.",
            "",
        )

    def test_each_kind_has_its_limit(self, live_session, settings):
        settings.RECORDING_LIMIT_MB = 7
        receive(live_session, VIDEO, WRITTEN)
        for source_, content, most in ((VIDEO, MP4, 7 * 1024 * 1024), (WRITTEN, VTT, 4 * 1024 * 1024)):
            copy = download(content)
            fetch_file(file=row(source_), source=source_, download=copy, now=NOW)
            assert copy.calls == [(source_.key, most)]

    def test_what_is_here_is_not_fetched_again(self, live_session):
        receive(live_session, VIDEO)
        fetch(row(VIDEO), VIDEO, MP4)
        name = row(VIDEO).file.name
        assert fetch(row(VIDEO), VIDEO, b"other").file.name == name

    def test_a_transcript_takes_the_place_of_captions_and_not_the_other_way(self, live_session):
        receive(live_session, VIDEO, WRITTEN, CAPTIONS)
        fetch(row(CAPTIONS), CAPTIONS, CC)
        assert Recording.objects.get().transcript == "welcome"
        fetch(row(WRITTEN), WRITTEN, VTT)
        assert Recording.objects.get().transcript == "Ana: Welcome. Bye."
        RecordingFile.objects.filter(zoom_key=CAPTIONS.key).update(state="waiting")
        assert fetch(row(CAPTIONS), CAPTIONS, CC).state == "here"
        assert Recording.objects.get().transcript_from == "zoom"

    def test_zooms_refusal_is_noted_and_raised_and_it_can_be_tried_again(self, live_session):
        receive(live_session, VIDEO)
        with pytest.raises(FileNotWhole):
            fetch(row(VIDEO), VIDEO, b"<html>", FileNotWhole())
        assert (row(VIDEO).state, row(VIDEO).failure_sentence) == ("failed", FileNotWhole.sentence)
        assert fetch(row(VIDEO), VIDEO, MP4).state == "here"
        assert row(VIDEO).failure_sentence == ""

    def test_a_worker_that_breaks_leaves_no_file_in_between(self, live_session):
        receive(live_session, VIDEO)
        with pytest.raises(OSError, match="full"):
            fetch(row(VIDEO), VIDEO, MP4, OSError("disk full"))
        assert row(VIDEO).state == "failed"
        assert "disk" not in row(VIDEO).failure_sentence

    def test_what_came_is_another_thing(self, live_session):
        receive(live_session, VIDEO, WRITTEN)
        assert fetch(row(VIDEO), VIDEO, b"<!doctype html>").failure_sentence.startswith("What Zoom sent is no MP4")
        bad = fetch(row(WRITTEN), WRITTEN, b"WEBVTT\n\nlost")
        assert bad.failure_sentence.startswith("Line 3: “lost” belongs to no time.")
        assert (Recording.objects.get().transcript, row(VIDEO).file.name) == ("", "")

    def test_corrected_lines_are_not_overwritten(self, live_session):
        receive(live_session, WRITTEN, CAPTIONS)
        fetch(row(CAPTIONS), CAPTIONS, CC)
        cue = Recording.objects.get().cues.get()
        correct_cue(cue=cue, speaker="", text="Welcome, all", seen=reading_of(cue), by=None, now=NOW)
        failed = fetch(row(WRITTEN), WRITTEN, VTT)
        assert (failed.state, "have been corrected" in failed.failure_sentence) == ("failed", True)
        assert Recording.objects.get().transcript == "Welcome, all"

    def test_another_worker_has_it_unless_that_one_died(self, live_session):
        receive(live_session, VIDEO)
        RecordingFile.objects.update(state="fetching", claimed_at=NOW)
        assert fetch(row(VIDEO), VIDEO, MP4, now=NOW + timedelta(hours=1)).state == "fetching"
        assert fetch(row(VIDEO), VIDEO, MP4, now=NOW + GIVEN_UP + timedelta(seconds=1)).state == "here"

    def test_a_recording_taken_away_meanwhile_leaves_no_file_behind(self, live_session, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        receive(live_session, VIDEO)

        def copy(file, into, *, most):
            into.write(MP4)
            remove_recording(recording=Recording.objects.get(), by=None, now=NOW)

        fetch_file(file=row(VIDEO), source=VIDEO, download=copy, now=NOW)
        assert (Recording.objects.exists(), list(tmp_path.rglob("*.mp4"))) == (False, [])

    def test_no_answer_is_tried_again_by_whoever_calls(self, live_session):
        receive(live_session, VIDEO)
        with pytest.raises(ZoomIsAway) as away:
            fetch(row(VIDEO), VIDEO, b"", ZoomIsAway())
        assert (away.value.try_again, row(VIDEO).state) == (True, "failed")


def test_a_file_is_found_again_by_its_key(live_session):
    receive(live_session, VIDEO, WRITTEN)
    assert source_of(row(WRITTEN), holding(VIDEO, WRITTEN)) is WRITTEN
    assert source_of(row(WRITTEN), holding(VIDEO)) is None
    assert source_of(row(WRITTEN), None) is None


def test_no_address_and_no_passcode_is_kept(live_session):
    receive(live_session, VIDEO, WRITTEN)
    kept = [*Recording.objects.values_list(), *RecordingFile.objects.values_list()]
    assert [word for word in ("zoom.us", "pass") if word in repr(kept)] == []
