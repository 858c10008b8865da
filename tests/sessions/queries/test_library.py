from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cohorts.enums import EnrollmentStatus, Role
from sessions.models import Recording, ResourceTopic
from sessions.queries.library import PAGE, Search, library
from sessions.transcripts.finding import folded
from tests.factories.cohorts import CohortFactory, EnrollmentFactory
from tests.factories.sessions import LiveSessionFactory, MaterialFactory, RecordingFactory, ResourceFactory

NOW = datetime(2026, 9, 21, 20, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer():
    return EnrollmentFactory().person


@pytest.fixture
def cohort(viewer):
    return viewer.enrollments.get().cohort


@pytest.fixture
def live_session(cohort):
    return LiveSessionFactory(cohort=cohort, title="Place Matters")


def titles(cohort, viewer, page=1, **search):
    return [row.item.title for row in library(cohort, viewer, Search(**search), page).rows]


def topic(resource, name):
    ResourceTopic.objects.create(resource=resource, name=name, key=folded(name))


def test_three_kinds_in_one_list_the_newest_first(viewer, cohort, live_session):
    ResourceFactory(cohort=cohort, title="Resource", added_at=NOW)
    RecordingFactory(live_session=live_session, title="Recording", published_at=NOW + timedelta(days=2))
    MaterialFactory(live_session=live_session, title="Material", added_at=NOW + timedelta(days=1))
    found = library(cohort, viewer, Search(), 1)
    assert [(row.kind, row.item.title) for row in found.rows] == [
        ("recording", "Recording"), ("material", "Material"), ("resource", "Resource"),
    ]  # fmt: skip
    assert (found.found, found.first, found.last, found.pages) == (3, 1, 3, 1)


class TestWalls:
    def test_nothing_of_another_cohort_and_programs_resources_for_all_of_it(self, viewer, cohort):
        sibling = CohortFactory(program=cohort.program)
        RecordingFactory(live_session__cohort=sibling)
        MaterialFactory(live_session__cohort=sibling)
        ResourceFactory(cohort=sibling)
        ResourceFactory(cohort=None, program=CohortFactory().program)
        ResourceFactory(cohort=None, program=cohort.program, title="For all")
        assert titles(cohort, viewer) == ["For all"]

    def test_one_who_is_in_two_cohorts_finds_in_each_its_own(self, viewer, cohort):
        other = EnrollmentFactory(person=viewer, cohort=CohortFactory(program=cohort.program)).cohort
        ResourceFactory(cohort=cohort, title="Here")
        ResourceFactory(cohort=other, title="There")
        assert [titles(cohort, viewer), titles(other, viewer)] == [["Here"], ["There"]]

    def test_what_is_held_back_is_not_there_not_even_for_those_who_run_it(self, viewer, cohort, live_session):
        RecordingFactory(live_session=live_session, title="Held", transcript="kitchen", published_at=None)
        facilitator = EnrollmentFactory(cohort=cohort, role=Role.FACILITATOR).person
        assert titles(cohort, viewer, words="kitchen") == titles(cohort, facilitator) == []

    def test_the_withdrawn_find_nothing(self, viewer, cohort, live_session):
        for made in (RecordingFactory, MaterialFactory):
            made(live_session=live_session)
        resource = ResourceFactory(cohort=None, program=cohort.program)
        topic(resource, "Housing")
        viewer.enrollments.update(status=EnrollmentStatus.WITHDRAWN)
        found = library(cohort, viewer, Search(), 1)
        assert (found.rows, found.found, found.topics) == ([], 0, [])


class TestSearch:
    @pytest.fixture(autouse=True)
    def shelves(self, cohort, live_session):
        RecordingFactory(live_session=live_session, title="Talk", transcript="ANA: The Kitchen table, año tras año")
        MaterialFactory(live_session=live_session, title="Map", description="Draw your kitchen.", added_at=NOW)
        food = ResourceFactory(
            cohort=cohort, title="Reading", description="Who cooks", added_at=NOW - timedelta(days=1)
        )
        for name in ("Food", "Salud Pública"):
            topic(food, name)
        topic(ResourceFactory(cohort=cohort, title="Film", added_at=NOW - timedelta(days=2)), "food")

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("kitchen", ["Talk", "Map"]),
            ("KITCHEN table", ["Talk"]),
            ("kitchen place matters", ["Talk", "Map"]),
            ("cooks", ["Reading"]),
            ("food", ["Reading", "Film"]),
            ("AÑO", ["Talk"]),
            ("salud PÚBLICA", ["Reading"]),
            ("salud publica", ["Reading"]),
            ("ano kítchén", ["Talk"]),
            ("kitchen nowhere", []),
            ("%", []),
            ("_", []),
        ],
    )
    def test_each_of_the_words_somewhere(self, viewer, cohort, words, found):
        assert titles(cohort, viewer, words=words) == found

    def test_by_kind_and_topic(self, viewer, cohort):
        assert titles(cohort, viewer, kind="material") == ["Map"]
        assert titles(cohort, viewer, kind="recording", words="map") == []
        assert titles(cohort, viewer, topic="food") == ["Reading", "Film"]
        assert titles(cohort, viewer, topic="food", words="cooks") == ["Reading"]
        assert titles(cohort, viewer, topic="food", kind="material") == []
        assert titles(cohort, viewer, topic="unheard") == []
        assert library(cohort, viewer, Search(), 1).topics == [("food", "food"), ("salud publica", "Salud Pública")]


def test_a_page_at_a_time(viewer, cohort):
    for number in range(2 * PAGE + 1):
        ResourceFactory(cohort=cohort, title=f"{number:02}", added_at=NOW)
    pages = [titles(cohort, viewer, page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [PAGE, PAGE, 1]
    assert [title for page in pages for title in page] == [f"{number:02}" for number in reversed(range(2 * PAGE + 1))]
    assert titles(cohort, viewer, page=99) == pages[2]
    assert titles(cohort, viewer, page=0) == pages[0]
    last = library(cohort, viewer, Search(), 3)
    assert (last.first, last.last, last.found, last.pages) == (41, 41, 41, 3)


@pytest.mark.parametrize("number", [1, 200])
def test_it_costs_the_same_whatever_is_in_it(viewer, cohort, live_session, number, django_assert_num_queries):
    recording = RecordingFactory.build(live_session=None)
    Recording.objects.bulk_create(
        Recording(
            live_session=live_session, title=f"{n}", url=f"https://a.example.org/{n}", missing_reason="x",
            published_at=NOW, added_at=NOW, transcript=recording.transcript,
        )
        for n in range(number)
    )  # fmt: skip
    for made in (MaterialFactory, MaterialFactory):
        made(live_session=live_session, added_at=NOW + timedelta(days=1))
    topic(ResourceFactory(cohort=cohort, added_at=NOW + timedelta(days=1)), "Food")
    with django_assert_num_queries(7):
        found = library(cohort, viewer, Search(), 1)
        for row in found.rows:
            assert row.is_resource or row.item.get_absolute_url()
            assert not row.is_resource or [str(topic) for topic in row.item.topics.all()] == ["Food"]
    assert found.found == number + 3
