from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.uploads import UploadRefused
from sessions.models import Material
from sessions.operations.materials import MOST_MATERIALS, UnableToAddMaterial, add_file, add_link, remove_material
from tests.common.files import GPS_CANARY, jpeg
from tests.factories.accounts import UserFactory
from tests.factories.sessions import LiveSessionFactory, MaterialFactory

NOW = datetime(2022, 4, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n%%EOF\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def live_session():
    return LiveSessionFactory()


def link(live_session, title="Reading", url="https://example.org/reading", **facts):
    return add_link(live_session=live_session, title=title, url=url, **({"by": None, "now": NOW} | facts))


def put(live_session, name="Survey of Maria.pdf", content=PDF, **facts):
    upload = SimpleUploadedFile(name, content, content_type="text/html")
    return add_file(live_session=live_session, upload=upload, **({"by": None, "now": NOW} | facts))


def test_a_link(live_session):
    facilitator = UserFactory()
    material = link(live_session, description="For next time.", by=facilitator)
    material.refresh_from_db()
    assert (material.title, material.url, material.description, material.added_by, material.added_at) == (
        "Reading", "https://example.org/reading", "For next time.", facilitator, NOW,
    )  # fmt: skip


def test_the_same_link_twice_is_one(live_session):
    assert link(live_session) == link(live_session)
    assert Material.objects.count() == 1


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("", "https://example.org"),
        ("x" * 201, "https://example.org"),
        ("Reading", "javascript:alert(1)"),
        ("Reading", "ftp://example.org/"),
        ("Reading", "https://"),
        ("Reading", "example.org"),
        ("Reading", ""),
    ],
)
def test_links_that_are_none_are_refused(live_session, title, url):
    with pytest.raises(UnableToAddMaterial):
        link(live_session, title=title, url=url)
    assert not Material.objects.exists()


def test_a_file_is_kept_under_a_random_name_with_our_own_type(live_session):
    material = put(live_session)
    material.refresh_from_db()
    assert (material.title, material.file_name, material.content_type, material.size) == (
        "Survey of Maria.pdf", "Survey of Maria.pdf", "application/pdf", len(PDF),
    )  # fmt: skip
    assert "Maria" not in material.file.name
    assert material.file.name.startswith("materials/")
    with material.file.open() as file:
        assert file.read() == PDF


@pytest.mark.parametrize(
    "other",
    [
        {"content": PDF.replace(b"7", b"4")},
        {"title": "For the second hour"},
        {"name": "Other.pdf"},
        {"now": NOW + timedelta(minutes=11)},
    ],
    ids=["content", "title", "name", "later"],
)
def test_the_same_file_twice_within_minutes_is_one_and_another_is_another(live_session, other):
    first = put(live_session)
    assert put(live_session, now=NOW + timedelta(minutes=9)) == first
    assert put(live_session, **other) != first
    assert Material.objects.count() == 2


def test_the_same_file_again_where_the_stored_one_is_gone_is_kept(live_session):
    first = put(live_session)
    first.file.storage.delete(first.file.name)
    assert put(live_session) != first


def test_a_photograph_is_kept_without_its_place(live_session):
    material = put(live_session, name="board.jpg", content=jpeg(), title="The board")
    with material.file.open() as file:
        assert GPS_CANARY not in file.read()


def test_a_refused_file_leaves_nothing(live_session):
    with pytest.raises(UploadRefused):
        put(live_session, name="page.html")
    assert not Material.objects.exists()


def test_a_title_that_does_not_fit_leaves_no_file(live_session, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(UnableToAddMaterial):
        put(live_session, title="x" * 201)
    assert list(tmp_path.rglob("*.pdf")) == []


def test_they_stand_in_the_order_they_came(live_session):
    assert [link(live_session, title=str(number)).position for number in range(3)] == [1, 2, 3]


def test_there_is_a_limit(live_session):
    MaterialFactory.create_batch(MOST_MATERIALS, live_session=live_session)
    with pytest.raises(UnableToAddMaterial, match="at most 60"):
        link(live_session)


def test_with_the_row_goes_the_file(live_session, django_capture_on_commit_callbacks):
    material = put(live_session)
    storage, name = material.file.storage, material.file.name
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            remove_material(material=material, by=None)
    assert not Material.objects.exists()
    assert not storage.exists(name)
