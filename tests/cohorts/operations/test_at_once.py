"""Two people, or two clicks, at the same moment. Each test has a twin without the lock, which must go wrong."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Barrier

import pytest

from accounts.models import User
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Invitation, Team
from cohorts.operations import enrollment as enrolling
from cohorts.operations import invitations
from cohorts.operations.desk import place_person, withdraw_person
from cohorts.operations.enrollment import HAS_A_PLACE, TeamIsFull, enroll
from cohorts.operations.invitations import InvitationIsSpent, Newcomer, accept, invite
from tests.at_once import at_once
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def slowly(monkeypatch):
    """Whoever holds the lock lingers, so that the other does come meanwhile."""
    activate, save = invitations.activate, enrolling._save

    def slow_activate(**facts):
        time.sleep(0.1)
        return activate(**facts)

    def slow_save(*args, **facts):
        time.sleep(0.1)
        return save(*args, **facts)

    monkeypatch.setattr(invitations, "activate", slow_activate)
    monkeypatch.setattr(enrolling, "_save", slow_save)


class TestTheSameLink:
    @pytest.fixture
    def invitation(self):
        enrollment = enroll(cohort=CohortFactory(), email="alex@example.org", by=None, now=NOW)
        return invite(enrollment=enrollment, by=None, now=NOW)

    def holder(self, invitation, name):
        own = Invitation.objects.select_related("enrollment__person").get(pk=invitation.pk)
        newcomer = Newcomer(name=name, pronouns="", time_zone="America/Denver", language="en")
        return lambda: accept(invitation=own, by=own.enrollment.person, newcomer=newcomer, now=NOW)

    def test_opens_once(self, invitation):
        answers = at_once(self.holder(invitation, "Alex"), self.holder(invitation, "Mallory"))
        winners = [answer for answer in answers if isinstance(answer, Enrollment)]
        assert len(winners) == 1
        assert [type(answer) for answer in answers if answer not in winners] == [InvitationIsSpent]
        assert User.objects.get().name == winners[0].person.name
        assert Enrollment.objects.get().history.filter(status=EnrollmentStatus.ACTIVE).count() == 1

    def test_would_open_twice_without_the_lock(self, invitation):
        between = Barrier(2, timeout=20)

        def careless():
            own = Invitation.objects.select_related("enrollment__person", "enrollment__cohort").get(pk=invitation.pk)
            opens = own.opens(NOW)
            between.wait()
            if opens:
                Invitation.objects.filter(pk=own.pk).update(accepted_at=NOW)
            return opens

        assert at_once(careless, careless) == [True, True]


class TestTheLastPlaceOnATeam:
    @pytest.fixture
    def team(self):
        team = TeamFactory(cohort=CohortFactory(team_size_max=2))
        EnrollmentFactory(cohort=team.cohort, team=team)
        return team

    def test_is_given_once(self, team):
        def taker(email):
            cohort, own = Cohort.objects.get(), Team.objects.get()
            return lambda: enroll(cohort=cohort, email=email, team=own, by=None, now=NOW)

        answers = at_once(taker("alex@example.org"), taker("robin@example.org"))
        assert sorted(type(answer).__name__ for answer in answers) == ["Enrollment", "TeamIsFull"]
        assert Enrollment.objects.filter(team=team).count() == 2
        assert next(answer for answer in answers if isinstance(answer, TeamIsFull)).size == 2

    def test_would_be_given_twice_without_the_lock(self, team):
        between = Barrier(2, timeout=20)
        people = [EnrollmentFactory(cohort=team.cohort).pk for _ in range(2)]

        def careless(pk):
            free = Enrollment.objects.filter(team=team, status__in=HAS_A_PLACE).count() < 2
            between.wait()
            if free:
                Enrollment.objects.filter(pk=pk).update(team=team)

        at_once(*(lambda pk=pk: careless(pk) for pk in people))
        assert Enrollment.objects.filter(team=team).count() == 3


def test_the_same_person_enrolled_by_two_is_one_person_enrolled_once():
    cohorts = [CohortFactory(), CohortFactory()]
    answers = at_once(
        *(
            lambda cohort=cohort, email=email: enroll(cohort=cohort, email=email, by=None, now=NOW)
            for cohort in cohorts
            for email in ("alex@example.org", "ALEX@example.org")
        )
    )
    assert all(isinstance(answer, Enrollment) for answer in answers), answers
    assert User.objects.count() == 1
    assert sorted(Enrollment.objects.values_list("cohort_id", flat=True)) == [cohort.pk for cohort in cohorts]


class TestTwoCoordinators:
    @pytest.fixture
    def coordinators(self):
        first = EnrollmentFactory(role=Role.COORDINATOR)
        return first, EnrollmentFactory(cohort=first.cohort, role=Role.COORDINATOR)

    def test_who_withdraw_each_other_leave_one(self, coordinators):
        one, other = coordinators
        answers = at_once(
            lambda: withdraw_person(enrollment=other, by=one.person, reason="Left", now=NOW),
            lambda: withdraw_person(enrollment=one, by=other.person, reason="Left", now=NOW),
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Enrollment", "NoLongerCoordinates"]
        assert Enrollment.objects.active().count() == 1

    def test_who_make_participants_of_each_other_leave_one(self, coordinators):
        one, other = coordinators
        facts = {"role": Role.PARTICIPANT, "team": None, "now": NOW}
        answers = at_once(
            lambda: place_person(enrollment=other, by=one.person, **facts),
            lambda: place_person(enrollment=one, by=other.person, **facts),
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Enrollment", "NoLongerCoordinates"]
        assert Enrollment.objects.filter(role=Role.COORDINATOR).count() == 1

    def test_without_asking_again_none_is_left(self, coordinators, monkeypatch):
        monkeypatch.setattr("cohorts.operations.desk._check_still_coordinates", lambda cohort, by: None)
        one, other = coordinators
        at_once(
            lambda: withdraw_person(enrollment=other, by=one.person, reason="Left", now=NOW),
            lambda: withdraw_person(enrollment=one, by=other.person, reason="Left", now=NOW),
        )
        assert Enrollment.objects.active().count() == 0
