"""Whether somebody stands in the directory of a cohort; only they themselves say so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.enums import INSIDE
from cohorts.models import Enrollment
from cohorts.operations.enrollment import CohortIsOver, HasWithdrawn
from common.history import sign_change


@transaction.atomic
def list_in_directory(*, enrollment: Enrollment, is_listed: bool, by: User, now: datetime) -> Enrollment:
    """Peers find the person in the directory, or don't any more. Twice is once.

    Whoever wants to be out of it is taken out also when the cohort is over. Raises `HasWithdrawn` and `CohortIsOver`.
    """
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person", "cohort")
    enrollment = rows.get(pk=enrollment.pk)
    if enrollment.in_directory == is_listed:
        return enrollment
    if enrollment.status not in INSIDE:
        raise HasWithdrawn
    if is_listed and not enrollment.cohort.is_open:
        raise CohortIsOver
    enrollment.in_directory = is_listed
    sign_change(enrollment, by=by, reason="Listed in the directory" if is_listed else "Taken out of the directory")
    enrollment.save()
    return enrollment
