"""The directory of a cohort: those of its people who want to be found, by organization, searched and filtered."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.db.models.functions import Lower

from cohorts.enums import INSIDE, Role
from cohorts.models import Cohort, Enrollment, Organization, Team

if TYPE_CHECKING:
    from accounts.models import User
    from cohorts.querysets import OrganizationQuerySet

# They hold the cohort, and are found without asking: people must know whom to turn to.
HOLDING = (Role.FACILITATOR, Role.COORDINATOR, Role.COACH)


@dataclass(frozen=True)
class Search:
    """What somebody looks for; what is empty looks for nothing."""

    words: str = ""
    role: str = ""
    kind: str = ""

    @property
    def is_on(self) -> bool:
        return bool(self.words or self.role or self.kind)

    def finds(self, row: Enrollment) -> bool:
        """Whether the row has the role, the type of organization and, somewhere, each of the words."""
        if self.role and row.role != self.role:
            return False
        if self.kind and (row.organization is None or row.organization.kind != self.kind):
            return False
        written = folded(" ".join(said_of(row)))
        return all(word in written for word in folded(self.words).split())


@dataclass(frozen=True)
class PeopleOfOrganization:
    """An organization of a cohort, None for people who come from none, with those of its people who are listed."""

    organization: Organization | None
    enrollments: list[Enrollment]


@dataclass(frozen=True)
class Directory:
    """Who is found in a cohort: those who hold it, then everybody by organization.

    `people` is everybody inside, `unlisted` how many of them are not to be found here, `found` how many the search found,
    `kinds` the types of organizations they come from, `own` the viewer's place in the cohort, listed or not.
    """

    holders: list[Enrollment]
    organizations: list[PeopleOfOrganization]
    people: int
    unlisted: int
    found: int
    kinds: set[str]
    own: Enrollment | None

    @property
    def always_lists_own(self) -> bool:
        """Whether the viewer holds the cohort, and so is found without asking."""
        return self.own is not None and self.own.role in HOLDING


@dataclass(frozen=True)
class OrganizationHere:
    """An organization as its cohort knows it: its teams with `people_in`, and its people who are listed."""

    organization: Organization
    teams: list[Team]
    enrollments: list[Enrollment]
    unlisted: int


def folded(text: str) -> str:
    """Without case and accents, so that "sofia" finds Sofía."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def directory(cohort: Cohort, viewer: User, search: Search | None = None) -> Directory:
    """The people of a cohort who are listed, in the order of their names; one query.

    Searched here and not in the database, which folds no accents: a cohort is as large as people can know each other.
    """
    everybody = _inside(cohort, viewer)
    listed = [row for row in everybody if row.in_directory or row.role in HOLDING]
    found = [row for row in listed if (search or Search()).finds(row)]
    holders = [row for row in found if row.role in HOLDING]
    groups: dict[int | None, PeopleOfOrganization] = {}
    for row in found:
        if row.role not in HOLDING:
            groups.setdefault(row.organization_id, PeopleOfOrganization(row.organization, [])).enrollments.append(row)
    named = sorted(
        groups.values(), key=lambda group: (group.organization is None, folded(str(group.organization or "")))
    )
    holders.sort(key=lambda row: HOLDING.index(Role(row.role)))
    return Directory(
        holders=holders,
        organizations=named,
        people=len(everybody),
        unlisted=len(everybody) - len(listed),
        found=len(found),
        kinds={row.organization.kind for row in listed if row.organization},
        own=next((row for row in everybody if row.person_id == viewer.pk), None),
    )


def organizations_in(cohort: Cohort, viewer: User) -> OrganizationQuerySet:
    """The organizations the cohort knows of: of people who are in, or with a team."""
    return (
        Organization.objects.visible_to(viewer)
        .filter(Q(enrollments__cohort=cohort, enrollments__status__in=INSIDE) | Q(teams__cohort=cohort))
        .distinct()
    )


def organization_here(organization: Organization, cohort: Cohort, viewer: User) -> OrganizationHere:
    """What the organization's page in the cohort shows; two queries."""
    teams = (
        Team.objects.visible_to(viewer)
        .filter(cohort=cohort, organization=organization)
        .annotate(people_in=Count("enrollments", filter=Q(enrollments__status__in=INSIDE)))
        .order_by(Lower("name"), "pk")
    )
    everybody = _inside(cohort, viewer, organization=organization)
    listed = [row for row in everybody if row.in_directory or row.role in HOLDING]
    return OrganizationHere(organization, list(teams), listed, unlisted=len(everybody) - len(listed))


def _inside(cohort: Cohort, viewer: User, **narrowed: Organization) -> list[Enrollment]:
    rows = (
        Enrollment.objects.visible_to(viewer)
        .filter(cohort=cohort, **narrowed)
        .inside()
        .select_related("person", "organization", "team")
        .order_by(Lower("person__name"), "person__email")
    )
    return list(rows)


def said_of(row: Enrollment) -> list[str]:
    """What a search looks through: what the directory shows, and nothing it doesn't."""
    person = row.person
    said = [person.display_name, person.pronouns, person.title, person.interests, person.ask_me_about]
    said += [str(row.get_role_display())]
    said += [row.organization.name, row.organization.place] if row.organization else []
    said += [row.team.name] if row.team else []
    return said
