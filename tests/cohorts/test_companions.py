from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cohorts import companions
from cohorts.companions import open_companions, open_companions_of_many
from cohorts.models import Team
from cohorts.operations.teams import change_team, open_team
from discussions.enums import BoardKind
from discussions.models import Board
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import AffinityGroupFactory, CohortFactory, OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_a_team_comes_with_its_board_which_takes_its_name():
    by = UserFactory()
    facts = {"cohort": CohortFactory(), "organization": OrganizationFactory(), "by": by, "now": NOW}
    team = open_team(name="River East", **facts)
    open_team(name="River East", **facts)
    board = Board.objects.get()
    assert (board.kind, board.team, board.slug, board.name) == (BoardKind.TEAM, team, "team-river-east", "River East")
    change_team(team=team, name="River West", coach=None, by=by, now=NOW)
    board.refresh_from_db()
    assert (board.slug, board.name) == ("team-river-east", "River West")


def test_a_group_comes_with_its_board():
    group = AffinityGroupFactory(slug="doulas", name="Doulas")
    for _again in range(2):
        open_companions(group, by=None, now=NOW)
    board = Board.objects.get()
    assert (board.kind, board.group, board.slug, board.name) == (BoardKind.GROUP, group, "group-doulas", "Doulas")


@pytest.mark.parametrize("number", [1, 3])
def test_many_teams_come_with_their_boards_at_once(number, django_assert_num_queries):
    cohort, by = CohortFactory(), UserFactory()
    teams = [TeamFactory(cohort=cohort, slug=f"t{n}", name=f"Team {n}") for n in range(number)]
    with django_assert_num_queries(6):
        open_companions_of_many(teams, by=by, now=NOW)
    open_companions_of_many(teams, by=by, now=NOW)
    boards = Board.objects.order_by("slug")
    assert [(board.team, board.slug, board.name, board.kind, board.created_at) for board in boards] == [
        (team, f"team-{team.slug}", team.name, BoardKind.TEAM, NOW) for team in teams
    ]
    assert {(kept.history_user, kept.history_change_reason) for kept in Board.history.all()} == {(by, "opened")}
    assert Board.history.count() == number


def test_what_is_opened_one_by_one_is_opened_for_each_of_many(monkeypatch):
    opened = []

    def open_one(team, by, now):
        opened.append(team)

    monkeypatch.setitem(companions._openers, Team, [open_one])
    teams = [TeamFactory(), TeamFactory()]
    open_companions_of_many(teams, by=None, now=NOW)
    open_companions_of_many([], by=None, now=NOW)
    assert opened == teams
