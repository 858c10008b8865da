from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.uploads import UploadRefused
from sessions.models import Recording
from sessions.operations.recordings import (
    LONGEST_TRANSCRIPT,
    UnableToAddRecording,
    UnableToPublish,
    add_recording,
    edit_recording,
    publish_recording,
    remove_recording,
    unpublish_recording,
)
from sessions.operations.transcripts import UnableToReadTranscript
from tests.factories.sessions import LiveSessionFactory, RecordingFactory, RecordingFileFactory

NOW = datetime(2022, 4, 21, tzinfo=UTC)
URL = "https://video.example.org/w/1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory()


def add(live_session, **facts):
    return add_recording(
        live_session=live_session, **({"title": "Bad Sugar", "url": URL, "by": None, "now": NOW} | facts)
    )


def publish(recording, now=NOW):
    return publish_recording(recording=recording, by=None, now=now)


def test_it_is_held_back_at_first(live_session):
    assert add(live_session, has_captions=True, transcript="Welcome.").published_at is None


@pytest.mark.parametrize(
    "facts",
    [
        {"has_captions": True, "transcript": "Welcome."},
        {"missing_reason": "They are being written."},
        {"has_captions": True, "missing_reason": "The transcript follows."},
    ],
)
def test_published_with_captions_and_transcript_or_a_reason(live_session, facts):
    recording = publish(add(live_session, **facts))
    assert publish(recording, now=NOW + timedelta(days=1)).published_at == NOW


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, "captions and a transcript"),
        ({"has_captions": True}, "a transcript"),
        ({"transcript": "Welcome."}, "captions"),
        ({"missing_reason": "   "}, "captions and a transcript"),
    ],
)
def test_otherwise_it_says_what_is_missing(live_session, facts, missing):
    recording = add(live_session, **facts)
    with pytest.raises(UnableToPublish, match=f"still lacks {missing}. Add them") as refusal:
        publish(recording)
    assert refusal.value.field == "missing_reason"
    assert Recording.objects.get().published_at is None


def test_it_can_be_held_back_again(live_session):
    recording = publish(add(live_session, missing_reason="They are being written."))
    assert unpublish_recording(recording=recording, by=None).published_at is None


def test_a_published_one_keeps_what_it_was_published_with(live_session):
    recording = publish(add(live_session, has_captions=True, transcript="Welcome."))
    words = {"title": "Bad Sugar", "url": URL, "has_captions": True, "by": None, "now": NOW}
    with pytest.raises(UnableToPublish):
        edit_recording(recording=recording, transcript="", missing_reason="", **words)
    edited = edit_recording(recording=recording, transcript="", missing_reason="It holds a name.", **words)
    assert (edited.transcript, edited.missing_reason) == ("", "It holds a name.")


def test_the_same_link_twice_is_one(live_session):
    assert add(live_session) == add(live_session, title="Bad Sugar, cut")
    assert Recording.objects.get().title == "Bad Sugar, cut"


@pytest.mark.parametrize(
    "facts",
    [
        {"title": ""},
        {"url": "http://video.example.org"},
        {"url": "javascript:alert(1)"},
        {"url": ""},
        {"missing_reason": "x" * 301},
        {"transcript": "x" * (LONGEST_TRANSCRIPT + 1)},
    ],
)
def test_facts_that_do_not_fit_are_refused(live_session, facts):
    with pytest.raises(UnableToAddRecording):
        add(live_session, **facts)
    assert not Recording.objects.exists()


def test_it_can_be_taken_away(live_session):
    recording = add(live_session)
    for _twice in range(2):
        remove_recording(recording=recording, by=None, now=NOW)
    assert not Recording.objects.exists()


VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Welcome.\n\n00:09.000 --> 00:10.000\nAna: Bye.\n"


def film(name="talk.mp4", size=64):
    return SimpleUploadedFile(name, b"\x00\x00\x00\x18ftypmp42" + bytes(size), content_type="text/html")


def captions(content=VTT):
    return SimpleUploadedFile("talk.vtt", content)


def stored(recording):
    return [file.file.name for file in recording.files.order_by("pk")]


class TestFiles:
    def test_a_file_is_kept_under_a_name_that_says_nothing(self, live_session):
        recording = add(live_session, url="", upload=film("The talk of Ana.mp4"))
        file = recording.files.get()
        assert (file.file_name, file.content_type, file.size, file.state) == (
            "The talk of Ana.mp4", "video/mp4", 76, "here",
        )  # fmt: skip
        assert "Ana" not in file.file.name
        with file.file.open() as kept:
            assert kept.read() == film().read()

    def test_with_a_transcript_it_is_ready_to_be_published(self, live_session):
        recording = add(live_session, url="", upload=film(), captions=captions())
        assert (recording.has_captions, recording.transcript) == (True, "Ana: Welcome. Bye.")
        assert publish(recording).published_at == NOW

    def test_a_transcript_alone_gives_no_captions_to_a_video_elsewhere(self, live_session):
        with pytest.raises(UnableToPublish, match=r"still lacks captions\. Add them"):
            publish(add(live_session, captions=captions()))

    def test_a_transcript_that_is_pasted_has_times_too(self, live_session):
        assert add(live_session, transcript=VTT.decode()).cues.count() == 2

    def test_the_same_file_twice_is_one(self, live_session):
        first = add(live_session, url="", upload=film())
        again = add(live_session, url="", upload=film(), title="Cut", now=NOW + timedelta(minutes=9))
        other = add(live_session, url="", upload=film(), now=NOW + timedelta(minutes=11))
        assert (again, again.files.count(), other == first) == (first, 1, False)

    def test_another_file_takes_the_place_of_the_first(self, live_session, django_capture_on_commit_callbacks):
        recording = add(live_session, url="", upload=film())
        (earlier,) = stored(recording)
        storage = recording.files.get().file.storage
        with django_capture_on_commit_callbacks(execute=True):
            edit(recording, url="", upload=film("cut.mp4"))
        assert [name == earlier for name in stored(recording)] == [False]
        assert not storage.exists(earlier)

    def test_with_the_recording_go_its_files(self, live_session, django_capture_on_commit_callbacks):
        recording = add(live_session, url="", upload=film())
        (name,) = stored(recording)
        storage = recording.files.get().file.storage
        with django_capture_on_commit_callbacks(execute=True):
            remove_recording(recording=recording, by=None, now=NOW)
        assert not storage.exists(name)

    @pytest.mark.parametrize("content", [b"<!doctype html>", b"%PDF-1.7\n%%EOF\n"])
    def test_what_does_not_play_is_refused(self, live_session, content):
        with pytest.raises(UploadRefused):
            add(live_session, url="", upload=SimpleUploadedFile("talk.mp4", content))
        assert not Recording.objects.exists()

    def test_recordings_have_a_limit_of_their_own(self, live_session, settings):
        settings.UPLOAD_LIMIT_MB, settings.RECORDING_LIMIT_MB = 1, 2
        add(live_session, url="", upload=film(size=1_500_000))
        with pytest.raises(UploadRefused, match=r"larger than 2\sMB"):
            add(live_session, url="", upload=film(size=2_500_000))

    def test_a_transcript_that_cannot_be_read_leaves_nothing_behind(self, live_session, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        with pytest.raises(UnableToReadTranscript, match="Line 3"):
            add(live_session, url="", upload=film(), captions=captions(b"WEBVTT\n\nlost"))
        assert (Recording.objects.exists(), list(tmp_path.rglob("*.mp4"))) == (False, [])


def edit(recording, **facts):
    said = {"title": "Bad Sugar", "url": URL, "has_captions": False, "missing_reason": "", "by": None, "now": NOW}
    return edit_recording(recording=recording, **(said | facts))


class TestThePublished:
    def test_a_transcript_comes_in_the_place_of_the_reason(self, live_session):
        recording = publish(add(live_session, url="", upload=film(), missing_reason="It comes."))
        edited = edit(recording, url="", captions=captions())
        assert (edited.published_at, edited.missing_reason, edited.has_captions) == (NOW, "", True)

    def test_a_refusal_keeps_all_as_it_was(self, live_session, tmp_path, settings):
        recording = publish(add(live_session, missing_reason="It comes."))
        settings.MEDIA_ROOT = tmp_path
        with pytest.raises(UnableToPublish):
            edit(recording, url="", upload=film())
        recording.refresh_from_db()
        assert (recording.url, recording.published_at, list(tmp_path.rglob("*.mp4"))) == (URL, NOW, [])

    def test_a_transcript_with_times_is_not_typed_over(self, live_session):
        recording = add(live_session, captions=captions())
        assert edit(recording, transcript="Typed.").transcript == "Ana: Welcome. Bye."


def test_where_nothing_plays_nothing_is_published(live_session):
    recording = RecordingFactory(live_session=live_session, url="", published_at=None, missing_reason="It comes.")
    RecordingFileFactory(recording=recording, state="waiting")
    with pytest.raises(UnableToPublish, match="Nothing of this recording plays yet"):
        publish(recording)
    recording.files.update(state="here")
    assert publish(recording).published_at == NOW
