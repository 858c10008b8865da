"""Two accounts of one person, or two organizations that are one, become one: what cohorts know of them."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.merging import Merger, hand_over
from accounts.models import User
from cohorts.enums import EnrollmentStatus
from cohorts.models import (
    AffinityGroup,
    CoachingPair,
    Cohort,
    CohortLetter,
    Enrollment,
    GroupMeeting,
    GroupMembership,
    Invitation,
    JoinRequest,
    ProposedMember,
    Pseudonym,
    PseudonymOpening,
    Team,
    TeamFormation,
)
from cohorts.operations.teams import note_formed
from common.history import sign_change

# Of two enrollments in one cohort the one that is further in says what the person is there.
FURTHER_IN = (
    EnrollmentStatus.WITHDRAWN,
    EnrollmentStatus.INVITED,
    EnrollmentStatus.COMPLETED,
    EnrollmentStatus.ACTIVE,
)


def hand_over_cohorts(merger: Merger) -> None:
    """Enrollments, groups, teams that are coached, and what was done for a cohort."""
    cohorts = Cohort.objects.filter(enrollments__person__in=[merger.kept, merger.merged]).values("pk")
    list(Cohort.objects.select_for_update().filter(pk__in=cohorts).order_by("pk"))
    _hand_over_enrollments(merger)
    _hand_over_memberships(merger)
    _hand_over_pseudonyms(merger)
    _hand_over_coaching(merger)
    for model, field in (
        (Team, "coach"),
        (TeamFormation, "opened_by"),
        (AffinityGroup, "proposed_by"),
        (GroupMeeting, "added_by"),
        (Invitation, "invited_by"),
        (CohortLetter, "written_by"),
        (JoinRequest, "decided_by"),
        (PseudonymOpening, "opened_by"),
    ):
        hand_over(model, field, merger=merger)


def _hand_over_coaching(merger: Merger) -> None:
    """Of a team that both have accompanied, the kept account's row stays, and stands if either did; what was written with the
    other is the team's alone then.
    """
    mine = {pair.team_id: pair for pair in CoachingPair.objects.select_for_update().filter(coach=merger.kept)}
    for theirs in CoachingPair.objects.select_for_update().filter(coach=merger.merged).order_by("pk"):
        own = mine.get(theirs.team_id)
        if own is None:
            theirs.coach = merger.kept
        elif theirs.stands:
            theirs.ended_at = merger.now
        else:
            continue
        sign_change(theirs, by=merger.by, reason=merger.reason)
        theirs.save()
        if own is not None:
            own.ended_at = None
            sign_change(own, by=merger.by, reason=merger.reason)
            own.save()


def enrollments_of(person: User) -> Iterator[str]:
    """Each cohort, with role, status and team."""
    rows = Enrollment.objects.filter(person=person).select_related("cohort", "team").order_by("pk")
    for enrollment in rows:
        facts = [
            enrollment.get_role_display(),
            enrollment.get_status_display(),
            enrollment.team and enrollment.team.name,
        ]
        yield f"{enrollment.cohort}: {', '.join(str(fact) for fact in facts if fact)}"


def _hand_over_enrollments(merger: Merger) -> None:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort", "team")
    mine = {enrollment.cohort_id: enrollment for enrollment in rows.filter(person=merger.kept)}
    for theirs in rows.filter(person=merger.merged).order_by("pk"):
        kept = mine.get(theirs.cohort_id)
        if kept is None:
            theirs.person = merger.kept
            _save(theirs, merger)
        else:
            _become_one(kept, theirs, merger)


def _become_one(kept: Enrollment, theirs: Enrollment, merger: Merger) -> None:
    """Both in one cohort: `kept` is as far in as the further of them, `theirs` is withdrawn and keeps its history."""
    teams = {team.pk: team for team in (kept.team, theirs.team) if team}
    if FURTHER_IN.index(EnrollmentStatus(theirs.status)) > FURTHER_IN.index(EnrollmentStatus(kept.status)):
        for field in ("status", "role", "organization_id", "team_id", "in_directory", "ended_at"):
            setattr(kept, field, getattr(theirs, field))
    elif kept.team_id is None and kept.organization_id in {None, theirs.organization_id}:
        kept.team_id, kept.organization_id = theirs.team_id, theirs.organization_id
    kept.level = kept.level or theirs.level
    kept.activated_at = min(filter(None, (kept.activated_at, theirs.activated_at)), default=None)
    if kept.agreed_at is None:
        kept.agreed_at, kept.agreed_to = theirs.agreed_at, theirs.agreed_to
    Invitation.objects.open().filter(enrollment=theirs).update(revoked_at=merger.now)
    if kept.status != EnrollmentStatus.INVITED:
        Invitation.objects.open().filter(enrollment=kept).update(revoked_at=merger.now)
    ProposedMember.objects.filter(enrollment=theirs).update(enrollment=kept)
    if theirs.status != EnrollmentStatus.WITHDRAWN:
        theirs.status, theirs.ended_at = EnrollmentStatus.WITHDRAWN, merger.now
        _save(theirs, merger)
    _save(kept, merger)
    if kept.cohort.is_open:
        for team in teams.values():
            note_formed(team=team, by=merger.by, now=merger.now)


def _hand_over_memberships(merger: Merger) -> None:
    """Who was taken out of a group with one account stays out; who stands in it with one of them stands in it."""
    rows = GroupMembership.objects.select_for_update(of=("self",))
    mine = {membership.group_id: membership for membership in rows.filter(person=merger.kept)}
    for theirs in rows.filter(person=merger.merged):
        kept = mine.get(theirs.group_id)
        if kept is None:
            theirs.person = merger.kept
            _save(theirs, merger)
            continue
        if theirs.removed_at and not kept.removed_at:
            kept.removed_at, kept.removal_reason = theirs.removed_at, theirs.removal_reason
        kept.left_at = max(kept.left_at, theirs.left_at) if kept.left_at and theirs.left_at else None
        kept.joined_at = min(kept.joined_at, theirs.joined_at)
        _save(kept, merger)
        if theirs.left_at is None:
            theirs.left_at = merger.now
            _save(theirs, merger)


def _hand_over_pseudonyms(merger: Merger) -> None:
    """Where both have one in a cohort, the kept account speaks under its own; what was said under the other stays under it."""
    theirs = Pseudonym.objects.filter(person=merger.merged)
    mine = Pseudonym.objects.filter(person=merger.kept, is_retired=False).values("cohort")
    theirs.filter(cohort__in=mine).update(is_retired=True)
    theirs.update(person=merger.kept)


def _save(row: Enrollment | GroupMembership, merger: Merger) -> None:
    sign_change(row, by=merger.by, reason=merger.reason)
    row.save()
