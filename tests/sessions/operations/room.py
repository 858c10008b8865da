"""A cohort with people of several organizations, to be seated."""

from __future__ import annotations

from cohorts.enums import RoleLevel
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory


def people_of(cohort, *, organizations, each, level=RoleLevel.FRONT_LINE):
    """So many people of each of so many organizations, named by both."""
    people = []
    taken = cohort.enrollments.count()
    for number in range(taken, taken + organizations):
        organization = OrganizationFactory(name=f"Clinic {number} of {cohort.pk}")
        for place in range(each):
            person = UserFactory(name=f"Person {number}-{place}")
            EnrollmentFactory(cohort=cohort, person=person, organization=organization, level=level)
            people.append(person)
    return people


def seated(plan):
    """Who sits where: {round: {table: names}}."""
    rounds = {}
    for seat in plan.seats.select_related("person", "table").order_by("round", "table__position", "person__name"):
        rounds.setdefault(seat.round, {}).setdefault(seat.table.position, []).append(seat.person.name)
    return rounds


def meetings(plan):
    """How often each two people sit together, counted here by hand."""
    met = {}
    for tables in seated(plan).values():
        for names in tables.values():
            for one in names:
                for other in names:
                    if one < other:
                        met[one, other] = met.get((one, other), 0) + 1
    return met
