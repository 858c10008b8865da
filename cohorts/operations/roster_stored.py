"""What is stored of the people, organizations, teams and cohorts that a roster names, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Lower, Replace

from accounts.models import User
from cohorts.models import Cohort, Enrollment, Organization, Team
from cohorts.operations.enrollment import HAS_A_PLACE
from cohorts.roster.cells import cleaned
from cohorts.roster.comparing import bare_address
from cohorts.roster.reading import RosterRow, same_name


class Stored:
    """Look-ups by what the file says; names and addresses are compared without regard to case.

    With `lock` the cohorts are locked first, as everybody does who changes their people, then the people and their
    enrollments: until the transaction ends, what was read stays so.
    """

    def __init__(self, rows: Sequence[RosterRow], cohort: Cohort | None, *, lock: bool = False) -> None:
        self._lock = lock
        self._cohorts = self._read_cohorts({row.cohort for row in rows if row.cohort}, cohort)
        self._cohort = self._cohorts.get(same_name(cohort.slug)) if cohort else None
        chosen = {found.pk: found for found in self._cohorts.values()}
        self._people = {person.email.lower(): person for person in self._locked(_people(rows))}
        people = {person.pk: person for person in self._people.values()}
        teams = Team.objects.filter(cohort__in=chosen).select_related("organization")
        members = Count("enrollments", filter=Q(enrollments__status__in=HAS_A_PLACE))
        self._teams = {(team.cohort_id, _key(team.name)): team for team in teams.annotate(places_taken=members)}
        by_pk = {team.pk: team for team in self._teams.values()}
        enrollments = Enrollment.objects.filter(cohort__in=chosen, person__in=people).select_related("organization")
        self._enrollments = {}
        for enrollment in self._locked(enrollments):
            enrollment.cohort, enrollment.person = chosen[enrollment.cohort_id], people[enrollment.person_id]
            enrollment.team = by_pk.get(enrollment.team_id) if enrollment.team_id else None
            self._enrollments[enrollment.cohort_id, enrollment.person_id] = enrollment
        own = [enrollment.organization for enrollment in self._enrollments.values() if enrollment.organization]
        own += [team.organization for team in self._teams.values()]
        self._organizations = _organizations({row.organization for row in rows if row.organization}, own)

    def cohort(self, row: RosterRow) -> Cohort | None:
        return self._cohorts.get(same_name(row.cohort)) if row.cohort else self._cohort

    def person(self, row: RosterRow) -> User | None:
        return self._people.get(row.email)

    def enrollment(self, cohort: Cohort, person: User | None) -> Enrollment | None:
        return self._enrollments.get((cohort.pk, person.pk)) if person else None

    def organization(self, row: RosterRow) -> Organization | None:
        return self._organizations.get(same_name(row.organization)) if row.organization else None

    def team(self, cohort: Cohort, row: RosterRow) -> Team | None:
        return self._teams.get((cohort.pk, same_name(row.team))) if row.team else None

    def places_taken(self, cohort: Cohort, team_name: str) -> int:
        """How many are in the team of this name now, the invited among them."""
        team = self._teams.get((cohort.pk, same_name(team_name)))
        return team.places_taken if team else 0

    def similar_addresses(self, rows: Sequence[RosterRow]) -> list[str]:
        """Stored addresses that differ from one of the rows' in nothing but dots, or what follows a plus sign."""
        emails = {row.email for row in rows if row.email and row.email not in self._people}
        wanted = {spelled.replace(".", "") for email in emails for spelled in (email, bare_address(email))}
        without_dots = Replace(F("email"), Value("."), Value(""))
        found = User.objects.alias(bare=without_dots).filter(bare__in=wanted).exclude(email__in=emails)
        return list(found.order_by("email").values_list("email", flat=True)) if wanted else []

    def _read_cohorts(self, names: set[str], chosen: Cohort | None) -> dict[str, Cohort]:
        """By address, or by title where only one has it."""
        folded = {name.lower() for name in names} | names
        wanted = Q(slug__in=folded) | Q(folded__in=folded) | Q(title__in=names)
        if chosen:
            wanted |= Q(pk=chosen.pk)
        found = list(self._locked(Cohort.objects.alias(folded=Lower("title")).filter(wanted)))
        titles = Counter(same_name(cohort.title) for cohort in found)
        self.titles_of_many = {title for title, count in titles.items() if count > 1}
        by_title = {same_name(cohort.title): cohort for cohort in found if titles[same_name(cohort.title)] == 1}
        return by_title | {same_name(cohort.slug): cohort for cohort in found}

    def _locked(self, rows: QuerySet) -> QuerySet:
        """In one order for everybody, so that nobody waits for one another; who only refers to a row doesn't wait."""
        return rows.order_by("pk").select_for_update(of=("self",), no_key=True) if self._lock else rows


def _people(rows: Sequence[RosterRow]) -> QuerySet[User]:
    return User.objects.alias(address=Lower("email")).filter(address__in={row.email for row in rows if row.email})


def _organizations(names: set[str], known: Iterable[Organization]) -> dict[str, Organization]:
    # Some databases fold only the letters of English: the name as it is written is asked for too.
    wanted = {name.lower() for name in names} | names
    found = Organization.objects.alias(folded=Lower("name")).filter(Q(folded__in=wanted) | Q(name__in=names))
    return {_key(organization.name): organization for organization in (*known, *found)}


def _key(name: str) -> str:
    """A stored name as a file would say it."""
    return same_name(cleaned(name))
