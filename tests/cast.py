"""The cast of the permission tests: two cohorts of one program, one of another, and a person for every role.

Two cohorts of ONE program, because a query that filters by program passes every test with one cohort in each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test.utils import override_settings

from accounts.models import User
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Cohort, Enrollment, Team
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, ProgramFactory, TeamFactory

# Everybody a route is tried as; "anonymous" is nobody.
ROLES = [
    "anonymous",
    "outsider",
    "neighbor",
    "invited",
    "withdrawn",
    "participant",
    "team_lead",
    "facilitator",
    "coach",
    "coordinator",
    "observer",
    "site_admin",
]


@dataclass
class Cast:
    """One cohort with a person in every role; `neighbor` coordinates another cohort of the same program."""

    cohort: Cohort
    neighbor_cohort: Cohort
    other_program_cohort: Cohort
    team: Team
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        return self.people[role]

    def enrollment(self, role: str) -> Enrollment:
        return Enrollment.objects.get(cohort=self.cohort, person=self.people[role])


# No test asks for the history of the cast itself, and writing it takes half the time.
@override_settings(SIMPLE_HISTORY_ENABLED=False)
def make_cast() -> Cast:
    """Everybody of ROLES but the anonymous, as people with e-mail `<role>@example.org` and password `password`."""
    program = ProgramFactory()
    cohort = CohortFactory(program=program)
    cast = Cast(
        cohort=cohort,
        neighbor_cohort=CohortFactory(program=program),
        other_program_cohort=CohortFactory(),
        team=TeamFactory(cohort=cohort),
    )
    for role in ROLES[1:]:
        make = SiteAdminFactory if role == "site_admin" else UserFactory
        cast.people[role] = make(email=f"{role.replace('_', '-')}@example.org", name=role.replace("_", " ").title())
    for role in Role.values:
        EnrollmentFactory(
            cohort=cohort,
            person=cast[role],
            role=role,
            team=cast.team if role in {Role.PARTICIPANT, Role.TEAM_LEAD} else None,
            organization=cast.team.organization,
        )
    EnrollmentFactory(cohort=cohort, person=cast["invited"], status=EnrollmentStatus.INVITED)
    EnrollmentFactory(cohort=cohort, person=cast["withdrawn"], status=EnrollmentStatus.WITHDRAWN)
    EnrollmentFactory(cohort=cast.neighbor_cohort, person=cast["neighbor"], role=Role.COORDINATOR)
    EnrollmentFactory(cohort=cast.other_program_cohort, person=cast["outsider"], role=Role.COORDINATOR)
    return cast
