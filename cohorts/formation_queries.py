"""What the pages about team formation need to know, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower

from cohorts.enums import INSIDE, EnrollmentStatus, FormationStatus
from cohorts.models import Cohort, Enrollment, ProposedMember, Team, TeamFormation

# What waits for a coordinator comes first.
ORDER = (
    FormationStatus.HANDED_IN,
    FormationStatus.SENT_BACK,
    FormationStatus.OPEN,
    FormationStatus.APPROVED,
    FormationStatus.CLOSED,
)


@dataclass(frozen=True)
class Standings:
    """Where every organization of a cohort stands: those with a form, and the teams that came without one."""

    formations: list[TeamFormation]
    teams: list[Team]


def standings(cohort: Cohort) -> Standings:
    """The forms with `people_named` and `people_in`, the other teams with `people_in`; two queries."""
    place = Case(
        *(When(status=status, then=number) for number, status in enumerate(ORDER)), output_field=IntegerField()
    )
    named = ProposedMember.objects.filter(formation=OuterRef("pk")).order_by().values("formation")
    accepted = Enrollment.objects.filter(team=OuterRef("team"), status__in=INSIDE).order_by().values("team")
    formations = (
        TeamFormation.objects.filter(cohort=cohort)
        .select_related("organization", "team")
        .annotate(
            people_named=Subquery(named.annotate(number=Count("pk")).values("number")),
            people_in=Subquery(accepted.annotate(number=Count("pk")).values("number")),
        )
        .order_by(place, Lower("organization__name"))
    )
    teams = (
        Team.objects.filter(cohort=cohort, formation__isnull=True)
        .select_related("organization")
        .annotate(people_in=Count("enrollments", filter=Q(enrollments__status__in=INSIDE)))
        .order_by(Lower("organization__name"), Lower("name"))
    )
    return Standings(formations=list(formations), teams=list(teams))


def proposed_people(formation: TeamFormation) -> QuerySet[ProposedMember]:
    """The lines of a form in their order, each with what became of it; one query."""
    return (
        ProposedMember.objects.filter(formation=formation)
        .select_related("enrollment")
        .annotate(
            has_accepted=Case(
                When(enrollment__team=formation.team_id, enrollment__status__in=INSIDE, then=1),
                default=0,
                output_field=IntegerField(),
            ),
            is_invited=Case(
                When(enrollment__team=formation.team_id, enrollment__status=EnrollmentStatus.INVITED, then=1),
                default=0,
                output_field=IntegerField(),
            ),
        )
        .order_by("position")
    )
