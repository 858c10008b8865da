from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sessions.models import Material, Recording
from sessions.operations.materials import add_file
from tests.factories.sessions import LiveSessionFactory, MaterialFactory, PromptFactory, RecordingFactory

pytestmark = pytest.mark.django_db


def url(model, page, *args):
    return reverse(f"admin:live_sessions_{model}_{page}", args=args)


class TestPrompts:
    def test_they_are_found_and_looked_at(self, desk):
        prompt = PromptFactory(thread__title="What do you hear?", thread__body="Think of one patient.")
        PromptFactory(thread__title="Another")
        found = desk.get(url("prompt", "changelist"), {"q": "hear"}).content.decode()
        assert ["What do you hear?" in found, "Another" in found] == [True, False]
        page = desk.get(url("prompt", "change", prompt.pk)).content.decode()
        session = prompt.live_session
        edit = reverse("sessions:prompt_edit", args=[session.cohort.slug, session.slug, prompt.pk])
        assert ["Think of one patient." in page, edit in page] == [True, True]

    def test_they_are_written_elsewhere(self, desk):
        assert desk.get(url("prompt", "add")).status_code == 403


class TestMaterials:
    def test_words_are_corrected_and_the_rest_stays(self, desk):
        material = MaterialFactory(title="Handuot")
        data = {"title": "Handout", "description": "For next time.", "position": 1, "url": "https://evil.example.org"}
        assert desk.post(url("material", "change", material.pk), data).status_code == 302
        material.refresh_from_db()
        assert (material.title, material.url) == ("Handout", "https://example.org/handout")

    def test_with_the_row_goes_the_file(self, desk, django_capture_on_commit_callbacks):
        upload = SimpleUploadedFile("notes.txt", b"Words")
        material = add_file(live_session=LiveSessionFactory(), upload=upload, by=None, now=timezone.now())
        storage, name = material.file.storage, material.file.name
        assert storage.exists(name)
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(url("material", "delete", material.pk), {"post": "yes"})
        assert (Material.objects.exists(), storage.exists(name)) == (False, False)

    def test_also_of_many_at_once(self, desk, django_capture_on_commit_callbacks):
        upload = SimpleUploadedFile("notes.txt", b"Words")
        material = add_file(live_session=LiveSessionFactory(), upload=upload, by=None, now=timezone.now())
        data = {"action": "delete_selected", "_selected_action": [material.pk], "post": "yes"}
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(url("material", "changelist"), data)
        assert not material.file.storage.exists(material.file.name)

    def test_files_are_looked_at_where_they_are_added(self, desk):
        assert desk.get(url("material", "add")).status_code == 403


class TestRecordings:
    FACTS = {"title": "Video", "url": "https://video.example.org/1", "transcript": "", "missing_reason": ""} | {
        f"{rows}-{name}": 0 for rows in ("files", "chapters") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }

    def test_one_is_added_and_held_back(self, desk, admin_person):
        answer = desk.post(url("recording", "add"), self.FACTS | {"live_session": LiveSessionFactory().pk})
        assert answer.status_code == 302, answer.context["errors"]
        recording = Recording.objects.get()
        assert (recording.published_at, recording.added_by) == (None, admin_person)

    def test_a_refusal_stands_on_the_page(self, desk):
        recording = RecordingFactory()
        answer = desk.post(url("recording", "change", recording.pk), self.FACTS)
        assert "still lacks captions and a transcript" in answer.content.decode()
        recording.refresh_from_db()
        assert recording.missing_reason == "Captions are being made."

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "http://video.example.org"])
    def test_a_link_must_be_secure(self, desk, link):
        data = self.FACTS | {"live_session": LiveSessionFactory().pk, "url": link}
        assert desk.post(url("recording", "add"), data).status_code == 200
        assert not Recording.objects.exists()

    def test_many_are_published_and_those_that_lack_something_are_named(self, desk):
        ready = RecordingFactory(published_at=None)
        lacking = RecordingFactory(title="Lacking", published_at=None, missing_reason="")
        data = {"action": "publish", "_selected_action": [ready.pk, lacking.pk]}
        page = desk.post(url("recording", "changelist"), data, follow=True).content.decode()
        assert ["“Lacking”: This recording still lacks" in page, "1 recording is published." in page] == [True, True]
        assert list(Recording.objects.filter(published_at__isnull=False)) == [ready]

    def test_and_held_back_again(self, desk):
        recording = RecordingFactory()
        desk.post(url("recording", "changelist"), {"action": "hold_back", "_selected_action": [recording.pk]})
        recording.refresh_from_db()
        assert recording.published_at is None


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("model", "factory", "queries"),
    [("prompt", PromptFactory, 6), ("material", MaterialFactory, 9), ("recording", RecordingFactory, 8)],
)
def test_the_lists_cost_the_same_whatever_their_length(
    desk, django_assert_num_queries, number, model, factory, queries
):
    factory.create_batch(number, live_session=LiveSessionFactory())
    desk.get(url(model, "changelist"))
    with django_assert_num_queries(queries):
        desk.get(url(model, "changelist"))
