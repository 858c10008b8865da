from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sessions.models import Recording, Resource
from sessions.operations.recordings import add_recording
from sessions.operations.resources import add_resource
from sessions.operations.transcripts import correct_cue
from tests.factories.cohorts import CohortFactory
from tests.factories.sessions import (
    LiveSessionFactory,
    RecordingFactory,
    RecordingFileFactory,
    RecordingOpeningFactory,
    ResourceFactory,
    TranscriptCueFactory,
)

pytestmark = pytest.mark.django_db
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nWelcome.\n"


def url(model, page, *args):
    return reverse(f"admin:live_sessions_{model}_{page}", args=args)


def test_a_recording_with_its_files_and_with_lines_that_are_corrected_elsewhere(desk):
    recording = add_recording(
        live_session=LiveSessionFactory(),
        title="Talk",
        upload=SimpleUploadedFile("talk.mp4", MP4),
        captions=SimpleUploadedFile("talk.vtt", VTT),
        by=None,
        now=timezone.now(),
    )
    page = desk.get(url("recording", "change", recording.pk)).content.decode()
    assert ["talk.mp4" in page, 'name="transcript"' in page] == [True, False]
    inlines = {f"{prefix}-{name}": 0 for prefix in ("files", "chapters") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {"title": "The talk", "url": "", "missing_reason": "", "has_captions": "on", **inlines}
    assert desk.post(url("recording", "change", recording.pk), data).status_code == 302
    recording.refresh_from_db()
    assert (recording.title, recording.transcript) == ("The talk", "Welcome.")


@pytest.mark.parametrize("how", ["one", "many"])
def test_with_a_recording_go_its_files(desk, how, django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("talk.mp4", MP4)
    recording = add_recording(
        live_session=LiveSessionFactory(), title="Talk", upload=upload, by=None, now=timezone.now()
    )
    file = recording.files.get().file
    with django_capture_on_commit_callbacks(execute=True):
        if how == "one":
            desk.post(url("recording", "delete", recording.pk), {"post": "yes"})
        else:
            data = {"action": "delete_selected", "_selected_action": [recording.pk], "post": "yes"}
            desk.post(url("recording", "changelist"), data)
    assert (Recording.objects.exists(), file.storage.exists(file.name)) == (False, False)


def test_files_lines_and_openings_are_found_and_looked_at(desk):
    failed = {"sentence": "It is larger than %(most)s MB.", "facts": {"most": 7}}
    file = RecordingFileFactory(file_name="talk.mp4", state="failed", failure=failed)
    cue = TranscriptCueFactory(text="Good mourning", recording=file.recording)
    correct_cue(cue=cue, speaker="Ana", text="Good morning", seen="Good mourning", by=None, now=timezone.now())
    opening = RecordingOpeningFactory(person__name="Ana Ruiz", recording=file.recording)
    RecordingOpeningFactory(person__name="Tom Fox")
    for model, row, words, said in [
        ("recordingfile", file, "talk", "It is larger than 7 MB."),
        ("transcriptcue", cue, "mourning", "Good mourning"),
        ("recordingopening", opening, "Ruiz", "Ana Ruiz"),
    ]:
        found = desk.get(url(model, "changelist"), {"q": words}).content.decode()
        assert [f"/{model}/{row.pk}/change/" in found, "Tom Fox" in found] == [True, False]
        assert said in desk.get(url(model, "change", row.pk)).content.decode()
        assert desk.get(url(model, "add")).status_code == 403


class TestResources:
    def test_words_are_corrected_and_the_rest_stays(self, desk):
        resource = ResourceFactory(title="Raeding")
        inlines = {f"topics-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
        data = {"title": "Reading", "description": "", "url": "https://evil.example.org", **inlines}
        assert desk.post(url("resource", "change", resource.pk), data).status_code == 302
        resource.refresh_from_db()
        assert (resource.title, resource.url) == ("Reading", "https://example.org/resource")
        assert desk.get(url("resource", "add")).status_code == 403

    @pytest.mark.parametrize("how", ["one", "many"])
    def test_with_the_row_goes_the_file(self, desk, how, django_capture_on_commit_callbacks):
        upload = SimpleUploadedFile("notes.txt", b"Words")
        resource = add_resource(cohort=CohortFactory(), title="", upload=upload, by=None, now=timezone.now())
        with django_capture_on_commit_callbacks(execute=True):
            if how == "one":
                desk.post(url("resource", "delete", resource.pk), {"post": "yes"})
            else:
                data = {"action": "delete_selected", "_selected_action": [resource.pk], "post": "yes"}
                desk.post(url("resource", "changelist"), data)
        assert (Resource.objects.exists(), resource.file.storage.exists(resource.file.name)) == (False, False)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("model", "factory", "queries"),
    [
        ("recordingfile", RecordingFileFactory, 8),
        ("transcriptcue", TranscriptCueFactory, 5),
        ("recordingopening", RecordingOpeningFactory, 8),
    ],
)
def test_the_lists_cost_the_same_whatever_their_length(
    desk, django_assert_num_queries, number, model, factory, queries
):
    factory.create_batch(number, recording=RecordingFactory())
    desk.get(url(model, "changelist"))
    with django_assert_num_queries(queries):
        desk.get(url(model, "changelist"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_resources_costs_the_same_whatever_its_length(desk, django_assert_num_queries, number):
    ResourceFactory.create_batch(number, cohort=CohortFactory())
    desk.get(url("resource", "changelist"))
    with django_assert_num_queries(9):
        desk.get(url("resource", "changelist"))
