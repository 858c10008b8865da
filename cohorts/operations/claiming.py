"""An invitation sent to one address of a person, accepted with the account they have under another one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Invitation
from cohorts.operations.invitations import InvitationForSomebodyElse, InvitationIsSpent, needs_sign_in
from common.errors import DomainError
from common.history import sign_change


class HasBeenThere(DomainError):
    """The account that would come in has an enrollment in the cohort already."""

    def __str__(self) -> str:
        return _("This account has a place in that community already.")


def may_be_claimed(*, invitation: Invitation, by: User) -> bool:
    """Whether another account may take the invitation: nobody has used the invited one, and `by` has no place there yet.

    Whoever holds the link reads the mail of the invited address; they could come in with that account too.
    """
    enrollment = invitation.enrollment
    return not needs_sign_in(invitation=invitation) and not by.enrollments.filter(cohort=enrollment.cohort_id).exists()


@transaction.atomic
def claim(*, invitation: Invitation, by: User, now: datetime) -> Enrollment:
    """The invited place, role and team are `by`'s, who has still to accept; no second account is made. Twice is once.

    Raises `InvitationIsSpent`, `InvitationForSomebodyElse` where the invited account is in use, `HasBeenThere`.
    """
    Cohort.objects.select_for_update().get(pk=invitation.enrollment.cohort_id)
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person", "cohort")
    enrollment = rows.get(pk=invitation.enrollment_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation.enrollment = enrollment
    if not invitation.opens(now):
        raise InvitationIsSpent
    if enrollment.person_id == by.pk:
        return enrollment
    if needs_sign_in(invitation=invitation):
        raise InvitationForSomebodyElse
    if not may_be_claimed(invitation=invitation, by=by):
        raise HasBeenThere
    invited, enrollment.person = enrollment.person, by
    sign_change(enrollment, by=by, reason=f"Invited as {invited.email}, comes in with this account")
    enrollment.save()
    return enrollment
