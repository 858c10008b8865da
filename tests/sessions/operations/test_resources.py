from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.uploads import UploadRefused
from sessions.models import Resource
from sessions.operations.resources import UnableToKeepResource, add_resource, edit_resource, remove_resource
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory

NOW = datetime(2022, 4, 1, tzinfo=UTC)
URL = "https://example.org/reading"

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return CohortFactory()


def add(cohort, **facts):
    return add_resource(cohort=cohort, **({"title": "Reading", "url": URL, "by": None, "now": NOW} | facts))


def edit(resource, **facts):
    return edit_resource(resource=resource, **({"title": "Reading", "url": URL, "by": None, "now": NOW} | facts))


def text(name="notes.txt", content=b"Words"):
    return SimpleUploadedFile(name, content)


def topics(resource):
    return sorted(resource.topics.values_list("name", "key"))


def test_a_link_with_its_topics(cohort):
    person = UserFactory()
    resource = add(cohort, description="For a walk.", topics=["Housing", " housing ", "Salud Pública", ""], by=person)
    assert (resource.cohort, resource.program, resource.url, resource.added_by) == (cohort, cohort.program, URL, person)
    assert topics(resource) == [("Housing", "housing"), ("Salud Pública", "salud publica")]


def test_one_for_every_cohort_of_the_program(cohort):
    resource = add(cohort, for_program=True)
    sibling, stranger = CohortFactory(program=cohort.program), CohortFactory()
    found = [list(Resource.objects.of_cohort(where)) for where in (cohort, sibling, stranger)]
    assert found == [[resource], [resource], []]


def test_a_file_goes_by_its_own_name(cohort):
    resource = add(cohort, title="", url="", upload=text("Maria's notes.txt"))
    assert (resource.title, resource.file_name, resource.size) == ("Maria's notes.txt", "Maria's notes.txt", 5)
    assert "Maria" not in resource.file.name


def test_the_same_twice_is_one(cohort):
    assert add(cohort) == add(cohort)
    assert add(cohort, url="", upload=text()) == add(cohort, url="", upload=text(), now=NOW + timedelta(minutes=5))
    assert add(cohort, for_program=True) == add(cohort, for_program=True)
    assert Resource.objects.count() == 3


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": ""}, "title"),
        ({"url": ""}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://"}, "url"),
        ({"description": "x" * 2001}, "description"),
        ({"topics": ["x" * 61]}, "topics"),
        ({"topics": [str(n) for n in range(13)]}, "topics"),
        ({"upload": SimpleUploadedFile("a.txt", b"Words")}, "file"),
    ],
)
def test_what_does_not_fit_is_refused(cohort, facts, field):
    with pytest.raises(UnableToKeepResource) as refused:
        add(cohort, **facts)
    assert refused.value.field == field
    assert not Resource.objects.exists()


def test_a_file_is_looked_at(cohort):
    with pytest.raises(UploadRefused):
        add(cohort, url="", upload=text("page.html"))


def test_a_file_takes_the_place_of_a_link_and_the_other_way(cohort, django_capture_on_commit_callbacks):
    resource = edit(add(cohort, topics=["a"]), url="", upload=text(), topics=["b"])
    storage, name = resource.file.storage, resource.file.name
    assert (resource.url, storage.exists(name), topics(resource)) == ("", True, [("b", "b")])
    kept = edit(resource, url="", title="Notes")
    assert (kept.title, kept.file.name) == ("Notes", name)
    with django_capture_on_commit_callbacks(execute=True):
        linked = edit(resource)
    assert (linked.url, linked.file.name, linked.size, storage.exists(name)) == (URL, "", 0, False)


def test_with_the_row_goes_the_file(cohort, django_capture_on_commit_callbacks):
    resource = add(cohort, url="", upload=text())
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            remove_resource(resource=resource, by=None)
    assert (Resource.objects.exists(), resource.file.storage.exists(resource.file.name)) == (False, False)
