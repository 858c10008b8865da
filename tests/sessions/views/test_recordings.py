from __future__ import annotations

import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from common.uploads import DropBeyondLimit
from sessions.models import Recording
from sessions.operations.transcripts import correct_cue
from sessions.zoom.errors import FileTooLarge
from tests.factories.sessions import RecordingFactory, RecordingFileFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
VIDEO = {"title": "Place Matters", "url": "https://video.example.org/5", "transcript": "", "missing_reason": ""}


@pytest.fixture
def desk(visit, live_session):
    def ask(name, *args, data=None, **kwargs):
        return visit("facilitator", f"sessions:{name}", "place-matters", *args, data=data, at=END, **kwargs)

    return ask


def test_it_is_held_back_at_first(desk, visit):
    answer = desk("recording_list", data=VIDEO, follow=True)
    assert "People do not see it until it is published." in text_of(answer)
    assert Recording.objects.get().published_at is None
    page = Recording.objects.get().get_absolute_url()
    assert page not in visit("participant", "sessions:session_detail", "place-matters", at=END).content.decode()


def test_saved_and_published_in_one_act(desk, visit):
    captioned = {"has_captions": "on", "transcript": "Welcome.", "step": "publish"}
    assert "The recording is published." in text_of(desk("recording_list", data=VIDEO | captioned, follow=True))
    assert Recording.objects.get().published_at == END
    page = Recording.objects.get().get_absolute_url()
    assert page in visit("participant", "sessions:session_detail", "place-matters", at=END).content.decode()


def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(desk):
    answer = desk("recording_list", data=VIDEO | {"has_captions": "on", "step": "publish"}, follow=True)
    assert "This recording still lacks a transcript. Add them, or say why they are missing." in text_of(answer)
    assert 'value="https://video.example.org/5"' in answer.content.decode()
    assert Recording.objects.get().published_at is None


def test_published_with_a_click_and_held_back_with_another(desk, live_session):
    recording = RecordingFactory(live_session=live_session, published_at=None)
    assert "The recording is published." in text_of(desk("recording_publish", recording.pk, data={}, follow=True))
    recording.refresh_from_db()
    assert recording.published_at == END
    desk("recording_publish", recording.pk, data={"to": "hold"})
    recording.refresh_from_db()
    assert recording.published_at is None


def test_a_click_does_not_get_past_the_gate(desk, live_session):
    recording = RecordingFactory(live_session=live_session, published_at=None, missing_reason="")
    answer = desk("recording_publish", recording.pk, data={}, follow=True)
    assert "This recording still lacks captions and a transcript." in text_of(answer)
    recording.refresh_from_db()
    assert recording.published_at is None


def test_a_published_one_is_corrected_and_stays_published(desk, live_session):
    recording = RecordingFactory(live_session=live_session)
    refused = desk("recording_edit", recording.pk, data=VIDEO)
    assert "still lacks captions and a transcript" in text_of(refused)
    desk("recording_edit", recording.pk, data=VIDEO | {"missing_reason": "It holds a name."})
    recording.refresh_from_db()
    assert (recording.missing_reason, recording.published_at is None) == ("It holds a name.", False)


@pytest.mark.parametrize("url", ["http://video.example.org", "javascript:alert(1)", "https://a@b.example.org", ""])
def test_a_link_that_is_none_is_refused(desk, url):
    answer = desk("recording_list", data=VIDEO | {"url": url, "transcript": "Typed."})
    assert answer.status_code == 200
    assert "Typed." in answer.content.decode()
    assert not Recording.objects.exists()


def test_one_is_taken_away_after_a_yes(desk, live_session):
    recording = RecordingFactory(live_session=live_session)
    assert "A video that is linked stays where it is; one kept here is gone." in text_of(
        desk("recording_delete", recording.pk)
    )
    desk("recording_delete", recording.pk, data={})
    assert not Recording.objects.exists()


@pytest.mark.parametrize("name", ["recording_edit", "recording_publish", "recording_delete"])
def test_one_of_another_cohort_is_not_found_here(desk, cast, name):
    foreign = RecordingFactory(live_session__cohort=cast.neighbor_cohort, published_at=None)
    assert desk(name, foreign.pk, data=VIDEO).status_code == 404
    foreign.refresh_from_db()
    assert foreign.published_at is None


def film(size=64, name="talk.mp4"):
    return SimpleUploadedFile(name, b"\x00\x00\x00\x18ftypmp42" + bytes(size), content_type="text/html")


VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Welcome.\n\n00:09.000 --> 00:10.000\nAna: Bye.\n"


class TestFiles:
    UPLOADED = VIDEO | {"url": ""}

    def test_a_file_with_its_transcript_is_published_in_one_act(self, desk):
        sent = self.UPLOADED | {
            "file": film(), "captions": SimpleUploadedFile("talk.vtt", VTT), "step": "publish",
        }  # fmt: skip
        assert "The recording is published." in text_of(desk("recording_list", data=sent, follow=True))
        recording = Recording.objects.get()
        assert (recording.has_captions, recording.cues.count(), recording.files.get().size) == (True, 2, 76)

    def test_a_large_one_comes_in_for_those_who_run_the_session_only(self, desk, visit, settings):
        settings.UPLOAD_LIMIT_MB, settings.RECORDING_LIMIT_MB = 1, 4
        assert desk("recording_list", data=self.UPLOADED | {"file": film(3_000_000)}).status_code == 302
        assert Recording.objects.get().files.get().size == 3_000_012
        too_large = desk("recording_list", data=self.UPLOADED | {"file": film(6_000_000)})
        assert "larger than 4" in text_of(too_large)
        refused = visit(
            "participant", "sessions:recording_list", "place-matters", data=self.UPLOADED | {"file": film(9)}, at=END
        )
        assert (refused.status_code, Recording.objects.count()) == (403, 1)

    def test_nobody_else_gets_more_than_an_ordinary_file_onto_the_disk(self, cast, live_session, settings):
        settings.UPLOAD_LIMIT_MB, settings.RECORDING_LIMIT_MB = 1, 4
        seen = []

        class Seeing(DropBeyondLimit):
            def receive_data_chunk(self, raw_data, start):
                kept = super().receive_data_chunk(raw_data, start)
                seen.append(len(kept or b""))
                return kept

        sys.modules[__name__].Seeing = Seeing
        settings.FILE_UPLOAD_HANDLERS = [f"{__name__}.Seeing", *settings.FILE_UPLOAD_HANDLERS[1:]]
        address = reverse("sessions:recording_list", args=[cast.cohort.slug, live_session.slug])
        sizes = {}
        for role in ("facilitator", "participant"):
            client = Client()
            client.force_login(cast[role])
            client.post(address, self.UPLOADED | {"file": film(3_000_000)})
            sizes[role], seen[:] = sum(seen), []
        assert sizes["facilitator"] == 3_000_012
        assert sizes["participant"] <= 1024 * 1024 + 64 * 1024

    def test_the_token_of_the_form_is_asked_for_as_everywhere(self, cast, live_session):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast["facilitator"])
        address = reverse("sessions:recording_list", args=[cast.cohort.slug, live_session.slug])
        assert client.post(address, self.UPLOADED | {"file": film()}).status_code == 403
        client.get(address)
        token = client.cookies["csrf"].value
        sent = self.UPLOADED | {"file": film(), "csrfmiddlewaretoken": token}
        assert client.post(address, sent).status_code == 302

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"file": film(), "url": "https://video.example.org/5"}, "Give a link or a file, not both."),
            ({"file": SimpleUploadedFile("talk.mov", b"x")}, "“talk.mov” is not a kind of file that can be added."),
            (
                {"file": SimpleUploadedFile("talk.mp4", b"<html>")},
                "“talk.mp4” does not hold what its name says (MPEG-4 video).",
            ),
            (
                {"captions": SimpleUploadedFile("a.vtt", b"WEBVTT\n\nlost"), "url": "https://a.example.org/"},
                "Line 3: “lost”",
            ),
            (
                {"captions": SimpleUploadedFile("a.vtt", b"x" * 20_000_000), "url": "https://a.example.org/"},
                "larger than 4 MB",
            ),
        ],
    )
    def test_what_does_not_fit_says_so_and_keeps_the_rest(self, desk, sent, said):
        answer = desk("recording_list", data=self.UPLOADED | {"transcript": "Typed."} | sent)
        assert said in text_of(answer)
        assert "Choose the file again: a page that comes back does not keep it." in text_of(answer)
        assert "Typed." in answer.content.decode()
        assert not Recording.objects.exists()

    def test_a_transcript_with_times_is_replaced_and_corrected_ones_on_purpose_only(self, desk, live_session):
        desk("recording_list", data=VIDEO | {"captions": SimpleUploadedFile("a.vtt", VTT)})
        recording = Recording.objects.get()
        assert 'name="transcript"' not in desk("recording_edit", recording.pk).content.decode()
        cue = recording.cues.get(position=2)
        correct_cue(cue=cue, speaker="Ana", text="Goodbye.", seen="Ana: Bye.", by=None, now=END)
        shorter = VTT.partition(b"\n\n00:09")[0]
        sent = VIDEO | {"captions": SimpleUploadedFile("b.vtt", shorter)}
        assert "their work would be gone" in text_of(desk("recording_edit", recording.pk, data=sent))
        sent = VIDEO | {"captions": SimpleUploadedFile("b.vtt", shorter), "anew": "on"}
        desk("recording_edit", recording.pk, data=sent)
        assert recording.cues.count() == 1

    def test_where_a_file_is_and_why_it_is_not_stands_at_the_desk(self, desk, live_session):
        failed = {"sentence": FileTooLarge.sentence, "facts": {"most": 7}}
        RecordingFileFactory(
            recording__live_session=live_session, state="failed", file="", failure=failed, zoom_view="gallery_view"
        )
        text = text_of(desk("recording_list"))
        assert "could not be fetched. The recording is larger than the 7 MB the portal takes." in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(counted, live_session, number):
    RecordingFactory.create_batch(number, live_session=live_session)
    counted(8, "facilitator", "sessions:recording_list", "place-matters")
