"""Who keeps order on a board."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import User
from cohorts.enums import DESK_ROLES
from cohorts.models import Enrollment, GroupMembership
from discussions.enums import BoardKind
from discussions.models import Board


def moderators_of(board: Board) -> set[int]:
    """The ids of those who run the cohort's sessions now and read the board. At most two queries.

    The same question as `discussions.moderate_thread`, asked for everybody at once; site administrators left aside.
    """
    desk = Enrollment.objects.active().filter(cohort=board.cohort_id, role__in=DESK_ROLES)
    if board.kind == BoardKind.TEAM and not board.cohort.staff_see_team_boards:
        desk = desk.filter(Q(team=board.team_id) | Q(person__coached_teams=board.team_id))
    if board.kind == BoardKind.GROUP:
        members = GroupMembership.objects.standing().filter(group=board.group_id)
        desk = desk.filter(person__in=members.values("person"))
    if board.kind == BoardKind.COACHING and board.pair is not None:
        is_coach = Q(person=board.pair.coach_id) if board.pair.stands else Q(pk__in=())
        desk = desk.filter(Q(team=board.pair.team_id) | is_coach)
    return set(desk.values_list("person", flat=True))


def administrators() -> set[int]:
    """The ids of the site administrators, who keep order where nobody else reads. One query."""
    return set(User.objects.filter(is_active=True, is_superuser=True).values_list("pk", flat=True))
