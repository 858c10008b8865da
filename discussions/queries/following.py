"""Who follows what how closely: of a viewer for their pages, of a post for those who tell people about it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from cohorts.enums import DESK_ROLES, INSIDE, TALKING_ROLES
from cohorts.models import Enrollment, GroupMembership
from discussions.enums import QUIET_LEVELS, SHARED_KINDS, BoardKind, FollowLevel
from discussions.models import Following

if TYPE_CHECKING:
    from cohorts.querysets import EnrollmentQuerySet
    from discussions.models import Board, Post, Thread


def said_of(viewer: User | int, **place: Any) -> Subquery:
    """What the viewer said of the board or thread of an outer query (`board=OuterRef("pk")`); null where nothing."""
    return Subquery(Following.objects.filter(person=viewer, **place).values("level")[:1])


def level_on_thread(viewer: User) -> Coalesce:
    """How closely the viewer follows each thread of a query of threads."""
    on_thread, on_board = said_of(viewer, thread=OuterRef("pk")), said_of(viewer, board=OuterRef("board"))
    return Coalesce(on_thread, on_board, Value(FollowLevel.NORMAL), output_field=CharField())


def reading(board: Board) -> EnrollmentQuerySet:
    """The enrollments by which people read the board: the same walls as `BoardQuerySet.visible_to`, from the other side."""
    return Enrollment.objects.filter(_rooms(board), cohort=board.cohort_id, status__in=INSIDE, role__in=TALKING_ROLES)


def readers_of(thread: Thread, now: datetime) -> QuerySet[User]:
    """Those who read the thread by an enrollment: the same walls as `ThreadQuerySet.visible_to`, asked from the other side.

    Site administrators, who stand above all cohorts, are not among them unless they are enrolled.
    """
    inside = reading(thread.board).filter(person=OuterRef("pk"))
    if not thread.is_open_at(now):
        inside = inside.filter(role__in=DESK_ROLES)
    return User.objects.filter(Exists(inside), is_active=True)


def _rooms(board: Board) -> Q:
    of_desk = Q(role__in=DESK_ROLES)
    match board.kind:
        case kind if kind in SHARED_KINDS:
            return Q()
        case BoardKind.TEAM if board.team is not None:
            room = Q(team=board.team) | Q(person=board.team.coach_id)
            return room | of_desk if board.cohort.staff_see_team_boards else room
        case BoardKind.GROUP:
            return Q(Exists(GroupMembership.objects.standing().filter(group=board.group_id, person=OuterRef("person"))))
        case BoardKind.COACHING if board.pair is not None:
            room = Q(team=board.pair.team_id)
            return room | Q(person=board.pair.coach_id) if board.pair.stands else room
        case BoardKind.FACILITATORS:
            return of_desk
    return Q(pk__in=())


def followers_of(post: Post, now: datetime) -> QuerySet[Any]:
    """Everybody who reads the post but its author, each with `level`: how closely they follow its thread.

    Whoever tells them of it says its author's name as `discussions.authors` does. The post has its thread, board, team and
    cohort with it. One query, however many there are.
    """
    return readers_of(post.thread, now).exclude(pk=post.author_id or 0).annotate(level=_level_of(post.thread))


def watchers_of(post: Post, now: datetime) -> QuerySet[Any]:
    """Those who want to hear of every post here."""
    return followers_of(post, now).filter(level=FollowLevel.WATCHING)


def unmuted_readers_of(post: Post, now: datetime) -> QuerySet[Any]:
    """Those who may be told that they were answered: not who has muted the place, nor who hears of mentions only."""
    return followers_of(post, now).exclude(level__in=QUIET_LEVELS)


def hears_of_mentions(person: User, thread: Thread, now: datetime) -> bool:
    """Whether somebody reads the thread and may be told that they are mentioned there: they haven't muted it. One query."""
    reading = readers_of(thread, now).filter(pk=person.pk).annotate(level=_level_of(thread))
    return reading.exclude(level=FollowLevel.MUTED).exists()


def _level_of(thread: Thread) -> Coalesce:
    """How closely each of a query of people follows the thread."""
    said = Following.objects.filter(person=OuterRef("pk"))
    return Coalesce(
        Subquery(said.filter(thread=thread.pk).values("level")[:1]),
        Subquery(said.filter(board=thread.board_id).values("level")[:1]),
        Value(FollowLevel.NORMAL),
        output_field=CharField(),
    )
