"""Naming a team's coach: the team, its pairs and their boards say the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.merging import Merger
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import CoachingPair, Cohort, Enrollment
from cohorts.operations.coaching import UnableToNameCoach, name_coach
from cohorts.operations.merging import hand_over_cohorts
from cohorts.operations.teams import change_team, open_team
from discussions.models import Board
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CoachingPairFactory, EnrollmentFactory, OrganizationFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


@pytest.fixture
def other(cast) -> Enrollment:
    return EnrollmentFactory(cohort=cast.cohort, role=Role.COACH)


def named(cast, coach, now=NOW):
    name_coach(team=cast.team, coach=coach, by=cast["coordinator"], now=now)
    cast.team.refresh_from_db()
    return cast.team


def pairs():
    return list(CoachingPair.objects.order_by("pk").values_list("coach", "began_at", "ended_at"))


def test_a_coach_is_named_and_named_again_nothing_changes(cast):
    for _ in range(2):
        team = named(cast, cast.enrollment("coach"))
    assert team.coach == cast["coach"]
    assert pairs() == [(cast["coach"].pk, NOW, None)]
    assert team.history.first().history_change_reason == "Coach named"
    line = CoachingPair.objects.get().history.get()
    assert (line.history_change_reason, line.history_user) == ("Begun", cast["coordinator"])
    board = Board.objects.get(kind="coaching")
    assert (board.pair, board.name, board.cohort) == (
        CoachingPair.objects.get(), f"{team.name}, Coach", cast.cohort,
    )  # fmt: skip


def test_another_coach_has_a_board_of_their_own_and_the_first_reads_theirs_no_more(cast, other):
    named(cast, cast.enrollment("coach"))
    before = Board.objects.get(kind="coaching")
    assert Board.objects.visible_to(cast["coach"]).filter(pk=before.pk).exists()
    named(cast, other, LATER)
    assert pairs() == [(cast["coach"].pk, NOW, LATER), (other.person_id, LATER, None)]
    after = Board.objects.get(kind="coaching", pair__coach=other.person)
    assert not Board.objects.visible_to(cast["coach"]).filter(kind="coaching").exists()
    assert list(Board.objects.visible_to(other.person).filter(kind="coaching")) == [after]
    assert set(Board.objects.visible_to(cast["participant"]).filter(kind="coaching")) == {before, after}


def test_without_a_coach_and_named_anew_it_is_the_same_board(cast):
    named(cast, cast.enrollment("coach"))
    board = Board.objects.get(kind="coaching")
    assert named(cast, None, LATER).coach is None
    assert not Board.objects.visible_to(cast["coach"]).filter(kind="coaching").exists()
    named(cast, cast.enrollment("coach"), LATER)
    assert Board.objects.get(kind="coaching") == board
    assert pairs() == [(cast["coach"].pk, LATER, None)]
    reasons = CoachingPair.objects.get().history.values_list("history_change_reason", flat=True)
    assert list(reasons) == ["Begun anew", "Ended", "Begun"]


@pytest.mark.parametrize("role", ["participant", "facilitator", "observer"])
def test_only_a_coach_of_the_cohort_is_named(cast, role):
    with pytest.raises(UnableToNameCoach):
        named(cast, cast.enrollment(role))
    with pytest.raises(UnableToNameCoach):
        named(cast, EnrollmentFactory(role=Role.COACH))
    with pytest.raises(UnableToNameCoach):
        named(cast, EnrollmentFactory(cohort=cast.cohort, role=Role.COACH, status=EnrollmentStatus.WITHDRAWN))
    assert CoachingPair.objects.count() == 0


def test_in_a_completed_cohort_nobody_is_named(cast):
    Cohort.objects.filter(pk=cast.cohort.pk).update(status="completed")
    with pytest.raises(UnableToNameCoach):
        named(cast, cast.enrollment("coach"))


def test_the_administration_names_one_too(cast):
    coach = UserFactory()
    team = open_team(
        cohort=cast.cohort, organization=OrganizationFactory(), name="East", coach=coach, by=cast["site_admin"], now=NOW
    )
    assert pairs() == [(coach.pk, NOW, None)]
    change_team(team=team, name="West", coach=coach, by=cast["site_admin"], now=LATER)
    assert Board.objects.get(kind="coaching").name.startswith("West, ")
    change_team(team=team, name="West", coach=None, by=cast["site_admin"], now=LATER)
    assert pairs() == [(coach.pk, NOW, LATER)]


def test_accounts_that_become_one_accompany_the_team_once(cast):
    kept, merged = UserFactory(), UserFactory()
    CoachingPairFactory(team=cast.team, coach=kept, began_at=NOW, ended_at=LATER)
    CoachingPairFactory(team=cast.team, coach=merged, began_at=LATER)
    elsewhere = CoachingPairFactory(coach=merged, began_at=NOW)
    hand_over_cohorts(Merger(kept=kept, merged=merged, by=None, reason="the same", now=LATER))
    rows = CoachingPair.objects.order_by("pk").values_list("coach", "ended_at")
    assert list(rows) == [(kept.pk, None), (merged.pk, LATER), (kept.pk, None)]
    assert elsewhere.history.first().history_change_reason == "the same"
