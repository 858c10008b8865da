from __future__ import annotations

import pytest
from django.urls import reverse

from cohorts.enums import EnrollmentStatus, Role
from discussions.enums import BoardKind
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory
from tests.factories.discussions import BoardFactory

INSIDE = ["participant", "team_lead", "facilitator", "coach", "coordinator", "observer", "site_admin"]
OUTSIDE = ["outsider", "neighbor", "invited", "withdrawn"]


def people(cohort):
    return reverse("cohorts:people", args=[cohort.slug])


def teams(cohort):
    return reverse("cohorts:team_list", args=[cohort.slug])


def team_page(team):
    return reverse("cohorts:team_detail", args=[team.cohort.slug, team.slug])


@pytest.mark.parametrize("role", INSIDE)
def test_those_inside_see_people_and_teams(client, cast, role):
    client.force_login(cast[role])
    assert [client.get(url).status_code for url in (people(cast.cohort), teams(cast.cohort), team_page(cast.team))] == [
        200, 200, 200,
    ]  # fmt: skip


@pytest.mark.parametrize("role", OUTSIDE)
def test_for_those_outside_there_is_nothing(client, cast, role):
    client.force_login(cast[role])
    assert [client.get(url).status_code for url in (people(cast.cohort), teams(cast.cohort), team_page(cast.team))] == [
        404, 404, 404,
    ]  # fmt: skip


def test_people_stand_by_organization_and_holders_first(client, cast):
    alone = EnrollmentFactory(cohort=cast.cohort, person=UserFactory(name="Zoe Alone"))
    other = EnrollmentFactory(
        cohort=cast.cohort,
        person=UserFactory(name="Bo Lee", pronouns="he/him", title="Community health worker"),
        organization=OrganizationFactory(name="aardvark clinic"),
    )
    client.force_login(cast["participant"])
    answer = client.get(people(cast.cohort))
    directory = answer.context["directory"]
    assert [row.role for row in directory.holders] == [Role.FACILITATOR, Role.COORDINATOR, Role.COACH]
    assert [
        (str(group.organization), [row.person.name for row in group.enrollments]) for group in directory.organizations
    ] == [
        ("aardvark clinic", ["Bo Lee"]),
        (cast.team.organization.name, ["Observer", "Participant", "Team Lead"]),
        ("None", ["Zoe Alone"]),
    ]
    assert directory.people == 8
    text = answer.content.decode()
    assert [word for word in ("he/him", "Community health worker", alone.person.name) if word not in text] == []
    # Addresses are for those who manage people.
    assert other.person.email not in text


def test_the_invited_the_withdrawn_and_the_neighbors_are_not_in_it(client, cast):
    client.force_login(cast["participant"])
    text = client.get(people(cast.cohort)).content.decode()
    assert [
        name for name in ("Invited", "Withdrawn", "Neighbor", "Outsider") if f"<strong>{name}</strong>" in text
    ] == []


@pytest.mark.parametrize("more", [0, 2])
def test_people_take_the_same_queries_for_any_number(client, cast, more, django_assert_num_queries):
    for _ in range(more):
        organization = OrganizationFactory()
        EnrollmentFactory(
            cohort=cast.cohort,
            organization=organization,
            team=TeamFactory(cohort=cast.cohort, organization=organization),
        )
    client.force_login(cast["participant"])
    client.get(people(cast.cohort))
    # Session, person, cohort, the people, the viewer's enrollments.
    with django_assert_num_queries(5):
        client.get(people(cast.cohort))


@pytest.mark.parametrize("more", [0, 2])
def test_teams_take_the_same_queries_for_any_number(client, cast, more, django_assert_num_queries):
    for _ in range(more):
        TeamFactory(cohort=cast.cohort, coach=UserFactory())
    client.force_login(cast["participant"])
    client.get(teams(cast.cohort))
    with django_assert_num_queries(5):
        client.get(teams(cast.cohort))


@pytest.mark.parametrize("more", [0, 2])
def test_a_team_takes_the_same_queries_for_any_number(client, cast, more, django_assert_num_queries):
    for _ in range(more):
        EnrollmentFactory(cohort=cast.cohort, organization=cast.team.organization, team=cast.team)
    client.force_login(cast["participant"])
    client.get(team_page(cast.team))
    # The same, with the team, its board, the phases and the sessions that are over.
    with django_assert_num_queries(9):
        client.get(team_page(cast.team))


def test_a_team_shows_those_who_are_in_its_leads_first(client, cast):
    EnrollmentFactory(cohort=cast.cohort, team=cast.team, status=EnrollmentStatus.INVITED)
    EnrollmentFactory(cohort=cast.cohort, team=cast.team, status=EnrollmentStatus.WITHDRAWN)
    client.force_login(cast["observer"])
    answer = client.get(team_page(cast.team))
    assert [row.person for row in answer.context["members"]] == [cast["team_lead"], cast["participant"]]


def test_only_its_own_cohorts_teams_are_found(client, cast):
    neighbor = TeamFactory(cohort=cast.neighbor_cohort, name="canary-neighbor-team")
    client.force_login(cast["participant"])
    assert b"canary-neighbor-team" not in client.get(teams(cast.cohort)).content
    assert client.get(reverse("cohorts:team_detail", args=[cast.cohort.slug, neighbor.slug])).status_code == 404


@pytest.mark.parametrize(
    ("staff_see", "sentence"),
    [
        (True, "is read by its own people, its coach, and this cohort’s facilitators and coordinators."),
        (False, "This cohort’s facilitators and coordinators do not see it."),
    ],
)
def test_who_reads_the_teams_board_is_said(client, cast, staff_see, sentence):
    cast.cohort.staff_see_team_boards = staff_see
    cast.cohort.save()
    board = BoardFactory(cohort=cast.cohort, team=cast.team, kind=BoardKind.TEAM)
    seen = {}
    for role in ("participant", "coach", "facilitator", "observer"):
        client.force_login(cast[role])
        text = client.get(team_page(cast.team)).content.decode()
        assert sentence in text
        seen[role] = board.get_absolute_url() in text
    assert seen == {"participant": True, "coach": False, "facilitator": staff_see, "observer": False}


@pytest.mark.django_db
def test_empty_lists_say_what_will_be_there(client):
    enrollment = EnrollmentFactory(cohort=CohortFactory(), role=Role.COORDINATOR)
    client.force_login(enrollment.person)
    text = client.get(people(enrollment.cohort)).content.decode()
    assert "Participants will stand here" in text
    assert reverse("cohorts:person_invite", args=[enrollment.cohort.slug]) in text
    assert "Teams will stand here" in client.get(teams(enrollment.cohort)).content.decode()


def test_names_are_text(client, cast):
    hostile = "<script>hostile()</script>"
    for thing, name in ((cast["participant"], "name"), (cast.team, "name"), (cast.team.organization, "name")):
        setattr(thing, name, hostile)
        thing.save()
    client.force_login(cast["observer"])
    for url in (people(cast.cohort), teams(cast.cohort), team_page(cast.team)):
        text = client.get(url).content.decode()
        assert hostile not in text
        assert "&lt;script&gt;hostile()" in text
