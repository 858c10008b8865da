"""Teams and their coaches, for the coordinators' desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cohorts.enums import Role
from cohorts.models import CoachingPair, Enrollment, Team

if TYPE_CHECKING:
    from cohorts.models import Cohort


@dataclass(frozen=True)
class CoachDesk:
    """The teams by name, who may be named, what stands now by team, and what has ended, the latest first."""

    teams: list[Team]
    coaches: list[Enrollment]
    standing: dict[int, CoachingPair]
    ended: list[CoachingPair]


def coach_desk(cohort: Cohort) -> CoachDesk:
    """Everything the desk shows. Three queries."""
    teams = Team.objects.filter(cohort=cohort).select_related("organization", "coach").order_by("name", "pk")
    coaches = Enrollment.objects.active().filter(cohort=cohort, role=Role.COACH).select_related("person")
    pairs = list(CoachingPair.objects.filter(team__cohort=cohort).select_related("team", "coach").order_by("-pk"))
    ended = [pair for pair in pairs if pair.ended_at is not None]
    return CoachDesk(
        teams=list(teams),
        coaches=sorted(coaches, key=lambda enrollment: enrollment.person.display_name),
        standing={pair.team_id: pair for pair in pairs if pair.stands},
        ended=sorted(ended, key=lambda pair: str(pair.ended_at), reverse=True),
    )
