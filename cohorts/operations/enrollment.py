"""People come into a cohort, change role and team, and go. Every change is kept in the history: who, what, when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.operations.people import person_for_email
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Invitation, Organization, Team
from cohorts.operations.teams import note_formed
from common.errors import DomainError
from common.history import sign_change, with_reason

# Open invitations count toward the maximum: who is invited has a place.
HAS_A_PLACE = (EnrollmentStatus.INVITED, EnrollmentStatus.ACTIVE)


class CohortIsOver(DomainError):
    """Nobody comes into a completed cohort any more."""

    def __str__(self) -> str:
        return _("This cohort is completed; its people stay as they are.")


class TeamIsFull(DomainError):
    """The team has as many people, invited ones included, as the cohort allows."""

    field = "team"

    def __init__(self, team: Team, size: int) -> None:
        super().__init__(team.pk, size)
        self.team, self.size = team, size

    def __str__(self) -> str:
        return ngettext(
            "%(team)s is full: teams of this cohort have at most %(size)d person, counting those invited.",
            "%(team)s is full: teams of this cohort have at most %(size)d people, counting those invited.",
            self.size,
        ) % {"team": self.team.name, "size": self.size}


class TeamOfAnotherCohort(DomainError):
    """A team belongs to one cohort, as its members do."""

    field = "team"

    def __str__(self) -> str:
        return _("This team belongs to another cohort.")


class TeamOfAnotherOrganization(DomainError):
    """A team is people of one organization."""

    field = "team"

    def __init__(self, team: Team) -> None:
        super().__init__(team.pk)
        self.team = team

    def __str__(self) -> str:
        return _("%(team)s is a team of %(organization)s; choose a team of the person's own organization.") % {
            "team": self.team.name,
            "organization": self.team.organization.name,
        }


class HasWithdrawn(DomainError):
    """The person has left the cohort; they can be enrolled again."""

    def __str__(self) -> str:
        return _("This person has left the cohort. Enroll them again first.")


class AccountIsClosed(DomainError):
    """A closed account comes into no cohort."""

    field = "email"

    def __str__(self) -> str:
        return _("This person's account is closed. An administrator can open it again.")


@transaction.atomic
def enroll(
    *,
    cohort: Cohort,
    email: str,
    name: str = "",
    role: str = Role.PARTICIPANT,
    organization: Organization | None = None,
    team: Team | None = None,
    by: User | None,
    now: datetime,
) -> Enrollment:
    """The person with this address in the cohort, as invited; a person is made where none has the address.

    Someone invited, active or completed already is returned as they are (`change_role` and `move_team` change them), so
    that doing it twice changes nothing; someone who withdrew is invited anew. With a team, the organization is the team's.
    Raises `UnreadableAddress`, `AccountIsClosed`, `CohortIsOver`, `TeamIsFull`, `TeamOfAnotherCohort`,
    `TeamOfAnotherOrganization`.
    """
    cohort = lock_cohort(cohort)
    person = person_for_email(email=email, name=name, by=by)
    if not person.is_active:
        raise AccountIsClosed
    enrollment = Enrollment.objects.filter(cohort=cohort, person=person).first()
    if enrollment is not None and enrollment.status != EnrollmentStatus.WITHDRAWN:
        return enrollment
    reason = "Enrolled" if enrollment is None else "Enrolled again"
    enrollment = enrollment or Enrollment(cohort=cohort, person=person)
    enrollment.role, enrollment.status = role, EnrollmentStatus.INVITED
    enrollment.organization, enrollment.team = organization, None
    enrollment.activated_at = enrollment.ended_at = None
    if team is not None:
        _seat(enrollment, team, cohort)
    _save(enrollment, by=by, reason=reason)
    return enrollment


@transaction.atomic
def activate(*, enrollment: Enrollment, by: User | None, now: datetime, reason: str = "Came in") -> Enrollment:
    """The invited person is in from now on. Twice is once. Raises `CohortIsOver`, `AccountIsClosed`, `HasWithdrawn`."""
    lock_cohort(enrollment.cohort)
    enrollment = _lock_enrollment(enrollment)
    if not enrollment.person.is_active:
        raise AccountIsClosed
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        raise HasWithdrawn
    if enrollment.status == EnrollmentStatus.INVITED:
        enrollment.status, enrollment.activated_at = EnrollmentStatus.ACTIVE, now
        _save(enrollment, by=by, reason=reason)
        _note_teams(enrollment.team, by=by, now=now)
    return enrollment


@transaction.atomic
def withdraw(*, enrollment: Enrollment, by: User | None, reason: str, now: datetime) -> Enrollment:
    """The person is out from the next request on, and open invitations with them; what they posted stays. Twice is once."""
    enrollment = _lock_enrollment(enrollment)
    if enrollment.status != EnrollmentStatus.WITHDRAWN:
        enrollment.status, enrollment.ended_at = EnrollmentStatus.WITHDRAWN, now
        _save(enrollment, by=by, reason=reason)
        _note_teams(enrollment.team, by=by, now=now)
    Invitation.objects.open().filter(enrollment=enrollment).update(revoked_at=now)
    return enrollment


@transaction.atomic
def change_role(*, enrollment: Enrollment, role: str, by: User | None, now: datetime, reason: str = "") -> Enrollment:
    """Gives the person another role in the cohort; `reason` is kept. Raises `CohortIsOver` and `HasWithdrawn`."""
    lock_cohort(enrollment.cohort)
    enrollment = _lock_enrollment(enrollment)
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        raise HasWithdrawn
    if enrollment.role != role:
        enrollment.role = Role(role)
        _save(enrollment, by=by, reason=with_reason("Role changed", reason))
    return enrollment


@transaction.atomic
def move_team(
    *, enrollment: Enrollment, team: Team | None, by: User | None, now: datetime, reason: str = ""
) -> Enrollment:
    """Puts the person into another team of their organization, or into none; `reason` is kept.

    Raises `CohortIsOver`, `HasWithdrawn`, `TeamIsFull`, `TeamOfAnotherCohort`, `TeamOfAnotherOrganization`.
    """
    cohort = lock_cohort(enrollment.cohort)
    enrollment = _lock_enrollment(enrollment)
    if enrollment.status == EnrollmentStatus.WITHDRAWN:
        raise HasWithdrawn
    if enrollment.team_id == (team.pk if team else None):
        return enrollment
    left = enrollment.team
    if team is None:
        enrollment.team = None
        _save(enrollment, by=by, reason=with_reason("Left the team", reason))
    else:
        _seat(enrollment, team, cohort)
        _save(enrollment, by=by, reason=with_reason("Changed team", reason))
    _note_teams(left, enrollment.team, by=by, now=now)
    return enrollment


def lock_cohort(cohort: Cohort) -> Cohort:
    """The cohort as it is now; others who change its people wait. Raises `CohortIsOver`."""
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if not locked.is_open:
        raise CohortIsOver
    return locked


def _lock_enrollment(enrollment: Enrollment) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person", "cohort")
    return rows.get(pk=enrollment.pk)


def _seat(enrollment: Enrollment, team: Team, cohort: Cohort) -> None:
    """Puts the person into the team, whose row is locked: the last place is given once."""
    locked = Team.objects.select_for_update(of=("self",)).select_related("organization").get(pk=team.pk)
    if locked.cohort_id != cohort.pk:
        raise TeamOfAnotherCohort
    if enrollment.organization_id not in {None, locked.organization_id}:
        raise TeamOfAnotherOrganization(locked)
    members = Enrollment.objects.filter(team=locked, status__in=HAS_A_PLACE).exclude(pk=enrollment.pk)
    if members.count() >= cohort.team_size_max:
        raise TeamIsFull(locked, cohort.team_size_max)
    enrollment.team, enrollment.organization = locked, locked.organization


def _note_teams(*teams: Team | None, by: User | None, now: datetime) -> None:
    for team in teams:
        if team is not None:
            note_formed(team=team, by=by, now=now)


def _save(enrollment: Enrollment, *, by: User | None, reason: str) -> None:
    sign_change(enrollment, by=by, reason=reason)
    enrollment.save()
