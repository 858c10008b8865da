"""Two facilitators, two tabs, two workers at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sessions.models import Recording, RecordingFile, RecordingOpening, Resource
from sessions.operations.chapters import UnableToSetChapters, set_chapters
from sessions.operations.recording_openings import note_opening
from sessions.operations.recordings import add_recording
from sessions.operations.resources import add_resource
from sessions.operations.transcripts import UnableToCorrect, correct_cue
from sessions.operations.zoom_recordings import fetch_file, receive_recording
from tests.at_once import at_once
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory, RecordingFactory, TranscriptCueFactory
from tests.sessions.operations.test_zoom_recordings import MP4, VIDEO, WRITTEN, holding

NOW = datetime(2022, 4, 21, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_the_same_file_twice_is_one():
    live_session = LiveSessionFactory()

    def add():
        upload = SimpleUploadedFile("talk.mp4", MP4)
        return add_recording(live_session=live_session, title="Talk", upload=upload, by=None, now=NOW)

    assert at_once(*[add] * 3) == [Recording.objects.get()] * 3
    assert RecordingFile.objects.count() == 1


def test_one_line_corrected_by_two_is_one_correction_and_one_who_is_told():
    cue = TranscriptCueFactory(text="Hello")

    def correct(text):
        return lambda: correct_cue(cue=cue, speaker="", text=text, seen="Hello", by=None, now=NOW)

    outcomes = at_once(correct("Hi"), correct("Good day"))
    assert kinds(outcomes) == ["TranscriptCue", "UnableToCorrect"]
    cue.refresh_from_db()
    assert (cue.original_text, cue.text in {"Hi", "Good day"}) == ("Hello", True)
    assert isinstance(next(o for o in outcomes if o != cue), UnableToCorrect)


def test_two_lines_corrected_at_once_both_stand_in_the_text():
    recording = RecordingFactory(transcript="a b", transcript_from="file")
    cues = TranscriptCueFactory.create_batch(4, recording=recording)

    def correct(cue):
        return lambda: correct_cue(cue=cue, speaker="", text=f"new {cue.pk}", seen=cue.text, by=None, now=NOW)

    assert at_once(*map(correct, cues)) == cues
    recording.refresh_from_db()
    assert recording.transcript == " ".join(f"new {cue.pk}" for cue in cues)


def test_chapters_set_by_two_are_one_and_one_who_is_told():
    recording = RecordingFactory()

    def put(title):
        return lambda: set_chapters(recording=recording, chapters=[(0, title)], seen="", by=None, now=NOW)

    outcomes = at_once(put("Mine"), put("Yours"))
    assert kinds(outcomes) == ["UnableToSetChapters", "list"]
    assert recording.chapters.count() == 1
    assert any(isinstance(outcome, UnableToSetChapters) for outcome in outcomes)


def test_an_opening_told_twice_is_one():
    recording = RecordingFactory()
    person = EnrollmentFactory(cohort=recording.live_session.cohort).person
    opened = at_once(*[lambda: note_opening(recording=recording, person=person, now=NOW)] * 4)
    assert opened == [RecordingOpening.objects.get()] * 4


def test_zoom_tells_twice_and_two_workers_fetch_and_it_is_there_once():
    live_session = LiveSessionFactory()
    told = holding(VIDEO, WRITTEN)
    at_once(*[lambda: receive_recording(live_session=live_session, recording=told, now=NOW)] * 3)
    assert (Recording.objects.count(), RecordingFile.objects.count()) == (1, 2)
    file = RecordingFile.objects.get(zoom_key=VIDEO.key)
    fetched = []

    def copy(source, into, *, most):
        fetched.append(source.key)
        into.write(MP4)

    at_once(*[lambda: fetch_file(file=file, source=VIDEO, download=copy, now=NOW)] * 3)
    file.refresh_from_db()
    assert (fetched, file.state) == ([VIDEO.key], "here")


def test_the_same_resource_twice_is_one():
    cohort = CohortFactory()

    def add():
        return add_resource(cohort=cohort, title="Reading", url="https://example.org/r", by=None, now=NOW)

    assert at_once(*[add] * 3) == [Resource.objects.get()] * 3
