"""Two coordinators with a file each, at the same moment. Each test has a twin without the lock, which must go wrong."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Barrier

import pytest

from accounts.models import User
from cohorts.enums import RosterOutcome
from cohorts.models import Cohort, Enrollment, Organization, Team
from cohorts.operations import roster_writing
from cohorts.operations.enrollment import enroll
from cohorts.operations.roster_plan import plan_roster
from cohorts.operations.rosters import import_roster
from tests.at_once import at_once
from tests.cohorts.operations.rosters import roster
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OrganizationFactory, TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FIVE = "email,organization,type,team\n" + "".join(f"p{n}@example.org,Riverbend,CHC,East\n" for n in range(5))


@pytest.fixture(autouse=True)
def slowly(monkeypatch):
    """Whoever holds the lock lingers, so that the other does come meanwhile."""
    real = roster_writing.make_people

    def make_people(**facts):
        time.sleep(0.2)
        return real(**facts)

    monkeypatch.setattr(roster_writing, "make_people", make_people)


def importer(text, cohort):
    read = roster(text)
    return lambda: import_roster(roster=read, cohort=cohort, by=None, now=NOW)


def test_the_same_file_twice_is_once():
    cohort = CohortFactory()
    plans = at_once(importer(FIVE, cohort), importer(FIVE, cohort))
    assert sorted(str(plan.totals[0][0]) for plan in plans) == ["new", "unchanged"]
    assert [model.objects.count() for model in (User, Organization, Team, Enrollment)] == [5, 1, 1, 5]


def test_the_last_place_on_a_team_is_given_once():
    riverbend = OrganizationFactory(name="Riverbend")
    team = TeamFactory(cohort=CohortFactory(team_size_max=2), organization=riverbend, name="East")
    EnrollmentFactory(cohort=team.cohort, team=team, organization=riverbend)
    text = "email,organization,team\n{}@example.org,Riverbend,East"
    plans = at_once(*(importer(text.format(name), team.cohort) for name in ("alex", "robin")))
    assert sorted(plan.is_sound for plan in plans) == [False, True]
    refused = next(plan for plan in plans if not plan.is_sound)
    assert refused.entries[0].wrong == [("team", "“East” would have 3 people; a team of this cohort has at most 2.")]
    assert Enrollment.objects.filter(team=team).count() == 2


def test_the_last_place_would_be_given_twice_without_the_lock():
    riverbend = OrganizationFactory(name="Riverbend")
    team = TeamFactory(cohort=CohortFactory(team_size_max=2), organization=riverbend, name="East")
    EnrollmentFactory(cohort=team.cohort, team=team, organization=riverbend)
    between = Barrier(2, timeout=20)

    def careless(name):
        plan = plan_roster(roster(f"email,organization,team\n{name}@example.org,Riverbend,East"), cohort=team.cohort)
        between.wait()
        if plan.is_sound:
            roster_writing.carry_out(plan.entries, by=None, now=NOW, reason="Import")

    at_once(lambda: careless("alex"), lambda: careless("robin"))
    assert Enrollment.objects.filter(team=team).count() == 3


def test_the_same_people_into_two_cohorts_are_one_person_each():
    cohorts = [CohortFactory(), CohortFactory()]
    acts = [importer(FIVE, cohort) for cohort in cohorts]
    acts.append(lambda: enroll(cohort=CohortFactory(), email="P3@example.org", by=None, now=NOW))
    answers = at_once(*acts)
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    assert [plan.totals for plan in answers[:2]] == [[(RosterOutcome.NEW, 5)]] * 2
    assert [model.objects.count() for model in (User, Organization, Team)] == [5, 1, 2]
    assert [Enrollment.objects.filter(cohort=cohort).count() for cohort in Cohort.objects.order_by("pk")] == [5, 5, 1]
