"""Invitations and the forming of teams under Notifications, as they stand when they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as mailboxes

from cohorts.enums import EnrollmentStatus, Role
from cohorts.formation_notices import APPROVED, LINK, QUESTION, tell_coordinators, tell_leader
from cohorts.models import Enrollment, Invitation, TeamFormation
from cohorts.operations.enrollment import withdraw
from cohorts.operations.invitations import invite
from cohorts.operations.teams import note_formed
from notifications.delivery import deliver_mail
from notifications.models import Notice
from notifications.queries import choices_of, shown_to
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    EnrollmentFactory,
    OrganizationFactory,
    TeamFactory,
    TeamFormationFactory,
)
from tests.factories.notifications import PreferenceFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def shown(person, now=NOW):
    found = shown_to(person, list(Notice.objects.filter(person=person).order_by("pk")), now)
    return [(said.line, said.url) for said in found.values()]


class TestInvitations:
    @pytest.fixture
    def enrollment(self):
        return EnrollmentFactory(
            cohort__title="Forum 2026", status=EnrollmentStatus.INVITED, person__last_login=NOW - timedelta(days=9)
        )

    def test_whoever_is_here_already_finds_it_as_long_as_it_opens(self, enrollment):
        invitation = invite(enrollment=enrollment, by=None, now=NOW)
        line = ("You are invited to Forum 2026", f"/invitations/{invitation.token}/")
        (found,) = shown(enrollment.person)
        assert (found[0], invitation.token in found[1]) == (line[0], True)
        assert shown(UserFactory()) == []
        assert shown(enrollment.person, invitation.expires_at) == []
        Invitation.objects.update(accepted_at=NOW)
        assert shown(enrollment.person) == []

    def test_a_newcomer_has_the_mail_alone(self):
        newcomer = EnrollmentFactory(status=EnrollmentStatus.INVITED, person__last_login=None)
        invite(enrollment=newcomer, by=None, now=NOW)
        assert not Notice.objects.exists()

    def test_one_mail_goes_out_and_there_is_nothing_to_choose(self, enrollment):
        invite(enrollment=enrollment, by=None, now=NOW)
        deliver_mail(clock=lambda: NOW)
        assert [mail.to for mail in mailboxes.outbox] == [[enrollment.person.email]]
        EnrollmentFactory(person=enrollment.person, role=Role.COORDINATOR)
        assert "cohorts.invited" not in {choice.matter.name for choice in choices_of(enrollment.person)}


class TestTeamFormation:
    @pytest.fixture
    def formation(self):
        return TeamFormationFactory(
            cohort=CohortFactory(title="SNI 2026", time_zone="America/New_York"),
            organization=OrganizationFactory(name="Condor Valley"),
            leader_email="ana@example.org", opened_at=NOW, due_at=NOW + timedelta(days=14),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("kind", "status", "line"),
        [
            (LINK, "open", "The team form of Condor Valley is open until Sep 15, 8:00 am Eastern"),
            (QUESTION, "sent_back",
             "The team form of Condor Valley came back with a question; it is open until Sep 15, 8:00 am Eastern"),
            (APPROVED, "approved", "The team of Condor Valley is approved"),
        ],
    )  # fmt: skip
    def test_a_leader_with_an_account_finds_how_it_stands(self, formation, kind, status, line):
        ana = UserFactory(email="ana@example.org", time_zone="America/New_York")
        tell_leader(kind, formation, NOW)
        TeamFormation.objects.update(status=status)
        ((said, url),) = shown(ana)
        assert (said, formation.token in url) == (line, True)
        TeamFormation.objects.update(leader_email="ben@example.org")
        assert shown(ana) == []

    def test_coordinators_find_a_form_that_waits_until_it_is_answered(self, formation):
        connie = EnrollmentFactory(cohort=formation.cohort, role=Role.COORDINATOR).person
        EnrollmentFactory(cohort=formation.cohort, role=Role.FACILITATOR)
        TeamFormation.objects.update(status="handed_in")
        tell_coordinators(formation, NOW)
        url = f"/cohorts/{formation.cohort.slug}/manage/formation/{formation.pk}/"
        assert shown(connie) == [("The team of Condor Valley is waiting for you", url)]
        assert Notice.objects.get().person == connie
        Enrollment.objects.filter(person=connie).update(status=EnrollmentStatus.WITHDRAWN)
        assert shown(connie) == []

    def test_a_mail_about_it_is_theirs_to_choose(self, formation):
        connie = EnrollmentFactory(cohort=formation.cohort, role=Role.COORDINATOR).person
        PreferenceFactory(person=connie, matter="cohorts.formation", place=str(formation.cohort.pk), channel="portal")
        TeamFormation.objects.update(status="handed_in")
        tell_coordinators(formation, NOW)
        deliver_mail(clock=lambda: NOW)
        assert mailboxes.outbox == []
        assert len(shown(connie)) == 1

    def test_a_team_that_loses_its_third_member_is_told_as_long_as_it_lacks_one(self, formation):
        cohort = formation.cohort
        cohort.team_size_min = 3
        cohort.save()
        connie = EnrollmentFactory(cohort=cohort, role=Role.COORDINATOR).person
        team = TeamFactory(cohort=cohort, name="Condor", formed_at=NOW)
        rows = EnrollmentFactory.create_batch(3, cohort=cohort, team=team)
        withdraw(enrollment=rows[0], by=connie, reason="Has moved away.", now=NOW)
        assert shown(connie) == [("“Condor” has too few people now", f"/cohorts/{cohort.slug}/manage/people/")]
        EnrollmentFactory(cohort=cohort, team=team)
        note_formed(team=team, by=None, now=NOW)
        assert shown(connie) == []

    @pytest.mark.parametrize(
        ("role", "is_theirs"), [(Role.COORDINATOR, True), (Role.TEAM_LEAD, True), (Role.PARTICIPANT, False)]
    )
    def test_who_chooses(self, role, is_theirs):
        person = EnrollmentFactory(role=role).person
        assert ("cohorts.formation" in {choice.matter.name for choice in choices_of(person)}) is is_theirs
