"""What people are told of cohorts under Notifications: that they are invited, and how the forming of a team stands.

Each is asked again when it is shown: what has moved on since is told as it stands, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import FormationStatus
from cohorts.models import Invitation, Team, TeamFormation
from cohorts.places import TEAMS
from common.times import named_moment
from notifications.enums import Channel
from notifications.matters import Matter, Shown

if TYPE_CHECKING:
    from accounts.models import User
    from notifications.models import Notice

INVITED, FORMATION = "cohorts.invited", "cohorts.formation"
# Nobody's in any cohort: an invitation always comes, there is nothing to choose.
NOBODYS = "nobody"


def show_invited(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """The viewer's invitations that still open something. One query."""
    rows = Invitation.objects.filter(enrollment__person=viewer).select_related(
        "enrollment__person", "enrollment__cohort"
    )
    found = rows.in_bulk([notice.params["invitation"] for notice in notices])
    shown = {}
    for notice in notices:
        invitation = found.get(notice.params["invitation"])
        if invitation is not None and invitation.opens(now):
            cohort = invitation.enrollment.cohort
            url = reverse("cohorts:invitation_accept", args=[invitation.token])
            shown[notice.pk] = Shown(_("You are invited to %(cohort)s") % {"cohort": cohort}, url, about=cohort.title)
    return shown


def show_formation(viewer: User, notices: Sequence[Notice], now: datetime) -> Mapping[int, Shown]:
    """For coordinators: forms that wait, teams with too few people. For a form’s leader: how it stands. Three queries."""
    coordinated = set(viewer.enrollments.coordinating().values_list("cohort", flat=True))
    forms = TeamFormation.objects.select_related("cohort", "organization", "team").in_bulk(_ids(notices, "formation"))
    teams = Team.objects.select_related("cohort").filter(formed_at=None).in_bulk(_ids(notices, "team"))
    shown: dict[int, Shown] = {}
    for notice in notices:
        form, team = forms.get(notice.params.get("formation")), teams.get(notice.params.get("team"))
        said = None
        if team is not None and team.cohort_id in coordinated:
            line = _("“%(team)s” has too few people now") % {"team": team.name}
            said = Shown(line, reverse("cohorts:manage_people", args=[team.cohort.slug]), about=team.cohort.title)
        elif form is not None and "led" not in notice.params and form.cohort_id in coordinated:
            said = _for_coordinators(form)
        elif form is not None and "led" in notice.params and form.leader_email == viewer.email:
            said = _for_leader(form, viewer, now)
        if said is not None:
            shown[notice.pk] = said
    return shown


def _ids(notices: Sequence[Notice], name: str) -> list[int]:
    return [notice.params[name] for notice in notices if name in notice.params]


def _for_coordinators(form: TeamFormation) -> Shown | None:
    if form.status != FormationStatus.HANDED_IN:
        return None
    url = reverse("cohorts:formation_detail", args=[form.cohort.slug, form.pk])
    line = _("The team of %(organization)s is waiting for you") % {"organization": form.organization}
    return Shown(line, url, about=form.cohort.title)


def _for_leader(form: TeamFormation, viewer: User, now: datetime) -> Shown | None:
    about = form.cohort.title
    if form.status == FormationStatus.APPROVED:
        line = _("The team of %(organization)s is approved") % {"organization": form.organization}
        return Shown(line, reverse("cohorts:formation_form", args=[form.token]), about=about)
    if not form.takes_answers(now) or not form.cohort.is_open:
        return None
    until = named_moment(form.due_at, viewer.time_zone or form.cohort.time_zone, now)
    words = {"organization": form.organization, "until": until}
    sent_back = _("The team form of %(organization)s came back with a question; it is open until %(until)s")
    is_open = _("The team form of %(organization)s is open until %(until)s")
    line = (sent_back if form.status == FormationStatus.SENT_BACK else is_open) % words
    return Shown(line, reverse("cohorts:formation_form", args=[form.token]), about=about)


MATTERS = [
    Matter(
        FORMATION,
        title=gettext_lazy("Team formation"),
        explained=gettext_lazy(
            "A team form was handed in, sent back or approved, or is due soon; a team has too few people now. Mails with a "
            "form’s personal link always come."
        ),
        example=gettext_lazy("The team of Condor Valley Health Center is waiting for you"),
        default=Channel.MAIL,
        show=show_formation,
        audience=TEAMS,
    ),
    Matter(
        INVITED,
        title=gettext_lazy("Invitations"),
        explained=gettext_lazy("Somebody invites you to a cohort."),
        example=gettext_lazy("You are invited to Health Equity Forum 2027"),
        default=Channel.MAIL,
        show=show_invited,
        audience=NOBODYS,
    ),
]
