"""The mails about coming into a cohort, written when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.cohort_matters import FORMATION
from cohorts.enums import INSIDE
from cohorts.models import Enrollment, Invitation, Team
from cohorts.models.invitation import MAILED_AS
from cohorts.places import place_of
from common.times import named_moment
from notifications.kinds import Letter, Skip
from notifications.models import OutboxMail

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

INVITATION = MAILED_AS
TEAM_REOPENED = "cohorts.team_reopened"


def compose_invitation(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """The invitation, as long as its link still opens something."""
    rows = Invitation.objects.select_related("enrollment__person", "enrollment__cohort__program", "invited_by")
    invitation = rows.filter(pk=mail.params["invitation"]).first()
    if invitation is None:
        return Skip(_("The invitation is gone."))
    if not invitation.opens(now):
        return Skip(_why_closed(invitation))
    enrollment = invitation.enrollment
    return Letter(
        template="invitation",
        context={
            "person": enrollment.person,
            "invited_by": invitation.invited_by.display_name if invitation.invited_by else "",
            "role": enrollment.get_role_display(),
            "cohort": enrollment.cohort,
            "program": enrollment.cohort.program,
            "path": reverse("cohorts:invitation_accept", args=[invitation.token]),
            "until": named_moment(
                invitation.expires_at, enrollment.person.time_zone or enrollment.cohort.time_zone, now
            ),
        },
    )


def _why_closed(invitation: Invitation) -> _StrPromise:
    if invitation.accepted_at is not None:
        return _("The invitation was accepted in the meantime.")
    if invitation.revoked_at is not None:
        return _("The invitation was taken back in the meantime.")
    return _("The invitation has expired, or the cohort is completed.")


def compose_team_reopened(mail: OutboxMail, now: datetime) -> Letter | Skip:
    """To a coordinator: a formed team has too few people now, as long as that is so."""
    teams = Team.objects.select_related("cohort__program", "organization")
    team = teams.filter(pk=mail.params["team"]).first()
    if team is None or team.formed_at is not None:
        return Skip(_("The team has enough people again, or is gone."))
    if not Enrollment.objects.filter(cohort=team.cohort, person=mail.recipient).coordinating().exists():
        return Skip(_("They no longer coordinate this cohort."))
    accepted = team.enrollments.filter(status__in=INSIDE).count()
    return Letter(
        template="team_reopened",
        context={
            "team": team,
            "cohort": team.cohort,
            "program": team.cohort.program,
            "accepted": accepted,
            "path": reverse("cohorts:manage_people", args=[team.cohort.slug]),
        },
        matter=FORMATION,
        place=place_of(team.cohort),
    )
