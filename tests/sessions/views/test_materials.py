from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cohorts.enums import EnrollmentStatus
from sessions.models import Material
from sessions.operations.materials import add_file
from tests.factories.sessions import LiveSessionFactory, MaterialFactory
from tests.sessions.views.conftest import START, text_of

pytestmark = pytest.mark.django_db
CANARY = b"canary-inside-the-file"


def upload(name="Survey.txt", content=CANARY):
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def file(live_session):
    return add_file(live_session=live_session, upload=upload(), by=None, now=START)


@pytest.fixture
def fetch(visit, file):
    def ask(role, **kwargs):
        answer = visit(role, "sessions:material_download", "place-matters", file.pk, **kwargs)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer, content

    return ask


class TestDownloading:
    @pytest.mark.parametrize("role", ["participant", "team_lead", "observer", "coach", "facilitator", "site_admin"])
    def test_for_those_inside(self, fetch, role):
        answer, content = fetch(role)
        assert (answer.status_code, content) == (200, CANARY)
        assert {name: answer[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Disposition": 'attachment; filename="Survey.txt"',
            "X-Content-Type-Options": "nosniff",
        }
        assert (answer["Content-Security-Policy"], answer["Cache-Control"]) == (
            "sandbox; default-src 'none'", "private, no-store",
        )  # fmt: skip

    @pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn"])
    def test_for_nobody_else(self, fetch, role):
        answer, content = fetch(role)
        assert answer.status_code == 404
        assert CANARY not in content

    def test_signed_out_it_is_asked_who_one_is(self, client, file):
        answer = client.get(file.get_absolute_url())
        assert (answer.status_code, answer["Location"].startswith("/account/login/")) == (302, True)

    def test_a_right_taken_away_is_gone_on_the_next_request(self, fetch, cast):
        assert fetch("participant")[0].status_code == 200
        enrollment = cast.enrollment("participant")
        enrollment.status = EnrollmentStatus.WITHDRAWN
        enrollment.save()
        assert fetch("participant")[0].status_code == 404

    def test_under_another_session_or_cohort_it_is_not_found(self, visit, cast, file):
        LiveSessionFactory(cohort=cast.cohort, slug="other")
        LiveSessionFactory(cohort=cast.neighbor_cohort, slug="place-matters")
        assert visit("participant", "sessions:material_download", "other", file.pk).status_code == 404
        foreign = visit("neighbor", "sessions:material_download", "place-matters", file.pk, cohort=cast.neighbor_cohort)
        assert foreign.status_code == 404

    def test_moved_to_a_cohort_it_is_no_longer_here(self, fetch, cast, file):
        file.live_session = LiveSessionFactory(cohort=cast.neighbor_cohort)
        file.save()
        assert fetch("participant")[0].status_code == 404

    def test_its_place_in_the_storage_is_no_address(self, visit, client, cast, file):
        client.force_login(cast["site_admin"])
        for address in (f"/{file.file.name}", f"/media/{file.file.name}", f"/static/{file.file.name}"):
            assert client.get(address).status_code == 404

    def test_a_link_is_no_file(self, visit, live_session):
        link = MaterialFactory(live_session=live_session)
        assert visit("participant", "sessions:material_download", "place-matters", link.pk).status_code == 404

    def test_a_file_that_is_lost_is_not_found(self, fetch, file):
        file.file.storage.delete(file.file.name)
        assert fetch("participant")[0].status_code == 404


@pytest.fixture
def add(visit, live_session):
    def send(**data):
        words = {"title": "", "url": "", "description": ""}
        return visit("facilitator", "sessions:material_list", "place-matters", data=words | data, follow=True)

    return send


class TestTheDesk:
    def test_a_link_is_added(self, add, cast):
        assert "“Reading” is added." in text_of(add(title="Reading", url="https://example.org/r"))
        material = Material.objects.get()
        assert (material.url, material.added_by) == ("https://example.org/r", cast["facilitator"])

    def test_a_file_goes_by_its_own_name(self, add):
        assert "“Survey.txt” is added." in text_of(add(file=upload()))
        assert Material.objects.get().content_type == "text/plain; charset=utf-8"

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({}, "Give a link or choose a file."),
            ({"title": "Both", "url": "https://example.org", "file": upload()}, "Add the link and the file one after"),
            ({"url": "https://example.org"}, "Say what the link leads to."),
            ({"title": "Script", "url": "javascript:alert(1)"}, "Write a link that begins with https://"),
            ({"file": upload("page.html", b"<p>")}, "“page.html” is not a kind of file that can be added."),
            ({"file": upload("notes.pdf", b"<html>")}, "“notes.pdf” does not hold what its name says (PDF"),
            ({"file": upload("notes.txt", b"")}, "“notes.txt” is empty."),
        ],
    )
    def test_what_is_wrong_is_said(self, add, data, sentence):
        for file in [data["file"]] if "file" in data else []:
            file.seek(0)
        answer = add(description="Typed with care.", **data)
        assert sentence in text_of(answer)
        assert "Typed with care." in answer.content.decode()
        assert not Material.objects.exists()

    def test_a_file_over_the_limit_is_refused_with_a_sentence(self, add, settings):
        settings.UPLOAD_LIMIT_MB = 1
        answer = add(title="Kept", file=upload("big.txt", b"a" * 4_000_000))
        assert "“big.txt” is larger than 1\xa0MB" in answer.content.decode()
        assert 'value="Kept"' in answer.content.decode()

    def test_one_is_taken_away_after_a_yes(self, visit, file):
        question = visit("facilitator", "sessions:material_delete", "place-matters", file.pk)
        assert "Take this material away?" in text_of(question)
        assert "<strong>Survey.txt</strong>" in question.content.decode()
        visit("facilitator", "sessions:material_delete", "place-matters", file.pk, data={})
        assert not Material.objects.exists()

    def test_not_from_another_cohort(self, visit, live_session, cast):
        foreign = MaterialFactory(live_session__cohort=cast.neighbor_cohort)
        assert visit("facilitator", "sessions:material_delete", "place-matters", foreign.pk, data={}).status_code == 404
        assert Material.objects.exists()

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_costs_the_same_whatever_its_length(self, counted, live_session, number):
        MaterialFactory.create_batch(number, live_session=live_session)
        counted(6, "facilitator", "sessions:material_list", "place-matters")
