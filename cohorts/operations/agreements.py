"""Accepting a cohort's agreements, by those who are in and haven't, or not these."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.agreement_queries import words_token
from cohorts.enums import EnrollmentStatus
from cohorts.models import Cohort, Enrollment
from common.errors import DomainError
from common.history import sign_change


class NobodyToAccept(DomainError):
    """They are in no such cohort, or not any more: the agreements are for those who take part."""

    def __str__(self) -> str:
        return _("The agreements are accepted by those who take part in this cohort now.")


class AgreementsHaveChanged(DomainError):
    """Other words stand there than the person has read."""

    def __str__(self) -> str:
        return _("The agreements were changed in the meantime. Please read them once more.")


@transaction.atomic
def accept_agreements(*, cohort: Cohort, by: User, read: str, now: datetime) -> Enrollment:
    """The person accepts the agreements whose words they have `read` (their token); twice is once. The history keeps it.

    Raises `NobodyToAccept`, `AgreementsHaveChanged`.
    """
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort")
    enrollment = rows.filter(cohort=cohort, person=by, status=EnrollmentStatus.ACTIVE).first()
    if enrollment is None:
        raise NobodyToAccept
    agreements = enrollment.cohort.agreements
    if read != words_token(agreements):
        raise AgreementsHaveChanged
    if enrollment.agreed_to != agreements:
        enrollment.agreed_to, enrollment.agreed_at = agreements, now
        sign_change(enrollment, by=by, reason="Accepted the agreements")
        enrollment.save(update_fields=["agreed_to", "agreed_at"])
    return enrollment
