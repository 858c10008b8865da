"""The fixed lists of the cohort's world."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Accent(models.TextChoices):
    FORUM = "forum", _("evergreen")
    SNI = "sni", _("plum")
    UPSTREAM = "upstream", _("harbor blue")
    CAFE = "cafe", _("clay")


class EnrollmentUnit(models.TextChoices):
    INDIVIDUAL = "individual", _("one person at a time")
    TEAM = "team", _("a team of one organization")


class OrganizationType(models.TextChoices):
    HEALTH_CENTER = "health_center", _("Community health center")
    HEALTH_SYSTEM = "health_system", _("Health system or network")
    PCA = "pca", _("Primary Care Association (PCA)")
    HCCN = "hccn", _("Health Center Controlled Network (HCCN)")
    COMMUNITY_BASED = "community_based", _("Community-based organization")
    SOCIAL_SERVICE = "social_service", _("Social service agency")
    PUBLIC_HEALTH = "public_health", _("Public health department")
    OTHER = "other", _("Other cross-sector partner")


class ExperienceLevel(models.TextChoices):
    EARLY = "early", _("At an early stage")
    BETWEEN = "between", _("In between")
    YEARS = "years", _("Several years of work")


class CohortStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    ARCHIVED = "archived", _("archived")


class Role(models.TextChoices):
    PARTICIPANT = "participant", _("participant")
    TEAM_LEAD = "team_lead", _("team lead")
    FACILITATOR = "facilitator", _("facilitator")
    COACH = "coach", _("coach")
    COORDINATOR = "coordinator", _("coordinator")
    OBSERVER = "observer", _("observer")


class EnrollmentStatus(models.TextChoices):
    INVITED = "invited", _("invited")
    ACTIVE = "active", _("active")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RoleLevel(models.TextChoices):
    """Where somebody stands at work; the mix of a cohort is told by it, never one person's to peers."""

    FRONT_LINE = "front_line", _("Front-line staff")
    MANAGER = "manager", _("Supervisor or manager")
    DIRECTOR = "director", _("Director")
    EXECUTIVE = "executive", _("C-suite")
    BOARD = "board", _("Board member")
    COMMUNITY = "community", _("Patient, client or community member")
    OTHER = "other", _("Other")


class SpeaksAs(models.TextChoices):
    """What somebody without a name chooses to say of themselves."""

    COMMUNITY = "community", _("community member")
    HEALTH = "health", _("from a health center or system")
    PARTNER = "partner", _("from a partner organization")


class FormationStatus(models.TextChoices):
    """Where a team formation form stands."""

    OPEN = "open", _("with the organization")
    HANDED_IN = "handed_in", _("handed in")
    SENT_BACK = "sent_back", _("sent back with a question")
    APPROVED = "approved", _("approved")
    CLOSED = "closed", _("closed without a team")


class JoinRequestStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class GroupStatus(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    OPEN = "open", _("open")
    DECLINED = "declined", _("declined")
    CLOSED = "closed", _("closed")


class RosterOutcome(models.TextChoices):
    """What importing a row of a roster would do."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    LEFT_OUT = "left_out", _("left out")
    WRONG = "wrong", _("wrong")


# Those who are inside: what they may see is theirs to see. The invited aren't in yet, the withdrawn are out.
INSIDE = (EnrollmentStatus.ACTIVE, EnrollmentStatus.COMPLETED)
# A cohort people still write and act in; the others are read only.
GOING_ON = (CohortStatus.PLANNED, CohortStatus.RUNNING)
# Those who run the sessions of a cohort.
DESK_ROLES = (Role.FACILITATOR, Role.COORDINATOR)
# Those who take part in the talk; an observer sees none of it.
TALKING_ROLES = (Role.PARTICIPANT, Role.TEAM_LEAD, Role.FACILITATOR, Role.COACH, Role.COORDINATOR)
# Those of whom the participation rule expects something.
LEARNING_ROLES = (Role.PARTICIPANT, Role.TEAM_LEAD)
