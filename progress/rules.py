"""Who sees what others have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cohorts.enums import DESK_ROLES, Role
from cohorts.rules import standing

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.models import Team


def sees_participation_of_team(viewer: User, team: Team) -> bool:
    """The team's own lead, its coach, the cohort's facilitators and coordinators, site administrators."""
    if viewer.is_site_admin:
        return True
    enrollment = standing(viewer, team.cohort)
    if enrollment is None:
        return False
    return (
        enrollment.role in DESK_ROLES
        or (enrollment.role == Role.TEAM_LEAD and enrollment.team_id == team.pk)
        or team.coach_id == viewer.pk
    )
