"""Two leaders, two coordinators, two clocks at the same moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cohorts.models import Invitation, Team, TeamFormation
from cohorts.operations.formation import approve
from cohorts.operations.formation_answers import Answers, ChangedMeanwhile, answers_of, hand_in, save_draft
from cohorts.operations.formation_reminders import remind_unfinished
from notifications.models import OutboxMail
from tests.at_once import at_once
from tests.cohorts.operations.test_formation_answers import ANA, FOUR
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, TeamFormationFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def formation():
    cohort = CohortFactory(team_size_min=3, team_size_max=5)
    return TeamFormationFactory(cohort=cohort, opened_at=NOW - timedelta(days=9), due_at=NOW + timedelta(days=1))


def test_two_leaders_save_at_once_and_one_is_told_of_the_other(formation):
    texts = [Answers((replace(ANA, availability=day),)) for day in ("Mondays", "Fridays")]
    answers = at_once(
        *(lambda text=text: save_draft(formation=formation, answers=text, version=0, now=NOW) for text in texts)
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["ChangedMeanwhile", "TeamFormation"]
    [refused] = [answer for answer in answers if isinstance(answer, ChangedMeanwhile)]
    kept = answers_of(TeamFormation.objects.get())
    assert refused.answers == kept
    assert kept in texts


def test_the_same_form_sent_twice_at_once_is_handed_in_once(formation):
    answers = at_once(*[lambda: hand_in(formation=formation, answers=FOUR, version=0, now=NOW)] * 2)
    assert [type(answer) for answer in answers] == [TeamFormation] * 2
    assert formation.history.filter(history_change_reason="Handed in").count() == 1


def test_two_coordinators_approve_at_once_and_there_is_one_team(formation):
    hand_in(formation=formation, answers=FOUR, version=0, now=NOW)
    people = [UserFactory(), UserFactory()]
    answers = at_once(
        *(
            lambda by=by, name=name: approve(formation=formation, team_name=name, by=by, now=NOW)
            for by, name in zip(people, ("Condor", "Kestrel"), strict=True)
        )
    )
    assert [type(answer) for answer in answers] == [TeamFormation] * 2
    assert (Team.objects.count(), Invitation.objects.count()) == (1, 4)
    assert OutboxMail.objects.filter(kind="cohorts.formation_approved").count() == 1


def test_two_clocks_remind_once(formation):
    assert sorted(at_once(*[lambda: remind_unfinished(now=NOW)] * 2)) == [0, 1]
    assert OutboxMail.objects.count() == 1
