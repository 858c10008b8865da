"""What coordinators do with the people of their cohort, each in one act."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Organization, Team
from cohorts.operations.enrollment import change_role, enroll, move_team, withdraw
from cohorts.operations.invitations import invite
from cohorts.operations.organizations import ensure_organization
from common.errors import DomainError


class IsYourself(DomainError):
    """Whoever manages a cohort can't lock themselves out of it."""

    def __str__(self) -> str:
        return _("This is you. Ask another coordinator or an administrator to change your own place in the cohort.")


class NoLongerCoordinates(DomainError):
    """Meanwhile another coordinator has given them another place."""

    def __str__(self) -> str:
        return _("You no longer coordinate this cohort, so nothing was changed.")


@transaction.atomic
def invite_person(
    *,
    cohort: Cohort,
    email: str,
    role: str,
    organization: Organization | None,
    new_organization: str = "",
    new_organization_type: str = "",
    team: Team | None,
    by: User,
    now: datetime,
) -> Enrollment:
    """Enrolls somebody and mails them an invitation; `new_organization` names one that is made where it isn't known.

    Somebody who is in already stays as they are and is mailed nothing. Raises what `enroll` and `invite` raise.
    """
    if new_organization:
        organization = ensure_organization(name=new_organization, kind=new_organization_type)
    enrollment = enroll(cohort=cohort, email=email, role=role, organization=organization, team=team, by=by, now=now)
    if enrollment.status == EnrollmentStatus.INVITED:
        invite(enrollment=enrollment, by=by, now=now)
    return enrollment


@transaction.atomic
def place_person(
    *, enrollment: Enrollment, role: str, team: Team | None, by: User, now: datetime, reason: str = ""
) -> Enrollment:
    """Gives somebody another role or team; `reason` is kept.

    Raises `IsYourself`, `NoLongerCoordinates`, and what `change_role` and `move_team` raise.
    """
    if enrollment.person_id == by.pk and role != enrollment.role:
        raise IsYourself
    _check_still_coordinates(enrollment.cohort, by)
    enrollment = change_role(enrollment=enrollment, role=role, by=by, now=now, reason=reason)
    return move_team(enrollment=enrollment, team=team, by=by, now=now, reason=reason)


@transaction.atomic
def withdraw_person(*, enrollment: Enrollment, reason: str, by: User, now: datetime) -> Enrollment:
    """Withdraws somebody. Raises `IsYourself`, `NoLongerCoordinates`."""
    if enrollment.person_id == by.pk:
        raise IsYourself
    _check_still_coordinates(enrollment.cohort, by)
    return withdraw(enrollment=enrollment, by=by, reason=reason, now=now)


def _check_still_coordinates(cohort: Cohort, by: User) -> None:
    """Asked under the cohort's lock: of two coordinators who withdraw each other at once, one stays."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    places = Enrollment.objects.active().filter(cohort=cohort, person=by, role=Role.COORDINATOR)
    if not by.is_site_admin and not places.exists():
        raise NoLongerCoordinates
