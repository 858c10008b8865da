from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts.models import Team
from cohorts.operations.teams import UnableToChangeTeam, UnableToOpenTeam, change_team, open_team
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, OrganizationFactory, TeamFactory

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def cohort(db):
    return CohortFactory()


@pytest.fixture
def by(db):
    return UserFactory(name="Coordinator")


def test_a_team_is_opened_once_and_the_history_says_by_whom(cohort, by):
    organization = OrganizationFactory()
    team = open_team(cohort=cohort, organization=organization, name="  River  East ", by=by, now=NOW)
    again = open_team(cohort=cohort, organization=organization, name="river east", by=by, now=NOW)
    assert again == team
    assert (team.name, team.slug) == ("River East", "river-east")
    assert [(h.history_user, h.history_change_reason) for h in team.history.all()] == [(by, "Opened")]


def test_another_organization_needs_another_name(cohort, by):
    TeamFactory(cohort=cohort, name="East", organization=OrganizationFactory(name="Riverbend"))
    with pytest.raises(UnableToOpenTeam) as refusal:
        open_team(cohort=cohort, organization=OrganizationFactory(), name="EAST", by=by, now=NOW)
    assert str(refusal.value) == "“East” is a team of Riverbend already. Give this team another name."
    assert Team.objects.count() == 1


def test_another_cohort_has_teams_of_its_own(cohort, by):
    theirs = TeamFactory(name="East", slug="east")
    mine = open_team(cohort=cohort, organization=theirs.organization, name="East", by=by, now=NOW)
    assert mine != theirs
    assert mine.slug == "east"


@pytest.mark.parametrize(("name", "slug"), [("East!", "east-2"), ("???", "team"), ("x" * 160, "x" * 80)])
def test_addresses_are_free_and_never_empty(cohort, by, name, slug):
    TeamFactory(cohort=cohort, name="East", slug="east")
    assert open_team(cohort=cohort, organization=OrganizationFactory(), name=name, by=by, now=NOW).slug == slug


def test_a_renamed_team_keeps_its_address(cohort, by):
    team = TeamFactory(cohort=cohort, name="East", slug="east")
    coach = UserFactory()
    change_team(team=team, name="River East", coach=coach, by=by, now=NOW)
    change_team(team=team, name="River East", coach=coach, by=by, now=NOW)
    team.refresh_from_db()
    assert (team.name, team.slug, team.coach) == ("River East", "east", coach)
    assert [h.history_change_reason for h in team.history.all()] == ["Changed", None]


def test_a_name_is_one_teams(cohort, by):
    TeamFactory(cohort=cohort, name="West")
    team = TeamFactory(cohort=cohort, name="East")
    with pytest.raises(UnableToChangeTeam) as refusal:
        change_team(team=team, name="west", coach=None, by=by, now=NOW)
    assert str(refusal.value) == "The cohort has another team called “west”."
