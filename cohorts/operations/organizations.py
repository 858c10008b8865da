"""Organizations, known by their name, and who is from which."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cohorts.enums import EnrollmentStatus
from cohorts.models import Enrollment, Organization
from cohorts.operations.enrollment import HasWithdrawn
from cohorts.operations.teams import note_formed
from cohorts.querysets import OrganizationQuerySet
from common.history import sign_change, with_reason


def ensure_organization(*, name: str, kind: str, place: str = "") -> Organization:
    """The organization of this name, whatever its case; made, with this type and place, where there is none."""
    name = " ".join(name.split())
    named: OrganizationQuerySet = Organization.objects.all()
    organization, _made = named.get_or_create(name__iexact=name, defaults={"name": name, "kind": kind, "place": place})
    return organization


@transaction.atomic
def belong_to(
    *, enrollment: Enrollment, organization: Organization, by: User | None, now: datetime, reason: str = ""
) -> Enrollment:
    """Says which organization the person is from; out of a team of another one. Raises `HasWithdrawn`."""
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("team").get(pk=enrollment.pk)
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        raise HasWithdrawn
    if enrollment.organization_id != organization.pk:
        enrollment.organization = organization
        left = enrollment.team
        if left and left.organization_id != organization.pk:
            enrollment.team = None
        sign_change(enrollment, by=by, reason=with_reason("Changed organization", reason))
        enrollment.save()
        if left and enrollment.team is None:
            note_formed(team=left, by=by, now=now)
    return enrollment
