from cohorts.models.coaching import CoachingPair
from cohorts.models.cohort import Cohort, Holiday, Phase
from cohorts.models.enrollment import Enrollment, Team
from cohorts.models.formation import ProposedMember, TeamFormation
from cohorts.models.group import AffinityGroup, GroupMeeting, GroupMembership
from cohorts.models.invitation import Invitation
from cohorts.models.join_request import JoinRequest
from cohorts.models.letter import CohortLetter
from cohorts.models.organization import Organization
from cohorts.models.program import Program
from cohorts.models.pseudonym import Pseudonym, PseudonymOpening

__all__ = [
    "AffinityGroup",
    "CoachingPair",
    "Cohort",
    "CohortLetter",
    "Enrollment",
    "GroupMeeting",
    "GroupMembership",
    "Holiday",
    "Invitation",
    "JoinRequest",
    "Organization",
    "Phase",
    "Program",
    "ProposedMember",
    "Pseudonym",
    "PseudonymOpening",
    "Team",
    "TeamFormation",
]
