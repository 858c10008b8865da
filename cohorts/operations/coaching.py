"""Naming a team's coach."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.companions import open_companions
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import CoachingPair, Cohort, Enrollment, Team
from common.errors import DomainError
from common.history import sign_change

if TYPE_CHECKING:
    from accounts.models import User


class UnableToNameCoach(DomainError):
    """The person isn't a coach of this cohort, or the cohort is over."""


@transaction.atomic
def name_coach(*, team: Team, coach: Enrollment | None, by: User, now: datetime) -> Team:
    """Says which of the cohort's coaches accompanies the team, or that none does. Said already, nothing changes.

    The coach reads the team's board and what it has done from now on, and the two have a board of their own; whoever was the
    coach before reads none of it from the next request on. Raises `UnableToNameCoach`.
    """
    Cohort.objects.select_for_update().get(pk=team.cohort_id)
    team = Team.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=team.pk)
    if not team.cohort.is_open:
        raise UnableToNameCoach(_("This cohort is completed; nobody is named any more."))
    if coach is not None:
        coach = Enrollment.objects.filter(pk=coach.pk, cohort=team.cohort_id).first()
        if coach is None or (coach.role, coach.status) != (Role.COACH, EnrollmentStatus.ACTIVE):
            raise UnableToNameCoach(_("Choose one of the cohort’s coaches."))
    person = coach.person_id if coach is not None else None
    if team.coach_id != person:
        team.coach_id = person
        sign_change(team, by=by, reason="Coach named" if person else "Without a coach")
        team.save()
    note_pair(team, by=by, now=now)
    return team


def note_pair(team: Team, *, by: User | None, now: datetime) -> None:
    """The pairs of the team say what `Team.coach` says. Inside the caller's transaction, which holds the cohort."""
    pairs = CoachingPair.objects.select_for_update(of=("self",)).filter(team=team)
    for pair in pairs.filter(ended_at=None).exclude(coach=team.coach_id):
        pair.ended_at = now
        sign_change(pair, by=by, reason="Ended")
        pair.save()
    if team.coach_id is None:
        return
    known = pairs.filter(coach=team.coach_id).first()
    own = known or CoachingPair(team=team, coach_id=team.coach_id, began_at=now)
    if known is None or not known.stands:
        own.began_at, own.ended_at = now, None
        sign_change(own, by=by, reason="Begun anew" if known else "Begun")
        own.save()
    # Also where it stood: its board has the names of both.
    open_companions(own, by=by, now=now)
