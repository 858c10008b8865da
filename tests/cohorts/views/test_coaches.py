"""The coordinators' desk for coaches."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from cohorts.models import Enrollment
from cohorts.operations.coaching import name_coach
from discussions.models import Board
from tests.discussions.pages import parsed, text_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import TeamFactory
from tests.factories.discussions import ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast) -> str:
    return reverse("cohorts:coaches", args=[cast.cohort.slug])


@pytest.fixture
def coordinator(client, cast):
    client.force_login(cast["coordinator"])
    return client


def field(cast) -> str:
    return f"team-{cast.team.pk}"


def test_a_coach_is_named_and_taken_away(cast, page, coordinator):
    coach = cast.enrollment("coach")
    shown = coordinator.get(page).content.decode()
    assert (cast.team.name in shown, f'<option value="{coach.pk}">Coach</option>' in shown) == (True, True)
    assert "Saved." in text_of(parsed(coordinator.post(page, {field(cast): coach.pk}, follow=True)))
    cast.team.refresh_from_db()
    assert cast.team.coach == cast["coach"]
    answer = coordinator.post(page, {field(cast): ""}, follow=True)
    cast.team.refresh_from_db()
    assert cast.team.coach is None
    assert f"Coach with {cast.team.name}" in text_of(parsed(answer))


def test_who_is_no_coach_here_is_not_taken(cast, page, coordinator):
    answer = coordinator.post(page, {field(cast): cast.enrollment("facilitator").pk})
    assert list(answer.context["form"].errors) == [field(cast)]
    cast.team.refresh_from_db()
    assert cast.team.coach is None


def test_somebody_named_before_who_is_no_coach_now_may_stay(cast, page, coordinator):
    cast.team.coach = UserFactory(name="Old Friend")
    cast.team.save()
    assert "Old Friend (not a coach here now)" in coordinator.get(page).content.decode()
    coordinator.post(page, {field(cast): "stays"})
    cast.team.refresh_from_db()
    assert cast.team.coach.name == "Old Friend"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_teams(cast, page, coordinator, django_assert_num_queries, rows):
    TeamFactory.create_batch(rows, cohort=cast.cohort)
    coordinator.get(page)
    with django_assert_num_queries(7):
        coordinator.get(page)


def test_the_board_is_found_by_the_two_and_by_nobody_who_runs_the_cohort(client, cast):
    now = datetime.now(UTC)
    name_coach(team=cast.team, coach=cast.enrollment("coach"), by=cast["coordinator"], now=now)
    board = Board.objects.get(kind="coaching")
    thread = ThreadFactory(board=board, title="canary of two", body="x", last_post_at=now)
    team, boards = cast.team.get_absolute_url(), reverse("discussions:board_list", args=[cast.cohort.slug])
    for role, sees in {
        "participant": True, "team_lead": True, "coach": True, "facilitator": False, "coordinator": False,
    }.items():  # fmt: skip
        client.force_login(cast[role])
        pages = [client.get(address).content.decode() for address in (team, boards)]
        assert (role, [board.get_absolute_url() in page for page in pages]) == (role, [sees, sees])
        assert client.get(board.get_absolute_url()).status_code == (200 if sees else 404)
        found = client.get(reverse("search"), {"q": "canary"}).content.decode()
        assert (thread.get_absolute_url() in found) is sees
    Enrollment.objects.filter(person=cast["coach"]).update(status="withdrawn")
    client.force_login(cast["coach"])
    assert client.get(board.get_absolute_url()).status_code == 404
