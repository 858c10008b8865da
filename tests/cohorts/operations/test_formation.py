"""What coordinators do with the forms: open, remind, extend, answer, approve."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from accounts.operations.people import person_for_email
from cohorts.enums import EnrollmentStatus, FormationStatus, Role
from cohorts.models import Enrollment, Invitation, Organization, Team, TeamFormation
from cohorts.operations.enrollment import CohortIsOver, activate, enroll
from cohorts.operations.formation import (
    DeadlineIsPast,
    HasAForm,
    NotHandedIn,
    NotTheLeadersTurn,
    Opening,
    TooManyMails,
    UnableToEnrollPerson,
    UnableToOpen,
    approve,
    close,
    extend,
    new_link,
    open_formation,
    open_formations,
    remind,
    send_back,
)
from cohorts.operations.formation_answers import NotReadyYet, hand_in
from cohorts.operations.invitations import MOST_A_DAY
from cohorts.operations.teams import open_team
from notifications.models import OutboxMail
from tests.cohorts.operations.test_formation_answers import FOUR
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    EnrollmentFactory,
    InvitationFactory,
    OrganizationFactory,
    TeamFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DUE = NOW + timedelta(days=14)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(name="Connie Coordinator")


@pytest.fixture
def cohort():
    return CohortFactory(team_size_min=3, team_size_max=5)


@pytest.fixture
def open_one(cohort, by):
    def start(**facts):
        facts = {
            "organization": None,
            "leader_name": "Ana Lead",
            "leader_email": "Ana@example.org",
            "due_at": DUE,
        } | facts
        facts["organization"] = facts["organization"] or OrganizationFactory(name="Condor Valley")
        return open_formation(cohort=cohort, by=by, **({"now": NOW} | facts))

    return start


@pytest.fixture
def handed_in(open_one):
    return hand_in(formation=open_one(), answers=FOUR, version=0, now=NOW)


def kinds():
    return sorted(OutboxMail.objects.values_list("kind", flat=True))


# --- Opening --------------------------------------------------------------------------------------


def test_opening_mails_the_leader_once(open_one, by):
    formation = open_one()
    again = open_one(organization=formation.organization, now=LATER)
    assert again == formation
    assert (formation.leader_email, formation.status, formation.opened_by) == ("ana@example.org", "open", by)
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.address) == ("cohorts.formation_link", "ana@example.org")
    # Nobody gets an account by being asked.
    assert list(User.objects.all()) == [by]
    assert formation.history.get().history_change_reason == "Opened"


def test_another_leader_is_not_named_by_opening_again(open_one):
    formation = open_one()
    with pytest.raises(HasAForm):
        open_one(organization=formation.organization, leader_email="ben@example.org")


def test_a_closed_form_is_opened_again_with_another_link(open_one, by):
    formation = open_one()
    close(formation=formation, by=by, now=NOW)
    again = open_one(organization=formation.organization, leader_email="ben@example.org", now=LATER)
    assert (again.pk, again.status, again.leader_email) == (formation.pk, "open", "ben@example.org")
    assert again.nonce != formation.nonce


def test_not_for_a_day_that_is_past_or_in_a_cohort_that_is_over(open_one, cohort):
    with pytest.raises(DeadlineIsPast):
        open_one(due_at=NOW)
    type(cohort).objects.update(status="archived")
    with pytest.raises(CohortIsOver):
        open_one(organization=OrganizationFactory())
    assert TeamFormation.objects.count() == 0


def test_several_are_opened_together_or_not_at_all(cohort, by):
    known = OrganizationFactory()
    openings = [
        Opening("Ana", "ana@example.org", organization=known),
        Opening("Ben", "ben@example.org", new_organization="Saltmarsh", new_organization_type="health_center"),
        Opening("Cai", "not an address", organization=OrganizationFactory()),
    ]
    with pytest.raises(UnableToOpen) as refused:
        open_formations(cohort=cohort, openings=openings, due_at=DUE, by=by, now=NOW)
    assert (refused.value.row, refused.value.refusal.field) == (2, "email")
    assert (TeamFormation.objects.count(), Organization.objects.filter(name="Saltmarsh").count()) == (0, 0)
    opened = open_formations(cohort=cohort, openings=openings[:2], due_at=DUE, by=by, now=NOW)
    assert [formation.organization.name for formation in opened] == [known.name, "Saltmarsh"]
    assert kinds() == ["cohorts.formation_link"] * 2


# --- While it is with the leader ------------------------------------------------------------------


def test_a_new_link_ends_the_old_one_and_may_go_to_somebody_else(open_one, by):
    formation = open_one()
    new_link(formation=formation, leader_name="Ben", leader_email="ben@example.org", by=by, now=LATER)
    assert TeamFormation.objects.with_token(formation.token).count() == 0
    assert TeamFormation.objects.get().leader_email == "ben@example.org"
    assert sorted(OutboxMail.objects.values_list("address", flat=True)) == [
        "ana@example.org",
        "ben@example.org",
    ]


def test_one_mailbox_gets_twenty_mails_a_day_about_forms_whoever_sends_them(open_one, by):
    formation, token = open_one(), ""
    for minute in range(1, 20):
        formation = new_link(
            formation=formation,
            leader_name="Ana Lead",
            leader_email="ANA@example.org",
            by=UserFactory(),
            now=NOW + timedelta(minutes=minute),
        )
        token = formation.token
    assert OutboxMail.objects.filter(address="ana@example.org").count() == 20
    with pytest.raises(TooManyMails, match="sent 20 mails about forms"):
        new_link(formation=formation, leader_name="Ana Lead", leader_email="ana@example.org", by=by, now=LATER)
    with pytest.raises(TooManyMails):
        extend(formation=formation, due_at=DUE + timedelta(days=1), by=by, now=LATER)
    with pytest.raises(TooManyMails):
        open_one(organization=OrganizationFactory(), now=LATER)
    formation.refresh_from_db()
    assert (formation.token, formation.due_at) == (token, DUE)
    other = new_link(formation=formation, leader_name="Ben", leader_email="ben@example.org", by=by, now=LATER)
    assert other.leader_email == "ben@example.org"
    tomorrow = NOW + timedelta(days=1, minutes=20)
    assert new_link(formation=other, leader_name="Ana", leader_email="ana@example.org", by=by, now=tomorrow)


def test_reminding_twice_in_a_row_sends_one_mail(open_one, by):
    formation = open_one()
    remind(formation=formation, by=by, now=NOW)
    assert kinds() == ["cohorts.formation_link"]
    remind(formation=formation, by=by, now=LATER)
    remind(formation=formation, by=by, now=LATER + timedelta(minutes=1))
    assert kinds() == ["cohorts.formation_link", "cohorts.formation_reminder"]


def test_the_deadline_is_moved_also_when_it_has_passed(open_one, by):
    formation = open_one()
    late = DUE + timedelta(days=1)
    with pytest.raises(NotTheLeadersTurn):
        remind(formation=formation, by=by, now=late)
    with pytest.raises(DeadlineIsPast):
        extend(formation=formation, due_at=late, by=by, now=late)
    for _twice in range(2):
        formation = extend(formation=formation, due_at=late + timedelta(days=7), by=by, now=late)
    assert formation.takes_answers(late)
    assert kinds() == ["cohorts.formation_link", "cohorts.formation_reminder"]


def test_closing_is_possible_until_it_is_approved(handed_in, by):
    approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    with pytest.raises(NotHandedIn):
        close(formation=handed_in, by=by, now=NOW)


# --- Answering ------------------------------------------------------------------------------------


def test_sent_back_with_a_question_it_can_be_handed_in_again(handed_in, by):
    facts = {"question": "Who is Dee?", "due_at": DUE, "by": by}
    back = send_back(formation=handed_in, now=LATER, **facts)
    assert (back.status, back.takes_answers(LATER)) == ("sent_back", True)
    send_back(formation=handed_in, now=LATER + timedelta(minutes=1), **facts)
    assert OutboxMail.objects.filter(kind="cohorts.formation_question").count() == 1
    again = hand_in(formation=back, answers=FOUR, version=1, now=LATER)
    assert again.status == FormationStatus.HANDED_IN


def test_only_what_was_handed_in_is_answered(open_one, by):
    formation = open_one()
    with pytest.raises(NotHandedIn):
        send_back(formation=formation, question="?", due_at=DUE, by=by, now=NOW)
    with pytest.raises(NotHandedIn):
        approve(formation=formation, team_name="Condor", by=by, now=NOW)
    assert Team.objects.count() == 0


def test_approving_makes_the_team_and_invites_everybody(handed_in, by, cohort):
    formation = approve(formation=handed_in, team_name="Condor Valley team", by=by, now=LATER)
    team = Team.objects.get()
    assert (formation.team, formation.status, formation.decided_at) == (team, "approved", LATER)
    assert (team.name, team.cohort, team.organization, team.formed_at) == (
        "Condor Valley team", cohort, formation.organization, None
    )  # fmt: skip
    rows = Enrollment.objects.order_by("person__email")
    assert list(rows.values_list("person__email", "person__name", "role", "level", "status", "team")) == [
        ("ana@example.org", "Ana Lead", Role.TEAM_LEAD, "director", EnrollmentStatus.INVITED, team.pk),
        ("ben@example.org", "Ben", Role.PARTICIPANT, "manager", EnrollmentStatus.INVITED, team.pk),
        ("cai@example.org", "Cai", Role.PARTICIPANT, "front_line", EnrollmentStatus.INVITED, team.pk),
        ("dee@example.org", "Dee", Role.PARTICIPANT, "community", EnrollmentStatus.INVITED, team.pk),
    ]
    assert Invitation.objects.count() == 4
    assert team.board is not None
    assert kinds() == ["cohorts.formation_approved", "cohorts.formation_link", *["cohorts.invitation"] * 4]


def test_approving_twice_makes_one_team(handed_in, by):
    approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    approve(formation=handed_in, team_name="Condor again", by=by, now=LATER)
    assert (Team.objects.get().name, Invitation.objects.count()) == ("Condor", 4)


def test_the_team_is_formed_when_three_of_the_four_have_accepted(handed_in, by):
    approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    formed = []
    for enrollment in Enrollment.objects.order_by("pk"):
        activate(enrollment=enrollment, by=by, now=LATER)
        formed.append(Team.objects.get().formed_at)
    assert formed == [None, None, LATER, LATER]


def test_what_became_wrong_since_then_is_said(handed_in, by, cohort):
    EnrollmentFactory(cohort=cohort, person__email="ben@example.org", team=TeamFactory(cohort=cohort))
    with pytest.raises(NotReadyYet) as refused:
        approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    assert str(refused.value) == (
        "Person 2: This person already has a place in the community, in another team or role. "
        "Move them first, or ask the leader for somebody else."
    )
    assert Team.objects.filter(name="Condor").count() == 0


def test_open_invitations_of_the_team_count_toward_the_maximum(handed_in, by, cohort):
    team = open_team(cohort=cohort, organization=handed_in.organization, name="Condor", by=by, now=NOW)
    for number in range(2):
        enroll(cohort=cohort, email=f"early-{number}@example.org", team=team, by=by, now=NOW)
    with pytest.raises(UnableToEnrollPerson) as refused:
        approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    assert str(refused.value).startswith("Dee: Condor is full")
    assert (Enrollment.objects.count(), TeamFormation.objects.get().status) == (2, "handed_in")


def test_somebody_whose_mailbox_has_had_enough_is_enrolled_and_invited_another_day(handed_in, by):
    person = person_for_email(email="ben@example.org", by=by)
    for _number in range(MOST_A_DAY):
        InvitationFactory(enrollment__person=person, created_at=NOW)
    approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    assert Enrollment.objects.filter(team__name="Condor").count() == 4
    assert Invitation.objects.filter(enrollment__team__name="Condor").count() == 3


def test_somebody_in_another_cohort_joins_with_the_account_they_have(handed_in, by):
    known = EnrollmentFactory(person__email="ben@example.org", person__name="Benjamin").person
    approve(formation=handed_in, team_name="Condor", by=by, now=NOW)
    assert User.objects.get(email="ben@example.org") == known
    assert (known.name, known.enrollments.count()) == ("Benjamin", 2)
