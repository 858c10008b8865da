from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.operations.people import deactivate, person_for_email
from cohorts.enums import CohortStatus, EnrollmentStatus
from cohorts.models import Enrollment, Invitation
from cohorts.operations import invitations
from cohorts.operations.enrollment import AccountIsClosed, CohortIsOver, enroll, withdraw
from cohorts.operations.invitations import Newcomer, accept, invite, needs_sign_in, revoke
from notifications.models import OutboxMail
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ALEX = Newcomer(name="Alex", pronouns="they/them", time_zone="America/Denver", language="es")


@pytest.fixture
def by():
    return UserFactory(name="Coordinator")


@pytest.fixture
def enrollment(by):
    return enroll(cohort=CohortFactory(), email="alex@example.org", by=by, now=NOW)


@pytest.fixture
def invitation(enrollment, by):
    return invite(enrollment=enrollment, by=by, now=NOW)


class TestInvite:
    def test_makes_a_link_that_expires_and_posts_one_mail(self, enrollment, by, settings):
        settings.INVITATION_DAYS = 9
        invitation = invite(enrollment=enrollment, by=by, now=NOW)
        assert (invitation.invited_by, invitation.created_at) == (by, NOW)
        assert invitation.expires_at == NOW + 9 * DAY
        mail = OutboxMail.objects.get()
        assert (mail.kind, mail.recipient, mail.params) == (
            "cohorts.invitation",
            enrollment.person,
            {"invitation": invitation.pk},
        )
        assert (mail.due_at, mail.expires_at) == (NOW, invitation.expires_at)

    def test_the_link_is_random_and_not_in_the_database(self, enrollment, by):
        first = invite(enrollment=enrollment, by=by, now=NOW)
        second = invite(enrollment=enrollment, by=by, now=NOW + DAY)
        assert len(first.nonce) >= 22  # 128 bits, six to a character
        assert first.nonce != second.nonce
        kept = {str(value) for row in Invitation.objects.values() for value in row.values()}
        kept |= {str(value) for row in OutboxMail.objects.values() for value in row.values()}
        assert not any(invitation.token in value for invitation in (first, second) for value in kept)

    def test_asked_twice_in_a_row_it_is_sent_once(self, enrollment, by):
        first = invite(enrollment=enrollment, by=by, now=NOW)
        assert invite(enrollment=enrollment, by=by, now=NOW + timedelta(minutes=9)) == first
        assert OutboxMail.objects.count() == 1

    def test_a_new_link_ends_the_one_before(self, enrollment, by):
        first = invite(enrollment=enrollment, by=by, now=NOW)
        second = invite(enrollment=enrollment, by=by, now=NOW + DAY)
        first.refresh_from_db()
        assert first.revoked_at == NOW + DAY
        assert second.is_usable(NOW + DAY)
        assert OutboxMail.objects.count() == 2

    def test_one_mailbox_gets_so_many_a_day_whoever_sends_them(self, enrollment):
        for number in range(invitations.MOST_A_DAY):
            other = EnrollmentFactory(person=enrollment.person, status=EnrollmentStatus.INVITED)
            invite(enrollment=other, by=UserFactory(), now=NOW + timedelta(hours=number))
        with pytest.raises(invitations.TooManyInvitations):
            invite(enrollment=enrollment, by=UserFactory(), now=NOW + timedelta(hours=20))
        assert OutboxMail.objects.count() == invitations.MOST_A_DAY
        invite(enrollment=enrollment, by=UserFactory(), now=NOW + timedelta(hours=24))
        assert OutboxMail.objects.count() == invitations.MOST_A_DAY + 1

    @pytest.mark.parametrize(
        "status", [EnrollmentStatus.ACTIVE, EnrollmentStatus.COMPLETED, EnrollmentStatus.WITHDRAWN]
    )
    def test_only_those_who_wait_for_one_get_one(self, by, status):
        with pytest.raises(invitations.NotWaitingForAnInvitation):
            invite(enrollment=EnrollmentFactory(status=status), by=by, now=NOW)

    def test_a_closed_account_gets_none(self, enrollment, by):
        deactivate(person=enrollment.person, by=by)
        with pytest.raises(AccountIsClosed):
            invite(enrollment=enrollment, by=by, now=NOW)

    def test_a_completed_cohort_sends_none(self, enrollment, by):
        type(enrollment.cohort).objects.update(status=CohortStatus.COMPLETED)
        with pytest.raises(CohortIsOver):
            invite(enrollment=enrollment, by=by, now=NOW)


class TestNeedsSignIn:
    def test_not_of_somebody_who_has_never_been_here(self, invitation):
        assert not needs_sign_in(invitation=invitation)

    def test_not_of_somebody_with_two_invitations_and_nothing_else(self, invitation):
        EnrollmentFactory(person=invitation.enrollment.person, status=EnrollmentStatus.INVITED)
        assert not needs_sign_in(invitation=invitation)

    @pytest.mark.parametrize(
        "facts", [{"password": "md5$x$y"}, {"last_login": NOW}, {"is_staff": True}, {"is_superuser": True}]
    )
    def test_of_everybody_with_an_account_in_use(self, invitation, facts):
        User.objects.filter(pk=invitation.enrollment.person_id).update(**facts)
        assert needs_sign_in(invitation=Invitation.objects.get())

    def test_of_somebody_who_is_or_was_in_another_cohort(self, invitation):
        EnrollmentFactory(
            person=invitation.enrollment.person, status=EnrollmentStatus.WITHDRAWN, activated_at=NOW, ended_at=NOW
        )
        assert needs_sign_in(invitation=invitation)


class TestAccept:
    def test_somebody_new_is_in_with_what_they_say_of_themselves(self, invitation):
        person = invitation.enrollment.person
        enrollment = accept(invitation=invitation, by=person, newcomer=ALEX, now=NOW + DAY)
        assert (enrollment.status, enrollment.activated_at) == (EnrollmentStatus.ACTIVE, NOW + DAY)
        person.refresh_from_db()
        assert (person.name, person.pronouns, person.time_zone, person.language) == (
            "Alex",
            "they/them",
            "America/Denver",
            "es",
        )
        assert not person.has_usable_password()
        assert EmailAddress.objects.get().verified
        invitation.refresh_from_db()
        assert invitation.accepted_at == NOW + DAY
        last = enrollment.history.latest()
        assert (last.history_user, last.history_change_reason) == (person, "Accepted the invitation")

    def test_the_agreements_are_accepted_with_it(self, invitation):
        type(invitation.enrollment.cohort).objects.update(agreements=["Listen."])
        enrollment = accept(invitation=invitation, by=invitation.enrollment.person, newcomer=ALEX, now=NOW)
        assert enrollment.history.latest().history_change_reason == "Accepted the invitation and the agreements"

    def test_a_password_if_they_want_one(self, invitation):
        newcomer = Newcomer(**vars(ALEX) | {"password": "a long quiet river"})
        enrollment = accept(invitation=invitation, by=invitation.enrollment.person, newcomer=newcomer, now=NOW)
        assert enrollment.person.check_password("a long quiet river")

    def test_once(self, invitation):
        person = invitation.enrollment.person
        stale = Invitation.objects.get()
        accept(invitation=invitation, by=person, newcomer=ALEX, now=NOW)
        other = Newcomer(**vars(ALEX) | {"name": "Somebody", "password": "another quiet river"})
        with pytest.raises(invitations.InvitationIsSpent):
            accept(invitation=stale, by=person, newcomer=other, now=NOW)
        person.refresh_from_db()
        assert person.name == "Alex"
        assert not person.has_usable_password()

    def test_not_after_it_expired(self, invitation):
        with pytest.raises(invitations.InvitationIsSpent):
            accept(invitation=invitation, by=invitation.enrollment.person, newcomer=ALEX, now=invitation.expires_at)
        accept(
            invitation=invitation,
            by=invitation.enrollment.person,
            newcomer=ALEX,
            now=invitation.expires_at - timedelta(microseconds=1),
        )

    def test_not_after_it_was_taken_back(self, invitation, by):
        revoke(invitation=invitation, by=by, now=NOW)
        with pytest.raises(invitations.InvitationIsSpent):
            accept(invitation=invitation, by=invitation.enrollment.person, newcomer=ALEX, now=NOW)

    def test_not_after_the_person_left(self, invitation, by):
        withdraw(enrollment=invitation.enrollment, by=by, reason="", now=NOW)
        with pytest.raises(invitations.InvitationIsSpent):
            accept(invitation=invitation, by=invitation.enrollment.person, newcomer=ALEX, now=NOW)
        assert Enrollment.objects.get().status == EnrollmentStatus.WITHDRAWN

    def test_not_with_a_closed_account(self, invitation, by):
        deactivate(person=invitation.enrollment.person, by=by)
        with pytest.raises(invitations.InvitationIsSpent):
            accept(invitation=invitation, by=invitation.enrollment.person, newcomer=ALEX, now=NOW)

    def test_not_into_a_completed_cohort(self, invitation):
        type(invitation.enrollment.cohort).objects.update(status=CohortStatus.COMPLETED)
        with pytest.raises(invitations.InvitationIsSpent):
            accept(invitation=invitation, by=invitation.enrollment.person, newcomer=ALEX, now=NOW)

    def test_not_by_somebody_else(self, invitation, by):
        with pytest.raises(invitations.InvitationForSomebodyElse):
            accept(invitation=invitation, by=by, now=NOW)
        assert Enrollment.objects.get().status == EnrollmentStatus.INVITED

    def test_the_link_alone_takes_over_no_account_in_use(self, invitation):
        person = invitation.enrollment.person
        person.set_password("mine since long ago")
        person.save()
        with pytest.raises(invitations.InvitationForSomebodyElse):
            accept(invitation=invitation, by=person, newcomer=ALEX, now=NOW)
        person.refresh_from_db()
        assert person.name == ""

    def test_who_is_signed_in_only_says_yes(self, by):
        person = person_for_email(email="robin@example.org", name="Robin", by=by, verified=True)
        person.set_password("mine since long ago")
        person.save()
        enrollment = enroll(cohort=CohortFactory(), email="robin@example.org", by=by, now=NOW)
        invitation = invite(enrollment=enrollment, by=by, now=NOW)
        assert accept(invitation=invitation, by=person, now=NOW).status == EnrollmentStatus.ACTIVE
        person.refresh_from_db()
        assert (person.name, person.has_usable_password()) == ("Robin", True)


def test_taken_back_twice_is_once_and_what_was_accepted_stays_accepted(invitation, by):
    revoke(invitation=invitation, by=by, now=NOW)
    revoke(invitation=invitation, by=by, now=NOW + DAY)
    invitation.refresh_from_db()
    assert invitation.revoked_at == NOW
