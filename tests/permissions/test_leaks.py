"""Canaries: what stands in one cohort is found in no page of those who mustn't see it, whatever the status."""

from __future__ import annotations

import re
from functools import cache

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.permissions.matrix import MATRIX
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

OUTSIDERS = ["anonymous", "outsider", "neighbor", "invited", "withdrawn"]
# Words of posts and of places for a few; an observer reads schedule and materials, not these.
TALK = ["canary-post", "canary-deleted", "canary-topic", "canary-team", "canary-desk", "canary-circle"]
NOT_FOR_PEERS = [
    *("canary-desk", "canary-held-back", "canary-future-prompt", "canary-deleted", "canary-at-zoom"),
    "raw-link-canary",
]
# Who is to be on a team is between its leader and the coordinators.
FOR_COORDINATORS = ["canary-form"]


# What a test looks for in a page: nothing else of it is kept.
TOLD = re.compile(r"[\w-]*canary[\w-]*|need-of-no-use|not ready", re.IGNORECASE)


@cache
def told_to(role):
    """What every page of the portal tells this role, by route: bodies of refusals too. Asked once, of a world of its own."""
    with transaction.atomic():
        world = make_world()
        browser = Client()
        if role != "anonymous":
            browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
        told = {}
        for name, row in MATRIX.items():
            response = browser.get(reverse(name, kwargs=row.kwargs(world)))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            for close in response._resource_closers:  # `response.close()` would take the database along
                close()
            told[name] = " ".join(TOLD.findall(body.decode() + str(response.headers)))
        transaction.set_rollback(True)
    return told


def leaks(role, canaries):
    return [(name, canary) for name, told in told_to(role).items() for canary in canaries if canary in told]


@pytest.fixture
def world():
    return make_world()


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsiders_find_nothing_of_the_cohort(role):
    assert leaks(role, ["canary-"]) == []


def test_observer_finds_no_talk():
    assert leaks("observer", [*TALK, *NOT_FOR_PEERS]) == []


def test_coach_finds_nothing_of_a_team_that_is_not_coached():
    assert leaks("coach", ["canary-team", *NOT_FOR_PEERS]) == []


def test_participant_finds_nothing_of_the_desk():
    assert leaks("participant", NOT_FOR_PEERS) == []


def test_facilitator_finds_nothing_of_a_team_where_the_cohort_says_so():
    assert leaks("facilitator", ["canary-team"]) == []


@pytest.mark.parametrize("role", ["facilitator", "coordinator", "site_admin"])
def test_no_page_has_the_way_into_a_room(role):
    """Zoom's link, or somebody's own: only the redirection of the join address, when the doors are open."""
    found = leaks(role, ["raw-link-canary", "canary-at-zoom"])
    assert found == [("sessions:session_edit", "canary-at-zoom")]


@pytest.mark.parametrize("role", ["participant", "team_lead", "facilitator", "coach", "observer"])
def test_only_coordinators_find_who_is_to_be_on_a_team(role):
    assert leaks(role, FOR_COORDINATORS) == []


def test_canaries_are_there_to_be_found():
    found = {canary for _, canary in leaks("team_lead", ["canary-post", "canary-team", "canary-past-session"])}
    assert found == {"canary-post", "canary-team", "canary-past-session"}
    assert {canary for _, canary in leaks("facilitator", ["canary-desk", "canary-held-back"])} == {
        "canary-desk",
        "canary-held-back",
    }


OF_THE_GROUP = ["canary-circle", "canary-place"]


@pytest.mark.parametrize("role", ["team_lead", "facilitator", "coach", "coordinator", "observer"])
def test_a_groups_board_and_places_are_its_members_alone(role):
    assert leaks(role, OF_THE_GROUP) == []


@pytest.mark.parametrize("role", ["participant", "facilitator", "coach", "observer"])
def test_a_proposal_and_why_somebody_was_taken_out_are_for_coordinators(role):
    assert leaks(role, ["canary-proposal", "canary-removal"]) == []


@pytest.mark.parametrize("role", ["participant", "team_lead", "facilitator", "coach", "observer"])
def test_who_asks_to_join_is_known_to_coordinators_alone(role):
    assert leaks(role, ["canary-request", "canary-asks", "canary-hopes"]) == []


def test_group_canaries_are_there_to_be_found():
    assert {canary for _, canary in leaks("participant", OF_THE_GROUP)} == set(OF_THE_GROUP)
    for_coordinators = ["canary-proposal", "canary-removal", "canary-request", "canary-asks", "canary-hopes"]
    assert {canary for _, canary in leaks("coordinator", for_coordinators)} == set(for_coordinators)
    assert {canary for _, canary in leaks("team_lead", ["canary-proposal"])} == {"canary-proposal"}
    assert {name for name, _ in leaks("coordinator", FOR_COORDINATORS)} == {
        "cohorts:formation_list",
        "cohorts:formation_detail",
    }


# What somebody needs, as they said it; the answer to it and the talk about it.
NEEDS = ["canary-need", "canary-standing"]
TALK_OF_NEEDS = ["canary-answer", "canary-line"]


def test_one_reads_ones_own_need_and_nobody_elses():
    assert {canary for _, canary in leaks("participant", [*NEEDS, *TALK_OF_NEEDS])} == {
        "canary-need",
        "canary-line",
    }
    assert leaks("team_lead", ["canary-need", *TALK_OF_NEEDS]) == []
    assert {name for name, _ in leaks("team_lead", ["canary-standing"])} == {"sessions:standing_needs"}


@pytest.mark.parametrize("role", ["coach", "observer"])
def test_peers_and_coaches_find_no_need(role):
    assert leaks(role, [*NEEDS, *TALK_OF_NEEDS, "need-of-no-use", "not ready", "Not ready"]) == []


@pytest.mark.parametrize("role", ["participant", "team_lead"])
def test_that_a_session_is_not_ready_is_no_news_for_peers(role, world):
    browser = Client()
    browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
    assert "Not ready" not in browser.get(world.coming.get_absolute_url()).content.decode()


def test_facilitators_read_the_need_on_their_sessions_page_and_nobodys_name(world):
    browser = Client()
    browser.force_login(world.cast["facilitator"], backend="accounts.backends.EmailBackend")
    page = browser.get(world.coming.get_absolute_url()).content.decode()
    assert [canary in page for canary in NEEDS] == [True, True]
    named = [world.cast[role].name in page for role in ("participant", "team_lead")]
    assert named == [False, False]


def test_facilitators_find_nothing_else_of_it():
    assert leaks("facilitator", [*TALK_OF_NEEDS, "need-of-no-use"]) == []


def test_coordinators_find_all_of_it_and_nothing_of_those_who_are_out():
    found = {canary for _, canary in leaks("coordinator", [*NEEDS, "canary-line", "need-of-no-use"])}
    assert found == {*NEEDS, "canary-line"}


@pytest.mark.parametrize("role", ["participant", "coach", "observer"])
def test_what_was_flagged_is_known_at_the_desk_alone(role):
    assert leaks(role, ["canary-flag"]) == []
    assert leaks("facilitator", ["canary-flag"]) == [("discussions:flagged", "canary-flag")]


# What is heard of people and said of them at the desk.
OF_ATTENDANCE = ["canary-zoom", "canary-why"]


@pytest.mark.parametrize("role", ["team_lead", "coach", "observer"])
def test_names_reasons_and_apologies_are_the_desks(role):
    assert leaks(role, OF_ATTENDANCE) == []


def test_ones_own_apology_is_ones_own_and_the_desk_finds_all_of_it():
    assert {name for name, _ in leaks("participant", OF_ATTENDANCE)} == {"sessions:apology"}
    canaries = ["canary-zoom-name", "canary-zoom-alias", "canary-zoom-file", "canary-why-corrected", "canary-why-away"]
    assert {canary for _, canary in leaks("facilitator", canaries)} == set(canaries)


# First posts that nobody has released: the author's, and those who keep order.
WAITS = ["canary-waits-post", "canary-waits-topic", "canary-waits-words"]


@pytest.mark.parametrize("role", [*OUTSIDERS, "team_lead", "coach", "observer"])
def test_what_waits_to_be_looked_at_is_read_by_nobody_else(role):
    assert leaks(role, WAITS) == []


def test_what_waits_is_read_by_its_author_and_those_who_keep_order():
    of_author = {(name, canary) for name, canary in leaks("participant", WAITS)}
    assert {name for name, _ in of_author} == {"discussions:thread_detail", "discussions:board_detail"}
    assert {canary for _, canary in of_author} == set(WAITS)
    of_desk = {(name, canary) for name, canary in leaks("facilitator", WAITS)}
    assert {name for name, _ in of_desk} == {
        "discussions:thread_detail",
        "discussions:board_detail",
        "discussions:held_list",
    }
    assert {canary for _, canary in of_desk} == set(WAITS)
