from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts.addresses import UnreadableAddress
from accounts.models import User
from cohorts.enums import CohortStatus, EnrollmentStatus, Role
from cohorts.models import Enrollment, Invitation
from cohorts.operations import enrollment as enrolling
from cohorts.operations.enrollment import activate, change_role, enroll, move_team, withdraw
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    EnrollmentFactory,
    InvitationFactory,
    OrganizationFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 9, 2, 12, tzinfo=UTC)


@pytest.fixture
def by():
    return UserFactory(name="Coordinator")


@pytest.fixture
def cohort():
    return CohortFactory(team_size_max=2)


def changes_of(enrollment):
    return [(row.history_user, row.history_change_reason) for row in enrollment.history.order_by("pk")]


class TestEnroll:
    def test_a_new_person_is_invited(self, cohort, by):
        enrollment = enroll(cohort=cohort, email="Alex@Example.org", name="Alex", by=by, now=NOW)
        assert enrollment.person.email == "alex@example.org"
        assert (enrollment.role, enrollment.status) == (Role.PARTICIPANT, EnrollmentStatus.INVITED)
        assert changes_of(enrollment) == [(by, "Enrolled")]

    def test_twice_is_once_whatever_the_case(self, cohort, by):
        first = enroll(cohort=cohort, email="alex@example.org", by=by, now=NOW)
        second = enroll(cohort=cohort, email="ALEX@example.org", role=Role.COACH, by=by, now=LATER)
        assert second == first
        assert second.role == Role.PARTICIPANT
        assert changes_of(first) == [(by, "Enrolled")]

    @pytest.mark.parametrize("status", [EnrollmentStatus.ACTIVE, EnrollmentStatus.COMPLETED])
    def test_who_is_in_stays_as_they_are(self, cohort, by, status):
        inside = EnrollmentFactory(cohort=cohort, status=status)
        assert enroll(cohort=cohort, email=inside.person.email, by=by, now=NOW).status == status

    def test_a_second_cohort_takes_the_same_account(self, cohort, by):
        there = EnrollmentFactory()
        here = enroll(cohort=cohort, email=there.person.email, by=by, now=NOW)
        assert here.person == there.person
        assert Enrollment.objects.count() == 2

    def test_who_withdrew_is_invited_anew(self, cohort, by):
        gone = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.WITHDRAWN, activated_at=NOW, ended_at=NOW)
        again = enroll(cohort=cohort, email=gone.person.email, role=Role.COACH, by=by, now=LATER)
        assert again == gone
        assert (again.status, again.role, again.activated_at, again.ended_at) == ("invited", "coach", None, None)
        assert changes_of(again)[-1] == (by, "Enrolled again")

    def test_a_team_brings_its_organization(self, cohort, by):
        team = TeamFactory(cohort=cohort)
        enrollment = enroll(cohort=cohort, email="alex@example.org", team=team, by=by, now=NOW)
        assert (enrollment.team, enrollment.organization) == (team, team.organization)

    def test_the_invited_count_and_the_withdrawn_do_not(self, cohort, by):
        team = TeamFactory(cohort=cohort)
        EnrollmentFactory(cohort=cohort, team=team, status=EnrollmentStatus.INVITED)
        EnrollmentFactory(cohort=cohort, team=team, status=EnrollmentStatus.WITHDRAWN)
        EnrollmentFactory(team=TeamFactory(cohort=cohort), cohort=cohort)
        enroll(cohort=cohort, email="second@example.org", team=team, by=by, now=NOW)
        with pytest.raises(enrolling.TeamIsFull) as refusal:
            enroll(cohort=cohort, email="third@example.org", team=team, by=by, now=NOW)
        assert str(refusal.value) == (
            f"{team.name} is full: teams of this cohort have at most 2 people, counting those invited."
        )
        assert not User.objects.filter(email="third@example.org").exists()

    def test_a_team_of_another_cohort_is_refused(self, cohort, by):
        team = TeamFactory(cohort=CohortFactory(program=cohort.program))
        with pytest.raises(enrolling.TeamOfAnotherCohort):
            enroll(cohort=cohort, email="alex@example.org", team=team, by=by, now=NOW)

    def test_a_team_of_another_organization_is_refused(self, cohort, by):
        team = TeamFactory(cohort=cohort, name="East", organization__name="Riverbend")
        with pytest.raises(enrolling.TeamOfAnotherOrganization) as refusal:
            enroll(
                cohort=cohort,
                email="alex@example.org",
                organization=OrganizationFactory(),
                team=team,
                by=by,
                now=NOW,
            )
        assert str(refusal.value) == "East is a team of Riverbend; choose a team of the person's own organization."

    def test_a_completed_cohort_takes_nobody(self, cohort, by):
        cohort.status = CohortStatus.COMPLETED
        cohort.save()
        with pytest.raises(enrolling.CohortIsOver):
            enroll(cohort=cohort, email="alex@example.org", by=by, now=NOW)

    def test_what_the_cohort_is_now_counts_not_what_the_caller_holds(self, cohort, by):
        stale = type(cohort).objects.get(pk=cohort.pk)
        cohort.status = CohortStatus.COMPLETED
        cohort.save()
        with pytest.raises(enrolling.CohortIsOver):
            enroll(cohort=stale, email="alex@example.org", by=by, now=NOW)

    def test_a_closed_account_comes_into_no_cohort(self, cohort, by):
        UserFactory(email="alex@example.org", is_active=False)
        with pytest.raises(enrolling.AccountIsClosed):
            enroll(cohort=cohort, email="alex@example.org", by=by, now=NOW)

    def test_an_address_that_is_none_is_refused(self, cohort, by):
        with pytest.raises(UnreadableAddress):
            enroll(cohort=cohort, email="alex", by=by, now=NOW)
        assert Enrollment.objects.count() == 0


class TestActivate:
    def test_the_invited_are_in_from_now_on_and_twice_is_once(self, cohort, by):
        enrollment = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.INVITED)
        activate(enrollment=enrollment, by=by, now=NOW)
        again = activate(enrollment=enrollment, by=by, now=LATER)
        assert (again.status, again.activated_at) == (EnrollmentStatus.ACTIVE, NOW)
        assert changes_of(enrollment)[1:] == [(by, "Came in")]

    def test_the_withdrawn_are_not(self, cohort, by):
        enrollment = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.WITHDRAWN)
        with pytest.raises(enrolling.HasWithdrawn):
            activate(enrollment=enrollment, by=by, now=NOW)


class TestWithdraw:
    def test_keeps_the_reason_and_shuts_the_door(self, cohort, by):
        invitation = InvitationFactory(enrollment__cohort=cohort, created_at=NOW)
        gone = withdraw(enrollment=invitation.enrollment, by=by, reason="Changed jobs", now=LATER)
        assert (gone.status, gone.ended_at) == (EnrollmentStatus.WITHDRAWN, LATER)
        assert changes_of(gone)[-1] == (by, "Changed jobs")
        assert Invitation.objects.get().revoked_at == LATER

    def test_twice_is_once(self, cohort, by):
        enrollment = EnrollmentFactory(cohort=cohort)
        withdraw(enrollment=enrollment, by=by, reason="Changed jobs", now=NOW)
        again = withdraw(enrollment=enrollment, by=by, reason="Again", now=LATER)
        assert again.ended_at == NOW
        assert [reason for _, reason in changes_of(enrollment)][1:] == ["Changed jobs"]

    def test_a_place_on_the_team_is_free_again(self, cohort, by):
        team = TeamFactory(cohort=cohort)
        first, _second = EnrollmentFactory.create_batch(2, cohort=cohort, team=team)
        withdraw(enrollment=first, by=by, reason="", now=NOW)
        assert enroll(cohort=cohort, email="new@example.org", team=team, by=by, now=NOW).team == team


class TestChangeRole:
    def test_is_kept_in_the_history(self, cohort, by):
        enrollment = EnrollmentFactory(cohort=cohort)
        change_role(enrollment=enrollment, role=Role.FACILITATOR, by=by, now=NOW)
        change_role(enrollment=enrollment, role=Role.FACILITATOR, by=by, now=NOW)
        assert [(row.role, row.history_user, row.history_change_reason) for row in enrollment.history.order_by("pk")][
            1:
        ] == [("facilitator", by, "Role changed")]

    def test_the_withdrawn_get_none(self, cohort, by):
        enrollment = EnrollmentFactory(cohort=cohort, status=EnrollmentStatus.WITHDRAWN)
        with pytest.raises(enrolling.HasWithdrawn):
            change_role(enrollment=enrollment, role=Role.COORDINATOR, by=by, now=NOW)

    def test_a_role_that_is_none_is_an_error(self, cohort, by):
        with pytest.raises(ValueError, match="emperor"):
            change_role(enrollment=EnrollmentFactory(cohort=cohort), role="emperor", by=by, now=NOW)


class TestMoveTeam:
    def test_into_a_team_and_out_of_it(self, cohort, by):
        team = TeamFactory(cohort=cohort)
        enrollment = EnrollmentFactory(cohort=cohort)
        moved = move_team(enrollment=enrollment, team=team, by=by, now=NOW)
        assert (moved.team, moved.organization) == (team, team.organization)
        left = move_team(enrollment=enrollment, team=None, by=by, now=NOW)
        assert (left.team, left.organization) == (None, team.organization)
        assert [reason for _, reason in changes_of(enrollment)][1:] == ["Changed team", "Left the team"]

    def test_a_full_team_is_refused_but_not_to_its_own_member(self, cohort, by):
        team = TeamFactory(cohort=cohort)
        member, _other = EnrollmentFactory.create_batch(2, cohort=cohort, team=team)
        assert move_team(enrollment=member, team=team, by=by, now=NOW).team == team
        with pytest.raises(enrolling.TeamIsFull):
            move_team(enrollment=EnrollmentFactory(cohort=cohort), team=team, by=by, now=NOW)

    def test_a_team_of_another_cohort_is_refused(self, cohort, by):
        with pytest.raises(enrolling.TeamOfAnotherCohort):
            move_team(
                enrollment=EnrollmentFactory(cohort=cohort),
                team=TeamFactory(cohort=CohortFactory(program=cohort.program)),
                by=by,
                now=NOW,
            )
