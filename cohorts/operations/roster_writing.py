"""Carrying out a plan: all rows at once, in a number of statements that hardly grows with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, Q

from accounts.models import User
from accounts.operations.many_people import describe_people, ensure_sign_in_addresses, make_people
from cohorts.companions import open_companions_of_many
from cohorts.enums import INSIDE, EnrollmentStatus, OrganizationType, Role
from cohorts.models import Enrollment, Organization, Team
from cohorts.operations.roster_entries import Entry
from cohorts.operations.teams import free_slug, note_formed
from cohorts.roster.reading import same_name
from common.history import ROWS_AT_ONCE, create_signed, sign_change, update_signed

CHANGEABLE = ("role", "level", "organization", "team")


def carry_out(entries: Sequence[Entry], *, by: User | None, now: datetime, reason: str) -> None:
    """Does what the entries say; their cohorts, people and enrollments are locked. Their gaps are filled with what was made.

    Raises the database's `IntegrityError` where somebody made the same at the same moment.
    """
    _make_organizations(entries)
    _open_teams(entries, by=by, now=now, reason=reason)
    _make_people(entries, by=by, reason=reason)
    _describe_people(entries, by=by, reason=reason)
    _change_enrollments([entry for entry in entries if entry.enrollment], by=by, now=now, reason=reason)
    _enroll([entry for entry in entries if not entry.enrollment], by=by, reason=reason)


def _make_organizations(entries: Iterable[Entry]) -> None:
    made: dict[str, Organization] = {}
    for entry in entries:
        name = entry.row.organization
        if name and entry.organization is None:
            new = Organization(name=name, kind=OrganizationType(entry.kind))
            entry.organization = made.setdefault(same_name(name), new)
    # In one order for everybody: who makes the same ones at the same moment waits, and not each for the other.
    Organization.objects.bulk_create([made[name] for name in sorted(made)], batch_size=ROWS_AT_ONCE)


def _open_teams(entries: Sequence[Entry], *, by: User | None, now: datetime, reason: str) -> None:
    taken: dict[int, set[str]] = defaultdict(set)
    cohorts = {entry.cohort.pk for entry in entries if entry.cohort}
    for key, slug in Team.objects.filter(cohort__in=cohorts).values_list("cohort_id", "slug"):
        taken[key].add(slug)
    opened: dict[tuple[int, str], Team] = {}
    for entry in entries:
        name, cohort, organization = entry.row.team, entry.cohort, entry.organization
        if not name or entry.team or cohort is None or organization is None:
            continue
        place = (cohort.pk, same_name(name))
        if place not in opened:
            slug = free_slug(name, taken[cohort.pk])
            taken[cohort.pk].add(slug)
            opened[place] = Team(cohort=cohort, organization=organization, name=name, slug=slug)
        entry.team = opened[place]
    create_signed(list(opened.values()), by=by, reason=reason)
    open_companions_of_many(list(opened.values()), by=by, now=now)


def _make_people(entries: Iterable[Entry], *, by: User | None, reason: str) -> None:
    made: dict[str, User] = {}
    known = {}
    for entry in entries:
        if entry.person is None:
            entry.person = made.setdefault(entry.row.email, User(email=entry.row.email))
            for attribute, text in entry.described.items():
                setattr(entry.person, attribute, text)
            entry.described = {}
        elif entry.enrollment is None:
            known[entry.person.pk] = entry.person
    make_people(people=[made[email] for email in sorted(made)], by=by, reason=reason)
    ensure_sign_in_addresses(people=list(known.values()))


def _describe_people(entries: Iterable[Entry], *, by: User | None, reason: str) -> None:
    described: dict[int, tuple[User, set[str]]] = {}
    for entry in entries:
        if entry.person and entry.described:
            _person, said = described.setdefault(entry.person.pk, (entry.person, set()))
            for attribute, text in entry.described.items():
                setattr(entry.person, attribute, text)
                said.add(attribute)
    for person, said in described.values():
        sign_change(person, by=by, reason=f"{reason}: {', '.join(sorted(said))}")
    describe_people(people=[person for person, _said in described.values()])


def _enroll(entries: Sequence[Entry], *, by: User | None, reason: str) -> None:
    for entry in entries:
        entry.enrollment = Enrollment(
            cohort=entry.cohort,
            person=entry.person,
            role=entry.row.role or Role.PARTICIPANT,
            level=entry.row.level,
            status=EnrollmentStatus.INVITED,
            organization=entry.organization,
            team=entry.team,
        )
    create_signed([entry.enrollment for entry in entries if entry.enrollment], by=by, reason=reason)


def _change_enrollments(entries: Iterable[Entry], *, by: User | None, now: datetime, reason: str) -> None:
    """Role, level, organization and team, where the row says another one."""
    changed, teams = [], set()
    for entry in entries:
        row, enrollment = entry.row, entry.enrollment
        if enrollment is None:
            continue
        before = [getattr(enrollment, name) for name in CHANGEABLE]
        enrollment.role, enrollment.level = row.role or enrollment.role, row.level or enrollment.level
        enrollment.organization = entry.organization or enrollment.organization
        enrollment.team = entry.team or enrollment.team
        after = [getattr(enrollment, name) for name in CHANGEABLE]
        said = [name for name, old, new in zip(CHANGEABLE, before, after, strict=True) if old != new]
        if said:
            sign_change(enrollment, by=by, reason=f"{reason}: {', '.join(said)}")
            changed.append(enrollment)
        if "team" in said:
            teams |= {team.pk for team in (before[-1], after[-1]) if team}
    update_signed(changed, fields=CHANGEABLE)
    _note_formed(teams, by=by, now=now)


def _note_formed(teams: set[int], *, by: User | None, now: datetime) -> None:
    """Of the teams somebody came into or left, those that are formed now and weren't, or the other way round."""
    inside = Count("enrollments", filter=Q(enrollments__status__in=INSIDE))
    counted = Team.objects.filter(pk__in=teams).alias(inside=inside)
    formed, forming = Q(inside__gte=F("cohort__team_size_min")), Q(formed_at__isnull=True)
    for team in counted.filter((formed & forming) | (~formed & ~forming)).order_by("pk"):
        note_formed(team=team, by=by, now=now)
