from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sessions.enums import TranscriptSource
from sessions.operations.transcripts import (
    UnableToCorrect,
    UnableToReadTranscript,
    UnableToReplaceTranscript,
    correct_cue,
    read_transcript,
    reading_of,
    write_transcript,
)
from sessions.transcripts.cues import Cue
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, RecordingFactory, RecordingFileFactory

NOW = datetime(2022, 4, 21, tzinfo=UTC)
CUES = (Cue(0, 900, "Good morning", "Ana"), Cue(1000, 1900, "and welcome", "Ana"), Cue(2000, 2900, "Hi", "Tom"))

pytestmark = pytest.mark.django_db


@pytest.fixture
def recording():
    return RecordingFactory(missing_reason="It comes.")


def write(recording, cues=CUES, source=TranscriptSource.FILE, anew=False):
    return write_transcript(recording=recording, cues=cues, source=source, by=None, now=NOW, anew=anew)


def correct(cue, text, speaker="Ana", seen=None, by=None, now=NOW):
    seen = reading_of(cue) if seen is None else seen
    return correct_cue(cue=cue, speaker=speaker, text=text, seen=seen, by=by, now=now)


def lines(recording):
    return list(recording.cues.order_by("position").values_list("starts", "speaker", "text"))


def test_the_lines_are_kept_and_their_text_beside_them(recording):
    written = write(recording)
    assert lines(recording) == [(0, "Ana", "Good morning"), (1000, "Ana", "and welcome"), (2000, "Tom", "Hi")]
    assert (written.transcript, written.transcript_from) == ("Ana: Good morning and welcome\n\nTom: Hi", "file")


def test_a_video_of_our_own_has_captions_with_them_and_a_link_has_not(recording):
    assert write(recording).has_captions is False
    RecordingFileFactory(recording=recording)
    assert write(recording).has_captions is True


def test_lines_from_a_lesser_source_change_nothing(recording):
    write(recording, source=TranscriptSource.ZOOM)
    assert write(recording, CUES[:1], source=TranscriptSource.CAPTIONS).transcript_from == "zoom"
    assert len(lines(recording)) == 3
    assert write(recording, CUES[:1], source=TranscriptSource.FILE).transcript_from == "file"
    assert len(lines(recording)) == 1


def test_a_correction_keeps_how_it_came_and_who_did_it(recording):
    write(recording)
    facilitator = UserFactory()
    cue = correct(recording.cues.get(position=1), " Good\nmorning, all ", by=facilitator)
    again = correct(cue, "Good morning everybody", by=None, now=NOW + timedelta(days=1))
    assert (again.text, again.original_speaker, again.original_text) == (
        "Good morning everybody",
        "Ana",
        "Good morning",
    )
    assert (cue.corrected_by, cue.corrected_at, again.corrected_by) == (facilitator, NOW, None)
    recording.refresh_from_db()
    assert recording.transcript == "Ana: Good morning everybody and welcome\n\nTom: Hi"


def test_the_same_words_again_are_no_correction(recording):
    write(recording)
    assert not correct(recording.cues.get(position=1), "Good morning").is_corrected


def test_two_who_correct_one_line_notice_each_other(recording):
    write(recording)
    cue = recording.cues.get(position=1)
    correct(cue, "Good evening")
    with pytest.raises(UnableToCorrect, match=r"It reads now: “Ana: Good evening”\. Save again to go on") as refused:
        correct(cue, "Good night")
    assert refused.value.field == "text"
    assert correct(cue, "Good night", seen="Ana: Good evening").text == "Good night"


@pytest.mark.parametrize(
    ("speaker", "text", "field"), [("Ana", " \n ", "text"), ("Ana", "x" * 2001, "text"), ("x" * 121, "Hi", "speaker")]
)
def test_what_a_line_cannot_read(recording, speaker, text, field):
    write(recording)
    with pytest.raises(UnableToCorrect) as refused:
        correct(recording.cues.get(position=1), text, speaker=speaker)
    assert refused.value.field == field
    assert lines(recording)[0] == (0, "Ana", "Good morning")


class TestReplacing:
    def test_corrections_of_lines_that_come_again_stay(self, recording):
        write(recording)
        by = UserFactory()
        correct(recording.cues.get(position=1), "Good evening", by=by)
        write(recording, (*CUES, Cue(5000, 5900, "Bye", "Tom")))
        cue = recording.cues.get(position=1)
        assert (cue.text, cue.original_text, cue.corrected_by, cue.corrected_at) == (
            "Good evening", "Good morning", by, NOW,
        )  # fmt: skip
        assert recording.cues.count() == 4

    def test_others_are_not_thrown_away_unless_it_is_meant(self, recording):
        write(recording)
        correct(recording.cues.get(position=3), "Hello", speaker="Tom")
        with pytest.raises(UnableToReplaceTranscript, match="their work would be gone"):
            write(recording, CUES[:2])
        assert recording.cues.get(position=3).text == "Hello"
        write(recording, CUES[:2], anew=True)
        assert recording.cues.count() == 2


class TestReading:
    def test_a_file_with_the_names_that_are_known(self):
        live_session = LiveSessionFactory()
        AgendaItemFactory(live_session=live_session, presenters="Ana Ruiz, Tom Fox")
        EnrollmentFactory(cohort=live_session.cohort, person__name="José Núñez")
        EnrollmentFactory(person__name="Somebody Else")
        names = ["Tom Fox", "José Núñez", "Somebody Else"]
        blocks = "\n".join(f"00:{n}0.000 --> 00:{n}1.000\n{name}: Hi\n" for n, name in enumerate(names, start=1))
        upload = SimpleUploadedFile("talk.vtt", f"WEBVTT\n\n{blocks}".encode())
        cues = read_transcript(upload, live_session=live_session)
        assert [cue.speaker for cue in cues] == ["Tom Fox", "José Núñez", ""]

    def test_what_is_wrong_is_said_at_the_field_it_came_by(self):
        live_session = LiveSessionFactory()
        for source, field in ((b"WEBVTT\n\nlost", "captions"), ("WEBVTT\n\nlost", "transcript")):
            with pytest.raises(UnableToReadTranscript, match="Line 3: “lost” belongs to no time") as refused:
                read_transcript(source, live_session=live_session)
            assert refused.value.field == field

    def test_a_file_of_20_mb_is_not_even_read(self):
        class Unread(SimpleUploadedFile):
            def read(self, *args):
                raise AssertionError

        upload = Unread("talk.vtt", b"")
        upload.size = 20_000_000
        with pytest.raises(UnableToReadTranscript, match="larger than 4 MB"):
            read_transcript(upload, live_session=LiveSessionFactory())
