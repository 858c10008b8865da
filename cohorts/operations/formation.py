"""What coordinators do with team formation forms: open them for organizations, answer them, and make the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.addresses import plain_address
from accounts.models import User
from cohorts import formation_notices as notices
from cohorts.enums import EnrollmentStatus, FormationStatus, Role
from cohorts.formation_notices import WITH_THE_LEADER, tell_leader
from cohorts.models import Cohort, Enrollment, Organization, ProposedMember, Team, TeamFormation
from cohorts.operations.enrollment import CohortIsOver, lock_cohort
from cohorts.operations.formation_answers import NotReadyYet, answers_of, placed_elsewhere, problems_in
from cohorts.operations.invitations import TooManyInvitations, invite
from cohorts.operations.members import join_team, note_level
from cohorts.operations.organizations import ensure_organization
from cohorts.operations.teams import open_team
from cohorts.tokens import new_nonce
from common.errors import DomainError
from common.history import sign_change
from notifications.models import OutboxMail

# Asked again within this time, the mail sent a moment ago is the answer: a double click sends one.
JUST_SENT = timedelta(minutes=10)
# Nobody gets more mails about forms than this in a day, whoever sends them and from whichever cohort; some lead several.
MOST_A_DAY = 20


@dataclass(frozen=True)
class Opening:
    """An organization whose leader is asked; `new_organization` names one that is made where it isn't known."""

    leader_name: str
    leader_email: str
    organization: Organization | None = None
    new_organization: str = ""
    new_organization_type: str = ""


class UnableToOpen(DomainError):
    """One of several forms can't be opened, so none is; `row` counts from 0, `refusal` says why."""

    def __init__(self, row: int, refusal: DomainError) -> None:
        super().__init__(row)
        self.row, self.refusal = row, refusal

    def __str__(self) -> str:
        return str(self.refusal)


class HasAForm(DomainError):
    """An organization has one form in a cohort."""

    field = "organization"

    def __str__(self) -> str:
        return _("This organization has a form in this cohort already. Open that form to change its leader or its day.")


class DeadlineIsPast(DomainError):
    """A form is open until a time to come."""

    field = "due_on"

    def __str__(self) -> str:
        return _("Choose a day that is still to come.")


class NotTheLeadersTurn(DomainError):
    """The form isn't with its leader, or its time is over."""

    def __str__(self) -> str:
        return _("The leader can’t write in this form now. Give it another day first, or look at where it stands.")


class TooManyMails(DomainError):
    """The leader's mailbox has had enough for a day."""

    field = "email"

    def __str__(self) -> str:
        return _("This address was sent %(count)d mails about forms in the last 24 hours. Try again tomorrow.") % {
            "count": MOST_A_DAY
        }


class NotHandedIn(DomainError):
    """Only a form that was handed in can be answered."""

    def __str__(self) -> str:
        return _("This form is not waiting for an answer any more. Look at where it stands now.")


class UnableToEnrollPerson(DomainError):
    """One of the people can't come in; the sentence says who and why."""

    def __init__(self, name: str, refusal: DomainError) -> None:
        super().__init__(name)
        self.name, self.refusal = name, refusal

    def __str__(self) -> str:
        return f"{self.name}: {self.refusal}"


@transaction.atomic
def open_formations(
    *, cohort: Cohort, openings: Sequence[Opening], due_at: datetime, by: User, now: datetime
) -> list[TeamFormation]:
    """A form for each of these organizations, all or none. Raises `UnableToOpen`, `DeadlineIsPast`, `CohortIsOver`."""
    opened = []
    for row, opening in enumerate(openings):
        try:
            organization = opening.organization or ensure_organization(
                name=opening.new_organization, kind=opening.new_organization_type
            )
            formation = open_formation(
                cohort=cohort,
                organization=organization,
                leader_name=opening.leader_name,
                leader_email=opening.leader_email,
                due_at=due_at,
                by=by,
                now=now,
            )
        except (CohortIsOver, DeadlineIsPast):
            raise
        except DomainError as refusal:
            raise UnableToOpen(row, refusal) from refusal
        opened.append(formation)
    return opened


@transaction.atomic
def open_formation(
    *,
    cohort: Cohort,
    organization: Organization,
    leader_name: str,
    leader_email: str,
    due_at: datetime,
    by: User,
    now: datetime,
) -> TeamFormation:
    """The organization's form in the cohort, its link mailed to the leader. A closed one is opened again; twice is once.

    Raises `CohortIsOver`, `DeadlineIsPast`, `UnreadableAddress`, `HasAForm`, `TooManyMails`.
    """
    cohort = lock_cohort(cohort)
    if due_at <= now:
        raise DeadlineIsPast
    address = plain_address(leader_email)
    formation = TeamFormation.objects.select_for_update().filter(cohort=cohort, organization=organization).first()
    if formation is not None and formation.status != FormationStatus.CLOSED:
        if formation.status in WITH_THE_LEADER and formation.leader_email == address:
            return formation
        raise HasAForm
    _check_mailbox(address, now)
    formation = formation or TeamFormation(cohort=cohort, organization=organization)
    formation.status, formation.nonce = FormationStatus.OPEN, new_nonce()
    formation.leader_name, formation.leader_email = leader_name, address
    formation.due_at, formation.opened_by, formation.opened_at = due_at, by, now
    formation.reminded_at = formation.decided_at = None
    formation.question = ""
    _save(formation, by=by, reason="Opened")
    tell_leader(notices.LINK, formation, now)
    return formation


@transaction.atomic
def new_link(
    *, formation: TeamFormation, leader_name: str, leader_email: str, by: User, now: datetime
) -> TeamFormation:
    """Another link, mailed to the same leader or another one; the one before opens nothing any more.

    Raises `CohortIsOver`, `NotTheLeadersTurn`, `UnreadableAddress`, `TooManyMails`.
    """
    formation = _lock(formation)
    approved = formation.status == FormationStatus.APPROVED
    if not approved and not formation.takes_answers(now):
        raise NotTheLeadersTurn
    address = plain_address(leader_email)
    _check_mailbox(address, now)
    formation.nonce = new_nonce()
    formation.leader_name, formation.leader_email = leader_name, address
    _save(formation, by=by, reason="New link")
    tell_leader(notices.APPROVED if approved else notices.LINK, formation, now)
    return formation


@transaction.atomic
def remind(*, formation: TeamFormation, by: User, now: datetime) -> TeamFormation:
    """Mails the leader once more. Asked twice in a row, it is sent once. Raises `CohortIsOver`, `NotTheLeadersTurn`."""
    formation = _lock(formation)
    if not formation.takes_answers(now):
        raise NotTheLeadersTurn
    if max(formation.opened_at, formation.reminded_at or formation.opened_at) <= now - JUST_SENT:
        _remind(formation, by, now, reason="Reminded")
    return formation


@transaction.atomic
def extend(*, formation: TeamFormation, due_at: datetime, by: User, now: datetime) -> TeamFormation:
    """Another deadline; the leader is told. Twice is once.

    Raises `CohortIsOver`, `DeadlineIsPast`, `NotTheLeadersTurn`, `TooManyMails`.
    """
    formation = _lock(formation)
    if formation.status not in WITH_THE_LEADER:
        raise NotTheLeadersTurn
    if due_at <= now:
        raise DeadlineIsPast
    if formation.due_at != due_at:
        _check_mailbox(formation.leader_email, now)
        formation.due_at = due_at
        _remind(formation, by, now, reason="Deadline changed")
    return formation


@transaction.atomic
def send_back(*, formation: TeamFormation, question: str, due_at: datetime, by: User, now: datetime) -> TeamFormation:
    """Back to the leader with a question, and with time to answer it. Twice is once.

    Raises `CohortIsOver`, `DeadlineIsPast`, `NotHandedIn`.
    """
    formation = _lock(formation)
    if formation.status == FormationStatus.SENT_BACK and formation.question == question:
        return formation
    if formation.status != FormationStatus.HANDED_IN:
        raise NotHandedIn
    if due_at <= now:
        raise DeadlineIsPast
    formation.status, formation.question, formation.due_at = FormationStatus.SENT_BACK, question, due_at
    # The question reminds, too: no other mail comes on its heels.
    formation.reminded_at = now
    _save(formation, by=by, reason="Sent back with a question")
    tell_leader(notices.QUESTION, formation, now)
    return formation


@transaction.atomic
def close(*, formation: TeamFormation, by: User, now: datetime) -> TeamFormation:
    """No team comes of it, and its link opens nothing any more. Twice is once.

    Raises `CohortIsOver`, and `NotHandedIn` where it was approved.
    """
    formation = _lock(formation)
    if formation.status == FormationStatus.APPROVED:
        raise NotHandedIn
    if formation.status != FormationStatus.CLOSED:
        formation.status, formation.decided_at = FormationStatus.CLOSED, now
        _save(formation, by=by, reason="Closed without a team")
    return formation


@transaction.atomic
def approve(*, formation: TeamFormation, team_name: str, by: User, now: datetime) -> TeamFormation:
    """Opens the team, enrolls the people of the form in it and invites them. Two who approve at once make one team.

    Raises `CohortIsOver`, `NotHandedIn`, `NotReadyYet` where something became wrong since it was handed in,
    `UnableToEnrollPerson`, `UnableToOpenTeam`.
    """
    formation = _lock(formation)
    if formation.status == FormationStatus.APPROVED:
        return formation
    if formation.status != FormationStatus.HANDED_IN:
        raise NotHandedIn
    lines = answers_of(formation).lines
    problems = problems_in(formation, lines) or placed_elsewhere(formation, lines)
    if problems:
        raise NotReadyYet(formation, problems)
    team = open_team(cohort=formation.cohort, organization=formation.organization, name=team_name, by=by, now=now)
    enrollments = [
        _enroll(member, team, by, now) for member in ProposedMember.objects.filter(formation=formation).order_by("position")
    ]  # fmt: skip
    formation.status, formation.decided_at, formation.team = FormationStatus.APPROVED, now, team
    _save(formation, by=by, reason="Approved")
    for enrollment in enrollments:
        _invite(enrollment, by, now)
    tell_leader(notices.APPROVED, formation, now)
    return formation


def _check_mailbox(address: str, now: datetime) -> None:
    """Raises `TooManyMails`."""
    kinds = (notices.LINK, notices.REMINDER, notices.QUESTION, notices.APPROVED)
    sent = OutboxMail.objects.filter(address=address, kind__in=kinds, created_at__gt=now - timedelta(days=1))
    if sent.count() >= MOST_A_DAY:
        raise TooManyMails


def _enroll(member: ProposedMember, team: Team, by: User, now: datetime) -> Enrollment:
    role = Role.TEAM_LEAD if member.is_lead else Role.PARTICIPANT
    try:
        enrollment = join_team(team=team, email=member.email, name=member.name, role=role, by=by, now=now)
    except DomainError as refusal:
        raise UnableToEnrollPerson(member.name, refusal) from refusal
    enrollment = note_level(enrollment=enrollment, level=member.level, by=by, now=now)
    member.enrollment = enrollment
    member.save(update_fields=["enrollment"])
    return enrollment


def _invite(enrollment: Enrollment, by: User, now: datetime) -> None:
    if enrollment.status != EnrollmentStatus.INVITED:
        return
    try:
        invite(enrollment=enrollment, by=by, now=now)
    except TooManyInvitations:
        # Their mailbox has had enough for today; the roster shows that nothing was sent, and sends it tomorrow.
        return


def _lock(formation: TeamFormation) -> TeamFormation:
    """The form as it is now, its cohort's lock first, as everywhere where people are enrolled. Raises `CohortIsOver`."""
    cohort = lock_cohort(formation.cohort)
    rows = TeamFormation.objects.select_for_update(of=("self",)).select_related("organization")
    locked = rows.get(pk=formation.pk)
    locked.cohort = cohort
    return locked


def _remind(formation: TeamFormation, by: User | None, now: datetime, *, reason: str) -> None:
    formation.reminded_at = now
    _save(formation, by=by, reason=reason)
    tell_leader(notices.REMINDER, formation, now)


def _save(formation: TeamFormation, *, by: User | None, reason: str) -> None:
    sign_change(formation, by=by, reason=reason)
    formation.save()
