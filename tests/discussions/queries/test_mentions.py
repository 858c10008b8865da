"""Who can be mentioned: those who read the board and are known there. Nothing tells whose a pseudonym is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from discussions.enums import BoardKind, ThreadKind
from discussions.queries.mentions import OFFERED, mentions_in, offered
from tests.cast import ROLES
from tests.discussions.test_rules import board_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, GroupMembershipFactory, OrganizationFactory, PseudonymFactory
from tests.factories.discussions import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def names(board, viewer, typed=""):
    return [offer.name for offer in offered(typed, board=board, viewer=viewer, now=NOW)]


@pytest.fixture
def board(cast):
    Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=True)
    return BoardFactory(cohort=cast.cohort)


def person(cast, name, **facts):
    facts = {"in_directory": True, "organization": None, "team": None, "cohort": cast.cohort} | facts
    return EnrollmentFactory(person=UserFactory(name=name), **facts).person


def test_everybody_who_reads_the_cohorts_board_and_nobody_else(cast, board):
    assert names(board, cast["participant"]) == ["Coach", "Coordinator", "Facilitator", "Team Lead"]
    assert names(board, cast["coach"]) == ["Coordinator", "Facilitator", "Participant", "Team Lead"]
    Enrollment.objects.filter(person=cast["team_lead"]).update(status=EnrollmentStatus.WITHDRAWN)
    User.objects.filter(pk=cast["coordinator"].pk).update(is_active=False)
    assert names(board, cast["participant"]) == ["Coach", "Facilitator"]


@pytest.mark.parametrize("kind", BoardKind)
def test_on_every_board_they_are_those_who_read_it(cast, kind):
    board = board_of(cast, kind)
    for staff_see in (False, True):
        cast.cohort.staff_see_team_boards = board.cohort.staff_see_team_boards = staff_see
        cast.cohort.save()
        Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=True)
        seeing = {role for role in ROLES[1:] if type(board).objects.visible_to(cast[role]).filter(pk=board.pk).exists()}
        told = set(names(type(board).objects.get(pk=board.pk), cast["site_admin"]))
        assert told == {cast[role].name for role in seeing - {"site_admin"}}


def test_who_keeps_out_of_sight_is_not_brought_to_light(
    cast,
    board,
):
    hidden = person(cast, "Zora Hidden", in_directory=False)
    viewer = cast["participant"]
    assert names(board, viewer, "zora") == []
    assert mentions_in("@Zora Hidden", board=board, viewer=viewer, now=NOW).names._meant == {}
    # Behind the gate of a prompt nobody knows that they have spoken.
    cast.cohort.answer_first = True
    cast.cohort.save()
    prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT, opens_at=NOW - timedelta(days=1))
    PostFactory(thread=prompt, author=hidden)
    assert names(board, viewer, "zora") == []
    PostFactory(thread=prompt, author=viewer)
    assert names(board, viewer, "zora") == ["Zora Hidden"]
    assert names(board, cast["facilitator"], "zora") == ["Zora Hidden"]


def test_a_topic_shows_its_author_and_a_team_its_people(cast, board):
    hidden = person(cast, "Zora Hidden", in_directory=False)
    topic = ThreadFactory(board=board, author=hidden)
    assert names(board, cast["participant"], "zora") == ["Zora Hidden"]
    topic.delete()
    assert names(board, cast["participant"], "zora") == []
    Enrollment.objects.filter(person=hidden).update(team=cast.team)
    assert names(board, cast["participant"], "zora") == ["Zora Hidden"]
    assert names(board_of(cast, BoardKind.TEAM), cast["participant"], "zora") == ["Zora Hidden"]


def test_in_a_group_its_people_know_each_other(cast):
    board = board_of(cast, BoardKind.GROUP)
    hidden = person(cast, "Zora Hidden", in_directory=False)
    person(cast, "Zora Elsewhere")
    GroupMembershipFactory(group=board.group, person=hidden)
    assert names(board, cast["participant"], "zora") == ["Zora Hidden"]


def test_names_are_found_by_the_beginnings_of_their_words_without_accents(cast, board):
    person(cast, "José Núñez")
    person(cast, "Anna-Lena Jokinen")
    viewer = cast["participant"]
    assert names(board, viewer, "jo") == ["Anna-Lena Jokinen", "José Núñez"]
    assert names(board, viewer, "nun jo") == ["José Núñez"]
    assert names(board, viewer, "lena.") == ["Anna-Lena Jokinen"]
    assert names(board, viewer, "ose") == []
    for address in ("participant@example.org", "example", "@"):
        assert "@" not in "".join(names(board, viewer, address))


def test_who_has_no_name_yet_is_not_called_by_their_address(cast, board):
    EnrollmentFactory(cohort=cast.cohort, in_directory=True, person=UserFactory(name="", email="secret@example.org"))
    assert "secret" not in names(board, cast["participant"])
    assert mentions_in("@secret", board=board, viewer=cast["participant"], now=NOW).names._meant == {}


def test_two_of_one_name_are_offered_with_where_they_are_from(cast, board):
    for place in ("Harbor Health", "Bay Clinic"):
        person(cast, "Rosa Delgado", organization=OrganizationFactory(name=place))
    rows = offered("rosa", board=board, viewer=cast["participant"], now=NOW)
    assert [(row.written, row.name, row.about) for row in rows] == [
        ("@Rosa Delgado (Bay Clinic)", "Rosa Delgado", "Bay Clinic"),
        ("@Rosa Delgado (Harbor Health)", "Rosa Delgado", "Harbor Health"),
    ]


class TestWithoutAName:
    @pytest.fixture
    def cedar(self, cast):
        rosa = person(cast, "Rosa Delgado")
        return PseudonymFactory(cohort=cast.cohort, person=rosa, name="Cedar", speaks_as="community")

    def test_a_pseudonym_is_offered_where_it_has_spoken_and_as_it_stands_there(self, cast, board, cedar):
        viewer = cast["participant"]
        assert names(board, viewer, "ced") == []
        post = PostFactory(thread__board=board, author=cedar.person, pseudonym=cedar)
        rows = offered("ced", board=board, viewer=viewer, now=NOW)
        assert [(row.written, row.name, row.about) for row in rows] == [("@Cedar", "Cedar, community member", "")]
        assert names(BoardFactory(cohort=cast.cohort, kind=BoardKind.SESSION), viewer, "ced") == [rows[0].name]
        for kind in (BoardKind.TEAM, BoardKind.GROUP, BoardKind.FACILITATORS):
            assert names(board_of(cast, kind), cast["site_admin"], "ced") == []
        post.deleted_at = NOW
        post.save()
        assert names(board, viewer, "ced") == []

    def test_nothing_of_the_name_changes_with_it(self, cast, board, cedar):
        """Who were missing, or came and went with it, would be known."""
        viewer = cast["participant"]
        assert names(board, viewer, "rosa") == ["Rosa Delgado"]
        PostFactory(thread__board=board, author=cedar.person, pseudonym=cedar)
        assert names(board, viewer, "rosa") == ["Rosa Delgado"]
        assert names(board, viewer, "cedar rosa") == []
        # Nor is it missing for its own, who may have somebody looking on.
        assert names(board, cedar.person, "ced") == ["Cedar, community member"]
        Enrollment.objects.filter(person=cedar.person).update(status=EnrollmentStatus.WITHDRAWN)
        assert names(board, viewer, "rosa") == []
        assert names(board, viewer, "ced") == ["Cedar, community member"]

    def test_who_is_out_of_sight_stays_so_when_they_speak_without_a_name(self, cast, board, cedar):
        Enrollment.objects.filter(person=cedar.person).update(in_directory=False)
        PostFactory(thread__board=board, author=cedar.person, pseudonym=cedar)
        assert names(board, cast["participant"], "rosa") == []

    def test_behind_the_gate_nobody_knows_that_it_has_spoken(self, cast, board, cedar):
        cast.cohort.answer_first = True
        cast.cohort.save()
        prompt = ThreadFactory(board=board, kind=ThreadKind.PROMPT, opens_at=NOW - timedelta(days=1))
        PostFactory(thread=prompt, author=cedar.person, pseudonym=cedar)
        assert names(board, cast["participant"], "ced") == []
        assert names(board, cast["facilitator"], "ced") == ["Cedar, community member"]

    def test_another_cohorts_is_somebody_elses(self, cast, board, cedar):
        there = BoardFactory(cohort=cast.neighbor_cohort)
        PostFactory(thread__board=there, author=cedar.person, pseudonym=cedar)
        assert names(board, cast["participant"], "ced") == []
        assert names(there, cast["neighbor"], "ced") == []


@pytest.mark.parametrize("people", [1, 3])
def test_it_is_two_queries_for_any_number(cast, board, django_assert_num_queries, people):
    for number in range(people):
        person(cast, f"Zora {number}")
    with django_assert_num_queries(2):
        assert len(names(board, cast["participant"], "zora")) == people
    with django_assert_num_queries(2):
        mentions_in("@Zora 0 and @Zora 1, @Mei", board=board, viewer=cast["participant"], now=NOW)
    with django_assert_num_queries(0):
        assert mentions_in("a@b.org @ nobody", board=board, viewer=cast["participant"], now=NOW) is None
    for number in range(people, OFFERED + 3):
        person(cast, f"Zora {number}")
    assert len(names(board, cast["participant"], "zora")) == OFFERED


def test_a_coach_and_a_team_know_who_is_in_their_room(cast):
    board = board_of(cast, BoardKind.COACHING)
    Enrollment.objects.filter(cohort=cast.cohort).update(in_directory=False)
    Enrollment.objects.filter(person=cast["coach"]).update(role="participant")
    assert names(board, cast["participant"]) == ["Coach", "Team Lead"]
