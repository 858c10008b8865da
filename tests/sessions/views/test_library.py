from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cohorts.enums import Role
from sessions.models import Resource
from sessions.operations.resources import add_resource
from tests.factories.cohorts import EnrollmentFactory
from tests.factories.sessions import MaterialFactory, RecordingFactory, ResourceFactory
from tests.sessions.views.conftest import END, text_of

pytestmark = pytest.mark.django_db
CANARY = b"canary-inside-the-resource"


def test_the_tab_leads_there_and_everything_to_its_place(visit, cast, live_session):
    recording = RecordingFactory(live_session=live_session, title="Talk", transcript="The kitchen table")
    material = MaterialFactory(live_session=live_session, title="Map <b>")
    ResourceFactory(cohort=cast.cohort, title="Reading", url="https://example.org/r", description="For all.")
    page = visit("participant", "sessions:library").content.decode()
    assert '<a href="/cohorts/' + cast.cohort.slug + '/library/" aria-current="page"' in page
    for href in (recording.get_absolute_url(), material.url, "https://example.org/r"):
        assert f'href="{href}"' in page
    assert ["Map &lt;b&gt;" in page, "Add a resource" in page] == [True, False]
    found = visit("participant", "sessions:library", query="?q=kitchen")
    assert "1 thing found." in text_of(found)
    assert f'href="{recording.get_absolute_url()}?q=kitchen"' in found.content.decode()


def test_nothing_yet_and_nothing_found_say_what_to_do(visit):
    assert "will stand here" in text_of(visit("participant", "sessions:library"))
    assert "Nothing fits. Try fewer words" in text_of(
        visit("participant", "sessions:library", query="?q=x&kind=zzz&page=-4")
    )


def test_the_search_goes_along_to_the_next_page(visit, cast):
    for number in range(21):
        ResourceFactory(cohort=cast.cohort, title=f"Reading & {number}")
    page = visit("participant", "sessions:library", query="?q=reading+%26").content.decode()
    assert 'href="/cohorts/' + cast.cohort.slug + '/library/?q=reading+%26&amp;page=2" rel="next"' in page
    assert "1 to 20 of 21" in page
    second = visit("participant", "sessions:library", query="?q=reading+%26&page=2")
    assert "21 to 21 of 21" in text_of(second)


class TestResources:
    def test_one_is_added_changed_and_taken_away(self, visit, cast):
        sent = {"title": "Reading", "url": "https://example.org/r", "description": "", "topics": "Food, trust"}
        answer = visit("facilitator", "sessions:resource_create", data=sent, follow=True)
        assert "“Reading” is in the library." in text_of(answer)
        resource = Resource.objects.get()
        assert (resource.cohort, resource.added_by, resource.topics.count()) == (cast.cohort, cast["facilitator"], 2)
        assert 'value="Food, trust"' in visit("facilitator", "sessions:resource_edit", resource.pk).content.decode()
        visit("facilitator", "sessions:resource_edit", resource.pk, data=sent | {"title": "Read this", "topics": ""})
        resource.refresh_from_db()
        assert (resource.title, resource.topics.count()) == ("Read this", 0)
        assert "Read this" in text_of(visit("facilitator", "sessions:resource_delete", resource.pk))
        visit("facilitator", "sessions:resource_delete", resource.pk, data={})
        assert not Resource.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"url": ""}, "Give a link or choose a file."),
            ({"title": ""}, "Say what the link leads to."),
            ({"file": SimpleUploadedFile("a.txt", b"Words")}, "Give a link or a file, not both."),
            (
                {"url": "", "file": SimpleUploadedFile("a.exe", b"MZ")},
                "“a.exe” is not a kind of file that can be added.",
            ),
            ({"topics": ", ".join(map(str, range(20)))}, "Write at most 12 topics"),
        ],
    )
    def test_what_does_not_fit_says_so_and_keeps_what_was_typed(self, visit, sent, said):
        typed = {"title": "Reading", "url": "https://example.org/r", "description": "Typed.", "topics": ""}
        answer = visit("facilitator", "sessions:resource_create", data=typed | sent)
        assert said in text_of(answer)
        assert "Typed." in answer.content.decode()
        assert not Resource.objects.exists()

    def test_what_every_cohort_has_is_the_coordinators(self, visit, cast):
        sent = {"title": "Reading", "url": "https://example.org/r", "topics": "", "for_program": "on"}
        assert "for_program" not in visit("facilitator", "sessions:resource_create").content.decode()
        visit("facilitator", "sessions:resource_create", data=sent)
        assert Resource.objects.get().cohort == cast.cohort
        visit("coordinator", "sessions:resource_create", data=sent | {"title": "Everywhere"})
        shared = Resource.objects.get(title="Everywhere")
        assert shared.is_for_program
        for name in ("resource_edit", "resource_delete"):
            assert visit("facilitator", f"sessions:{name}", shared.pk).status_code == 403
            assert visit("coordinator", f"sessions:{name}", shared.pk).status_code == 200
        page = visit("facilitator", "sessions:library").content.decode()
        assert [f"/library/{shared.pk}/" in page, "for every cohort of the program" in page] == [False, True]

    def test_one_of_another_cohort_is_not_found_here_also_for_those_who_run_both(self, visit, cast):
        EnrollmentFactory(person=cast["facilitator"], cohort=cast.neighbor_cohort, role=Role.FACILITATOR)
        other = ResourceFactory(cohort=cast.neighbor_cohort)
        for name in ("resource_edit", "resource_delete"):
            assert visit("facilitator", f"sessions:{name}", other.pk).status_code == 404


class TestDownloading:
    @pytest.fixture
    def resource(self, cast):
        upload = SimpleUploadedFile("Reading.txt", CANARY)
        return add_resource(cohort=cast.cohort, title="", upload=upload, by=None, now=END)

    @pytest.mark.parametrize("role", ["participant", "observer", "facilitator", "site_admin"])
    def test_for_those_inside(self, visit, resource, role):
        answer = visit(role, "sessions:resource_download", resource.pk)
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, CANARY)
        assert answer["Content-Disposition"] == 'attachment; filename="Reading.txt"'
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn"])
    def test_for_nobody_else(self, visit, resource, role):
        answer = visit(role, "sessions:resource_download", resource.pk)
        assert (answer.status_code, CANARY in answer.content) == (404, False)

    def test_a_file_that_is_gone_is_said_in_the_log(self, visit, resource, caplog):
        resource.file.storage.delete(resource.file.name)
        assert visit("participant", "sessions:resource_download", resource.pk).status_code == 404
        assert "is not in the storage" in caplog.text


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_whatever_is_in_it(counted, cast, live_session, number):
    RecordingFactory.create_batch(number, live_session=live_session)
    MaterialFactory.create_batch(number, live_session=live_session)
    ResourceFactory.create_batch(number, cohort=cast.cohort)
    counted(12, "facilitator", "sessions:library")
