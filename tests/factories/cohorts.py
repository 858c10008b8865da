from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import factory

from cohorts.enums import EnrollmentStatus, GroupStatus, OrganizationType, Role
from cohorts.models import (
    AffinityGroup,
    CoachingPair,
    Cohort,
    CohortLetter,
    Enrollment,
    GroupMeeting,
    GroupMembership,
    Holiday,
    Invitation,
    JoinRequest,
    Organization,
    Phase,
    Program,
    ProposedMember,
    Pseudonym,
    PseudonymOpening,
    Team,
    TeamFormation,
)
from tests.factories.accounts import UserFactory


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Program

    slug = factory.Sequence(lambda n: f"program-{n}")
    title = factory.Sequence(lambda n: f"Program number {n}")
    short_title = factory.Sequence(lambda n: f"Program {n}")
    summary = "A community of practice."
    purpose = "To learn together."


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Health Center {n}")
    kind = OrganizationType.HEALTH_CENTER


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort

    program = factory.SubFactory(ProgramFactory)
    slug = factory.Sequence(lambda n: f"cohort-{n}")
    title = factory.Sequence(lambda n: f"Cohort {n}")
    time_zone = "America/New_York"


class PhaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phase

    cohort = factory.SubFactory(CohortFactory)
    slug = factory.Sequence(lambda n: f"phase-{n}")
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Phase {n}")


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    cohort = factory.SubFactory(CohortFactory)
    organization = factory.SubFactory(OrganizationFactory)
    slug = factory.Sequence(lambda n: f"team-{n}")
    name = factory.Sequence(lambda n: f"Team {n}")


class CoachingPairFactory(factory.django.DjangoModelFactory):
    """A coach and a team, as if named; the team's own `coach` is the operation's to keep in step."""

    class Meta:
        model = CoachingPair

    team = factory.SubFactory(TeamFactory)
    coach = factory.SubFactory(UserFactory)
    began_at = factory.LazyFunction(lambda: datetime.now(UTC))


class EnrollmentFactory(factory.django.DjangoModelFactory):
    """An active participant, who is in the directory."""

    class Meta:
        model = Enrollment

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(UserFactory)
    role = Role.PARTICIPANT
    status = EnrollmentStatus.ACTIVE
    in_directory = True


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    enrollment = factory.SubFactory(EnrollmentFactory, status=EnrollmentStatus.INVITED)
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))
    expires_at = factory.LazyAttribute(lambda invitation: invitation.created_at + timedelta(days=21))


class CohortLetterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CohortLetter

    cohort = factory.SubFactory(CohortFactory)
    subject = "We missed you"
    text = "How are you?"
    written_at = factory.LazyFunction(lambda: datetime.now(UTC))


class PseudonymFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pseudonym

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Cedar {n + 100}")
    given_at = factory.LazyFunction(lambda: datetime.now(UTC))


class PseudonymOpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PseudonymOpening

    pseudonym = factory.SubFactory(PseudonymFactory)
    opened_by = factory.SubFactory(UserFactory)
    opened_at = factory.LazyFunction(lambda: datetime.now(UTC))
    reason = "A worry about their safety"


class HolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holiday

    cohort = factory.SubFactory(CohortFactory)
    day = factory.Sequence(lambda n: date(2026, 1, 1) + timedelta(days=n))
    name = "Holiday"


class TeamFormationFactory(factory.django.DjangoModelFactory):
    """An open form with two weeks left."""

    class Meta:
        model = TeamFormation

    cohort = factory.SubFactory(CohortFactory)
    organization = factory.SubFactory(OrganizationFactory)
    leader_name = "Lena Ortiz"
    leader_email = factory.Sequence(lambda n: f"leader-{n}@example.org")
    opened_at = factory.LazyFunction(lambda: datetime.now(UTC))
    due_at = factory.LazyAttribute(lambda formation: formation.opened_at + timedelta(days=14))


class ProposedMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProposedMember

    formation = factory.SubFactory(TeamFormationFactory)
    position = factory.Sequence(lambda n: n)
    name = factory.Sequence(lambda n: f"Member {n}")
    email = factory.Sequence(lambda n: f"member-{n}@example.org")


class JoinRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JoinRequest

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Newcomer {n}")
    email = factory.Sequence(lambda n: f"newcomer-{n}@example.org")
    organization_type = OrganizationType.COMMUNITY_BASED
    asked_at = factory.LazyFunction(lambda: datetime.now(UTC))


class AffinityGroupFactory(factory.django.DjangoModelFactory):
    """An open group."""

    class Meta:
        model = AffinityGroup

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    purpose = "To think together."
    status = GroupStatus.OPEN
    proposed_at = factory.LazyFunction(lambda: datetime.now(UTC))


class GroupMembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupMembership

    group = factory.SubFactory(AffinityGroupFactory)
    person = factory.SubFactory(UserFactory)
    joined_at = factory.LazyFunction(lambda: datetime.now(UTC))


class GroupMeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GroupMeeting

    group = factory.SubFactory(AffinityGroupFactory)
    starts_at = factory.LazyFunction(lambda: datetime.now(UTC) + timedelta(days=7))
