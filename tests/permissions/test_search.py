"""The walls hold in the search: whatever is asked, and however it is narrowed, people find what they may read and nothing else.

Everything of the world carries a word that stands nowhere else, and all begin with the same one: looking for it finds all.
"""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort
from cop_portal.search import Kind
from discussions.models import Post
from tests.cast import ROLES
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory
from tests.permissions.world import make_world

pytestmark = pytest.mark.django_db

FOR_ALL_INSIDE = {
    *("canary-past-session", "canary-coming-session", "canary-recording", "canary-spoken", "canary-material"),
    *("canary-file", "canary-resource", "canary-resource-file"),
}
TALK = {"canary-prompt", "canary-post", "canary-topic"}
OF_THE_TEAM = {"canary-team-board", "canary-team-thread", "canary-team-post"}
OF_THE_COACHING = {"canary-team-and-coach", "canary-team-asks-coach", "canary-team-says-to-coach"}
OF_THE_GROUP = {"canary-circle-board", "canary-circle-thread", "canary-circle-post"}
OF_THE_DESK = {"canary-desk-board", "canary-desk-thread", "canary-desk-post", "canary-future-prompt"}
EXPECTED = {
    **{role: set() for role in ("anonymous", "outsider", "neighbor", "invited", "withdrawn")},
    "observer": FOR_ALL_INSIDE,
    "coach": FOR_ALL_INSIDE | TALK,
    "participant": FOR_ALL_INSIDE | TALK | OF_THE_TEAM | OF_THE_COACHING | OF_THE_GROUP,
    "team_lead": FOR_ALL_INSIDE | TALK | OF_THE_TEAM | OF_THE_COACHING,
    "facilitator": FOR_ALL_INSIDE | TALK | OF_THE_DESK,
    "coordinator": FOR_ALL_INSIDE | TALK | OF_THE_DESK,
    "site_admin": FOR_ALL_INSIDE | TALK | OF_THE_TEAM | OF_THE_COACHING | OF_THE_GROUP | OF_THE_DESK,
}


@pytest.fixture
def world():
    return make_world()


def browser_of(person):
    browser = Client()
    if person is not None:
        browser.force_login(person, backend="accounts.backends.EmailBackend")
    return browser


def shown(browser, **asked):
    """What the page says, its marks taken out of the words."""
    response = browser.get("/search/", asked)
    assert response.status_code in {200, 302}
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?mark>", "", response.content.decode())))


def canaries(browser, **asked):
    """The canaries on the pages of an answer: everywhere, and of every kind."""
    pages = [shown(browser, kind=kind, **asked) for kind in ["", *Kind.values]]
    return {canary for page in pages for canary in re.findall(r"canary-[a-z-]+", page)}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_finds_what_they_may_read_and_nothing_else(role, world):
    browser = browser_of(world.cast.people.get(role))
    assert canaries(browser, q="canary") == EXPECTED[role]


@pytest.mark.parametrize("role", ["outsider", "neighbor", "invited", "withdrawn", "observer"])
def test_no_filter_is_a_way_in(role, world):
    browser, cohort = browser_of(world.cast[role]), world.cast.cohort
    for filters in (
        {"cohort": cohort.slug},
        {"cohort": cohort.slug, "board": "desk-board"},
        {"cohort": cohort.slug, "board": "team-board"},
        {"by": world.cast["participant"].name},
        {"by": "canary-pseudonym"},
        {"since": "2020-01-01"},
    ):
        for words in ({"q": "canary"}, {}):
            assert canaries(browser, **words, **filters) <= EXPECTED[role]


@pytest.mark.parametrize(
    ("role", "board"),
    [
        ("participant", "desk-board"),
        ("coach", "team-board"),
        ("facilitator", "team-board"),
        ("team_lead", "group-board"),
    ],
)
def test_a_board_that_one_does_not_read_is_one_that_does_not_exist(role, board, world):
    browser, cohort = browser_of(world.cast[role]), world.cast.cohort.slug
    refused = shown(browser, q="canary", cohort=cohort, board=board)
    assert "This isn’t in your list." in refused
    assert refused == shown(browser, q="canary", cohort=cohort, board="no-such-board")


def test_a_cohort_of_others_is_one_that_does_not_exist(world):
    browser = browser_of(world.cast["neighbor"])
    refused = shown(browser, q="canary", cohort=world.cast.cohort.slug)
    assert "canary-" not in refused
    assert refused == shown(browser, q="canary", cohort="no-such-cohort")


def test_a_site_administrator_looks_into_one_cohort(world):
    browser = browser_of(world.cast["site_admin"])
    PostFactory(thread__board__cohort=world.cast.neighbor_cohort, body="canary-of-neighbors")
    assert "canary-of-neighbors" in canaries(browser, q="canary")
    assert canaries(browser, q="canary", cohort=world.cast.cohort.slug) == EXPECTED["site_admin"]
    assert canaries(browser, q="canary", cohort=world.cast.neighbor_cohort.slug) == {"canary-of-neighbors"}


def test_who_withdraws_is_out_at_the_next_search(world):
    browser = browser_of(world.cast["participant"])
    assert canaries(browser, q="canary")
    enrollment = world.cast.enrollment("participant")
    enrollment.status = EnrollmentStatus.WITHDRAWN
    enrollment.save()
    assert canaries(browser, q="canary") == set()


def test_what_was_deleted_or_hidden_is_found_by_nobody(world):
    Post.objects.update(deleted_at=world.past.starts_at)
    world.recording.published_at = None
    world.recording.save()
    for role in ("participant", "facilitator", "site_admin"):
        gone = {"canary-post", "canary-team-post", "canary-circle-post", "canary-desk-post", "canary-deleted"}
        gone |= {"canary-recording", "canary-spoken", "canary-held-back", "canary-team-says-to-coach"}
        assert canaries(browser_of(world.cast[role]), q="canary") == EXPECTED[role] - gone


def test_hits_nobody_may_see_are_not_counted(world):
    text = shown(browser_of(world.cast["participant"]), q="canary desk", kind="talk")
    assert "Nothing was found" in text


class TestPeople:
    def test_only_those_are_found_who_want_to_be(self, world):
        hidden, listed = (UserFactory(name=f"Quilla {name}") for name in ("Hidden", "Listed"))
        EnrollmentFactory(cohort=world.cast.cohort, person=hidden, in_directory=False)
        EnrollmentFactory(cohort=world.cast.cohort, person=listed, in_directory=True)
        EnrollmentFactory(cohort=world.cast.neighbor_cohort, person=UserFactory(name="Quilla Next"), in_directory=True)
        gone = UserFactory(name="Quilla Gone")
        EnrollmentFactory(cohort=world.cast.cohort, person=gone, in_directory=True, status=EnrollmentStatus.WITHDRAWN)
        for role in ("participant", "coordinator"):
            page = shown(browser_of(world.cast[role]), q="quilla", kind="people")
            assert set(re.findall(r"Quilla \w+", page)) == {"Quilla Listed"}
        assert "Quilla" not in shown(browser_of(world.cast["withdrawn"]), q="Quilla L").replace("Quilla L", "", 1)

    def test_what_the_directory_does_not_show_finds_nobody(self, world):
        enrollment = world.cast.enrollment("participant")
        enrollment.in_directory, enrollment.level = True, "executive"
        enrollment.save()
        browser = browser_of(world.cast["team_lead"])
        for words in (world.cast["participant"].email, "executive"):
            assert "Nothing was found" in shown(browser, q=words, kind="people")


class TestWithoutAName:
    """Cedar is somebody who also speaks with their name."""

    @pytest.fixture
    def said(self, world):
        cohort = world.cast.cohort
        person = UserFactory(name="Quilla Vance")
        EnrollmentFactory(cohort=cohort, person=person, in_directory=True, role=Role.PARTICIPANT)
        cedar = PseudonymFactory(cohort=cohort, person=person, name="Cedar", speaks_as="community")
        thread = ThreadFactory(
            board=BoardFactory(cohort=cohort), author=person, pseudonym=cedar, title="nameless topic"
        )
        PostFactory(thread=thread, author=person, pseudonym=cedar, body="nameless words")
        PostFactory(thread=thread, author=person, body="named words")
        return person

    @pytest.mark.parametrize("role", ["participant", "facilitator", "coordinator", "site_admin", "the person"])
    def test_the_name_finds_nothing_of_it(self, role, said, world):
        browser = browser_of(said if role == "the person" else world.cast[role])
        for name in ("Quilla Vance", "quilla", "Vance"):
            for asked in (
                {"by": name},
                {"by": name, "q": "words"},
                {"q": name, "kind": "talk"},
                {"q": f"{name} nameless"},
            ):
                page = shown(browser, **asked)
                assert "nameless words" not in page
                assert "Topic" not in page
        assert "named words" in shown(browser, by="Quilla Vance")
        assert "named words" in shown(browser, q="Quilla Vance")

    @pytest.mark.parametrize("role", ["participant", "facilitator", "site_admin"])
    def test_the_pseudonym_finds_it_and_no_name_stands_there(self, role, said, world):
        browser = browser_of(world.cast[role])
        for asked in (
            {"by": "Cedar"},
            {"q": "cedar"},
            {"by": "Cedar, community member"},
            {"by": "cedar", "q": "nameless"},
        ):
            page = shown(browser, **asked)
            assert "nameless words" in page
            assert "nameless topic" in page
            assert "Cedar, community member" in page
            assert "Quilla" not in page
            assert ">named words" not in page

    def test_neither_is_a_way_to_the_other(self, said, world):
        """Both at once find nobody, and what is found by the one says nothing of the other."""
        browser = browser_of(world.cast["site_admin"])
        assert "Nothing was found" in shown(browser, by="Quilla Cedar")
        assert "nameless words" not in shown(browser, by="Quilla", q="nameless")

    def test_in_another_cohort_the_name_is_somebody_elses(self, said, world):
        other = CohortFactory(program=world.cast.cohort.program)
        stranger = EnrollmentFactory(cohort=other).person
        assert "nameless" not in shown(browser_of(stranger), by="Cedar").replace("Cedar", "")
        assert Cohort.objects.visible_to(stranger).count() == 1


class TestSuggestions:
    """What is offered while somebody types has the walls of the search: titles and names, nothing of what was said."""

    @pytest.mark.parametrize("role", ROLES)
    def test_everybody_is_offered_what_they_may_read_and_nothing_else(self, role, world):
        browser = browser_of(world.cast.people.get(role))
        found = set()
        for words in ("canary", *(one.replace("-", " ") for one in sorted(EXPECTED["site_admin"]))):
            response = browser.get("/search/suggestions/", {"q": words})
            if role == "anonymous":
                assert response.status_code == 302
                continue
            found |= set(re.findall(r"canary-[a-z-]+", response.content.decode()))
        titled = {"canary-past-session", "canary-coming-session", "canary-prompt", "canary-topic", "canary-team-thread"}
        titled |= {"canary-team-board", "canary-circle-thread", "canary-circle-board", "canary-desk-thread"}
        titled |= {"canary-desk-board", "canary-future-prompt", "canary-team-and-coach", "canary-team-asks-coach"}
        assert found == EXPECTED[role] & titled

    def test_who_withdraws_is_out_at_the_next_letter(self, world):
        browser = browser_of(world.cast["participant"])
        assert browser.get("/search/suggestions/", {"q": "canary"}).json()["found"]
        enrollment = world.cast.enrollment("participant")
        enrollment.status = EnrollmentStatus.WITHDRAWN
        enrollment.save()
        assert browser.get("/search/suggestions/", {"q": "canary"}).json()["found"] == []

    def test_of_people_only_those_who_want_to_be_found(self, world):
        hidden, listed = (UserFactory(name=f"Quilla {name}") for name in ("Hidden", "Listed"))
        EnrollmentFactory(cohort=world.cast.cohort, person=hidden, in_directory=False)
        EnrollmentFactory(cohort=world.cast.cohort, person=listed, in_directory=True)
        EnrollmentFactory(cohort=world.cast.neighbor_cohort, person=UserFactory(name="Quilla Next"), in_directory=True)
        for role in ("participant", "coordinator"):
            found = browser_of(world.cast[role]).get("/search/suggestions/", {"q": "quil"}).json()["found"]
            assert [row["name"] for row in found] == ["Quilla Listed"]
            assert "@" not in str(found)

    def test_no_pseudonym_and_nobody_behind_it_is_offered(self, world):
        cohort = world.cast.cohort
        person = EnrollmentFactory(cohort=cohort, person=UserFactory(name="Quilla Vance"), in_directory=True).person
        cedar = PseudonymFactory(cohort=cohort, person=person, name="Cedar", speaks_as="community")
        thread = ThreadFactory(
            board=BoardFactory(cohort=cohort), author=person, pseudonym=cedar, title="Nameless topic"
        )
        PostFactory(thread=thread, author=person, pseudonym=cedar, body="cedarwood words")
        for role in ("participant", "facilitator", "site_admin"):
            browser = browser_of(world.cast[role])
            assert browser.get("/search/suggestions/", {"q": "cedar"}).json()["found"] == []
            found = browser.get("/search/suggestions/", {"q": "nameless"}).json()["found"]
            assert [row["name"] for row in found] == ["Nameless topic"]
            assert "Quilla" not in str(found)
            assert "Cedar" not in str(found)
            assert "nameless" not in str(browser.get("/search/suggestions/", {"q": "quilla"}).json()).lower()
