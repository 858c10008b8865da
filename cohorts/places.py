"""The cohorts a person is inside of, as the floor of the notifications knows them: a key and a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from cohorts.enums import DESK_ROLES, GOING_ON, INSIDE, Role
from cohorts.models import Enrollment
from notifications.places import Place

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cohorts.models import Cohort

# Whose matter it is what waits to be decided.
DESK = "desk"
# Whose matter it is how teams are formed: theirs at the desk, and of those who lead a team.
TEAMS = "teams"


def place_of(cohort: Cohort) -> str:
    """The key of a cohort."""
    return str(cohort.pk)


def places_of_person(person: User) -> list[Place]:
    """The cohorts a person is active in or has completed, the latest first. One query."""
    inside = person.enrollments.filter(status__in=INSIDE).select_related("cohort").order_by("-cohort")
    return [
        Place(
            place_of(enrollment.cohort),
            enrollment.cohort.title,
            audiences_of(enrollment),
        )
        for enrollment in inside
    ]


def audiences_of(enrollment: Enrollment) -> frozenset[str]:
    """Whose matters are a person's in the cohort."""
    if enrollment.role in DESK_ROLES:
        return frozenset({DESK, TEAMS})
    return frozenset({TEAMS}) if enrollment.role == Role.TEAM_LEAD else frozenset()


def people_of_cohorts() -> QuerySet[User]:
    """Who is active in a cohort that goes on."""
    active = Enrollment.objects.active().filter(cohort__status__in=GOING_ON)
    return User.objects.filter(pk__in=active.values("person"))
