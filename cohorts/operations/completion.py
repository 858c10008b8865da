"""Completing a cohort: for a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment
from common.errors import DomainError
from common.history import sign_change


class NotTakingPart(DomainError):
    """Only who takes part can complete."""

    def __str__(self) -> str:
        return _("Only people who are active can complete; this person is invited or has left.")


@transaction.atomic
def complete(*, enrollment: Enrollment, by: User | None, now: datetime) -> Enrollment:
    """The person has completed the cohort: they still see it, and nothing more is expected. Twice is once.

    Raises `NotTakingPart`.
    """
    enrollment = (
        Enrollment.objects.select_for_update(of=("self",)).select_related("person", "cohort").get(pk=enrollment.pk)
    )
    if enrollment.status == EnrollmentStatus.COMPLETED:
        return enrollment
    if enrollment.status != EnrollmentStatus.ACTIVE:
        raise NotTakingPart
    enrollment.status, enrollment.ended_at = EnrollmentStatus.COMPLETED, now
    sign_change(enrollment, by=by, reason="Completed")
    enrollment.save()
    return enrollment
