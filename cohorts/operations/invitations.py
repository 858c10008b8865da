"""Invitations: a one-time link by mail that lets a person in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.operations.people import choose_password, confirm_address, describe
from cohorts.cohort_matters import INVITED
from cohorts.enums import EnrollmentStatus
from cohorts.models import Cohort, Enrollment, Invitation
from cohorts.notices import INVITATION
from cohorts.operations.directory import list_in_directory
from cohorts.operations.enrollment import AccountIsClosed, CohortIsOver, activate
from cohorts.places import place_of
from common.errors import DomainError
from notifications.operations.notices import tell
from notifications.operations.outbox import post_mail

# Asked again within this time, the link sent a moment ago is the answer: a double click sends one mail.
JUST_SENT = timedelta(minutes=10)
# Nobody gets more invitations than this in a day, whoever sends them and to whichever cohort.
MOST_A_DAY = 5


class NotWaitingForAnInvitation(DomainError):
    """The person is in already, or has left."""

    def __str__(self) -> str:
        return _("This person has no invitation to accept: they are in already, or have left the cohort.")


class TooManyInvitations(DomainError):
    """The person's mailbox has had enough for a day."""

    def __str__(self) -> str:
        return _("This person was sent %(count)d invitations in the last 24 hours. Try again tomorrow.") % {
            "count": MOST_A_DAY
        }


class InvitationIsSpent(DomainError):
    """The link was used, revoked or is too old, or what it led to is closed."""

    def __str__(self) -> str:
        return _("This link does not open an invitation.")


class InvitationForSomebodyElse(DomainError):
    """The link was sent to another person, or their account is opened by signing in, not by the link."""

    def __str__(self) -> str:
        return _("This invitation was sent to somebody else.")


@dataclass(frozen=True)
class Newcomer:
    """What somebody new says of themselves; without a password they sign in by code. The password has been checked."""

    name: str
    pronouns: str
    time_zone: str
    language: str
    password: str = ""


@transaction.atomic
def invite(*, enrollment: Enrollment, by: User | None, now: datetime) -> Invitation:
    """A new one-time link, mailed to the person; an older one stops working. Asked twice in a row, it is sent once.

    Raises `NotWaitingForAnInvitation`, `AccountIsClosed`, `CohortIsOver`, `TooManyInvitations`.
    """
    enrollment = _lock(enrollment)
    if enrollment.status != EnrollmentStatus.INVITED:
        raise NotWaitingForAnInvitation
    if not enrollment.person.is_active:
        raise AccountIsClosed
    if not enrollment.cohort.is_open:
        raise CohortIsOver
    open_ones = Invitation.objects.open().filter(enrollment=enrollment)
    recent = open_ones.filter(created_at__gt=now - JUST_SENT, expires_at__gt=now).order_by("-created_at").first()
    if recent is not None:
        return recent
    sent = Invitation.objects.filter(enrollment__person=enrollment.person, created_at__gt=now - timedelta(days=1))
    if sent.count() >= MOST_A_DAY:
        raise TooManyInvitations
    open_ones.update(revoked_at=now)
    invitation = Invitation.objects.create(
        enrollment=enrollment,
        invited_by=by,
        created_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    post_mail(
        kind=INVITATION,
        recipient=enrollment.person,
        params={"invitation": invitation.pk},
        dedupe_key=f"{INVITATION}:{invitation.pk}",
        expires_at=invitation.expires_at,
        now=now,
    )
    if enrollment.person.last_login is not None:
        # Whoever is here already finds it under Notifications, too.
        tell(
            matter=INVITED,
            place=place_of(enrollment.cohort),
            key=f"invitation:{invitation.pk}",
            params={"invitation": invitation.pk},
            people=[enrollment.person_id],
            by_mail=False,
            now=now,
        )
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User | None, now: datetime) -> None:
    """The link stops working. Twice is once; one already accepted stays accepted."""
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=now)


def needs_sign_in(*, invitation: Invitation) -> bool:
    """Whether the invited person has an account of their own already, which the link alone doesn't open.

    It does so only for somebody who has never been here: no password, no sign-in, in no cohort, no administrator.
    """
    person = invitation.enrollment.person
    return bool(
        person.has_usable_password()
        or person.last_login
        or person.is_staff
        or person.is_superuser
        or person.enrollments.filter(activated_at__isnull=False).exists()
    )


@transaction.atomic
def accept(
    *, invitation: Invitation, by: User, newcomer: Newcomer | None = None, in_directory: bool = False, now: datetime
) -> Enrollment:
    """The invited person comes in, once: of two that come at the same time, one does. `in_directory`: peers find them there.

    `by` is who holds the link: the person signed in, or, with `newcomer`, the invited person who has never been here.
    Whoever came by the link reads the mail of the address, so it counts as theirs.
    Raises `InvitationIsSpent` and `InvitationForSomebodyElse`.
    """
    # The cohort first, as everywhere where its people change: two acts on one person never wait for each other crosswise.
    Cohort.objects.select_for_update().get(pk=invitation.enrollment.cohort_id)
    enrollment = _lock(invitation.enrollment)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.enrollment = enrollment
    if not invitation.opens(now):
        raise InvitationIsSpent
    if by.pk != enrollment.person_id:
        raise InvitationForSomebodyElse
    person = enrollment.person
    if newcomer is not None:
        if needs_sign_in(invitation=invitation):
            raise InvitationForSomebodyElse
        describe(
            person=person,
            name=newcomer.name,
            pronouns=newcomer.pronouns,
            time_zone=newcomer.time_zone,
            language=newcomer.language,
            by=person,
        )
        if newcomer.password:
            choose_password(person=person, password=newcomer.password, by=person)
        confirm_address(person=person)
    if enrollment.cohort.agreements:
        # As they stand now; saved with a line of history when the person comes in.
        agreed = {"agreed_to": enrollment.cohort.agreements, "agreed_at": now}
        Enrollment.objects.filter(pk=enrollment.pk).update(**agreed)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    reason = "Accepted the invitation and the agreements" if enrollment.cohort.agreements else "Accepted the invitation"
    enrollment = activate(enrollment=enrollment, by=person, reason=reason, now=now)
    return list_in_directory(enrollment=enrollment, is_listed=in_directory, by=person, now=now)


def _lock(enrollment: Enrollment) -> Enrollment:
    """The enrollment as it is now; who else would invite or accept waits."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person", "cohort__program")
    return rows.get(pk=enrollment.pk)
