"""Opening a team and changing what is known of it. Its members come through `cohorts.operations.enrollment`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.cohort_matters import FORMATION
from cohorts.companions import open_companions
from cohorts.models import Cohort, Enrollment, Organization, Team
from cohorts.notices import TEAM_REOPENED
from cohorts.operations.coaching import note_pair
from cohorts.places import place_of
from common.errors import DomainError
from common.history import sign_change
from notifications.operations.notices import tell
from notifications.operations.outbox import Posting, post_mails

LONGEST_SLUG = 80


class UnableToOpenTeam(DomainError):
    """Another organization has a team of this name in the cohort."""

    field = "name"


class UnableToChangeTeam(DomainError):
    """Another team of the cohort has this name."""

    field = "name"


@transaction.atomic
def open_team(
    *, cohort: Cohort, organization: Organization, name: str, by: User | None, now: datetime, coach: User | None = None
) -> Team:
    """The team of this name and organization in the cohort, opened with its board where there is none yet.

    Names are compared without regard to case. Raises `UnableToOpenTeam`.
    """
    # Whoever opens a team of this cohort at the same time waits here.
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    name = " ".join(name.split())
    existing = Team.objects.select_related("organization").filter(cohort=cohort, name__iexact=name).first()
    if existing and existing.organization_id != organization.pk:
        raise UnableToOpenTeam(
            _("“%(team)s” is a team of %(organization)s already. Give this team another name.")
            % {"team": existing.name, "organization": existing.organization.name}
        )
    if existing:
        return existing
    team = Team(cohort=cohort, organization=organization, name=name, slug=_free_slug(cohort, name), coach=coach)
    _save(team, by=by, reason="Opened")
    open_companions(team, by=by, now=now)
    note_pair(team, by=by, now=now)
    return team


@transaction.atomic
def change_team(*, team: Team, name: str, coach: User | None, by: User | None, now: datetime) -> Team:
    """Renames the team and its board (the addresses stay) and says who coaches it. Raises `UnableToChangeTeam`."""
    Cohort.objects.select_for_update().get(pk=team.cohort_id)
    team = Team.objects.get(pk=team.pk)
    name = " ".join(name.split())
    if Team.objects.filter(cohort=team.cohort_id, name__iexact=name).exclude(pk=team.pk).exists():
        raise UnableToChangeTeam(_("The cohort has another team called “%(team)s”.") % {"team": name})
    if (team.name, team.coach_id) != (name, coach.pk if coach else None):
        team.name, team.coach = name, coach
        _save(team, by=by, reason="Changed")
        open_companions(team, by=by, now=now)
        note_pair(team, by=by, now=now)
    return team


@transaction.atomic
def note_formed(*, team: Team, by: User | None, now: datetime) -> Team:
    """Writes down whether enough people have accepted; called after every act that changes who is in a team.

    A team is formed as soon as the cohort's smallest number of people is in (those who have completed it among them), and
    in forming again when one of them leaves; then the coordinators are told. Where nothing has changed, nothing is written.
    """
    # Whoever else comes in or leaves at the same moment waits here, and counts anew.
    team = Team.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=team.pk)
    accepted = Enrollment.objects.filter(team=team).inside().count()
    is_formed = accepted >= team.cohort.team_size_min
    if is_formed == (team.formed_at is not None):
        return team
    team.formed_at = now if is_formed else None
    _save(team, by=by, reason="Formed" if is_formed else "Too few people: forming again")
    if not is_formed and team.cohort.is_open:
        _tell_coordinators(team, now)
    return team


def _tell_coordinators(team: Team, now: datetime) -> None:
    postings = [
        Posting(person, f"{TEAM_REOPENED}:{team.pk}:{now.isoformat()}:{person}", {"team": team.pk})
        for person in Enrollment.objects.filter(cohort=team.cohort).coordinating().values_list("person_id", flat=True)
    ]
    post_mails(kind=TEAM_REOPENED, postings=postings, now=now)
    tell(
        matter=FORMATION,
        place=place_of(team.cohort),
        key=f"team_reopened:{team.pk}:{now.isoformat()}",
        params={"team": team.pk},
        people=[posting.recipient_id for posting in postings],
        by_mail=False,
        now=now,
    )


def _save(team: Team, *, by: User | None, reason: str) -> None:
    sign_change(team, by=by, reason=reason)
    team.save()


def _free_slug(cohort: Cohort, name: str) -> str:
    """`name` as an address that no other team of the cohort has."""
    return free_slug(name, set(Team.objects.filter(cohort=cohort).values_list("slug", flat=True)))


def free_slug(name: str, taken: set[str]) -> str:
    """`name` as an address that is not among those of the cohort's teams."""
    wanted = slugify(name)[:LONGEST_SLUG].strip("-") or "team"
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted[: LONGEST_SLUG - 5]}-{number}"
    return slug
