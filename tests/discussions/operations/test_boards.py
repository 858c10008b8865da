from __future__ import annotations

from datetime import UTC, datetime

import pytest

from discussions.enums import BoardKind
from discussions.models import Board
from discussions.operations.boards import UnableToOpenBoard, open_board
from tests.factories.cohorts import CohortFactory, TeamFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def opened(cohort, **changes) -> Board:
    facts = {"kind": BoardKind.COHORT, "slug": "everybody", "name": "Everybody", "by": None, "now": NOW}
    return open_board(cohort=cohort, **(facts | changes))


def test_a_board_is_opened_once():
    cohort = CohortFactory()
    board = opened(cohort, description="For everything.")
    assert (board.kind, board.slug, board.name, board.description) == (
        BoardKind.COHORT,
        "everybody",
        "Everybody",
        "For everything.",
    )
    assert board.created_at == NOW
    assert opened(cohort, description="For everything.") == board
    assert Board.objects.count() == 1
    assert [kept.history_change_reason for kept in board.history.all()] == ["opened"]


def test_name_and_description_are_brought_up_to_date(cast):
    board = opened(cast.cohort, description="For everything.")
    renamed = opened(cast.cohort, name="All of us", by=cast["facilitator"])
    assert (renamed.pk, renamed.name, renamed.description) == (board.pk, "All of us", "For everything.")
    assert renamed.history.first().history_user == cast["facilitator"]


def test_each_cohort_has_its_own():
    assert opened(CohortFactory()) != opened(CohortFactory())


def test_a_team_has_one_board_at_whatever_address():
    team = TeamFactory()
    board = opened(team.cohort, kind=BoardKind.TEAM, team=team, slug="team")
    assert opened(team.cohort, kind=BoardKind.TEAM, team=team, slug="other") == board


def test_an_address_is_not_shared_by_two_kinds():
    team = TeamFactory()
    opened(team.cohort)
    for facts in ({"kind": BoardKind.SESSION}, {"kind": BoardKind.TEAM, "team": team}):
        with pytest.raises(UnableToOpenBoard, match="everybody"):
            opened(team.cohort, **facts)
    assert Board.objects.count() == 1
