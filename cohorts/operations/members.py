"""Enrolling somebody straight into a team."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.enums import RoleLevel
from cohorts.models import Enrollment, Team
from cohorts.operations.enrollment import change_role, enroll, move_team
from common.errors import DomainError
from common.history import sign_change


class IsInAnotherTeam(DomainError):
    """A person is in one team of a cohort."""

    field = "email"

    def __init__(self, team: Team) -> None:
        super().__init__(team.pk)
        self.team = team

    def __str__(self) -> str:
        return _("This person is in another team of the cohort, %(team)s. Move them on their own page.") % {
            "team": self.team.name
        }


@transaction.atomic
def join_team(*, team: Team, email: str, name: str, role: str, by: User | None, now: datetime) -> Enrollment:
    """The person with this address in the team, with this role, enrolled in its cohort where they aren't yet.

    Twice is once. Raises `IsInAnotherTeam`, and what `enroll`, `change_role` and `move_team` raise.
    """
    enrollment = enroll(
        cohort=team.cohort, email=email, name=name, role=role, organization=team.organization, team=team, by=by, now=now
    )
    if enrollment.team is not None and enrollment.team_id != team.pk:
        raise IsInAnotherTeam(enrollment.team)
    enrollment = move_team(enrollment=enrollment, team=team, by=by, now=now)
    return change_role(enrollment=enrollment, role=role, by=by, now=now)


@transaction.atomic
def note_level(*, enrollment: Enrollment, level: str, by: User | None, now: datetime) -> Enrollment:
    """Says where the person stands at work; the coordinators see it, peers don't. Twice is once."""
    enrollment = (
        Enrollment.objects.select_for_update(of=("self",)).select_related("person", "cohort").get(pk=enrollment.pk)
    )
    if enrollment.level != level:
        enrollment.level = RoleLevel(level) if level else ""
        sign_change(enrollment, by=by, reason="Role level noted")
        enrollment.save()
    return enrollment
