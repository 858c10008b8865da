"""Which boards, threads and posts a person may see."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps as django_apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.expressions import Combinable

from cohorts.enums import DESK_ROLES, GOING_ON, INSIDE, LEARNING_ROLES, TALKING_ROLES
from cohorts.models import Enrollment, GroupMembership
from discussions.enums import SHARED_KINDS, BoardKind, FlagOutcome, HeldOutcome, ThreadKind

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.models import Attachment, Board, Bookmark, Flag, HeldPost, Post, PostDraft, Thread

NOTHING = Q(pk__in=())


def readable_boards(viewer: User | AnonymousUser, *, board: str) -> Q:
    """The boards a viewer may read, as a condition; `board` is the way to the board ("", "board__", …).

    The cohort's and the sessions' boards: everybody inside who takes part in the talk (observers don't). A team's board: its
    members, its coach, and those who run the cohort where the cohort says so. A group's board: its members. A
    coaching board: the team's members, and the coach as long as the pair stands. The facilitators' board: they alone.
    """
    if not viewer.is_authenticated:
        return NOTHING
    if viewer.is_site_admin:
        return Q()
    mine = Enrollment.objects.filter(
        person=viewer, status__in=INSIDE, role__in=TALKING_ROLES, cohort=OuterRef(f"{board}cohort")
    )
    of_desk = mine.filter(role__in=DESK_ROLES)
    in_group = GroupMembership.objects.standing().filter(person=viewer, group=OuterRef(f"{board}group"))
    is_team, is_coaching = (Q(**{f"{board}kind": kind}) for kind in (BoardKind.TEAM, BoardKind.COACHING))
    return (
        Q(Exists(mine), **{f"{board}kind__in": SHARED_KINDS})
        | Q(is_team, Exists(mine.filter(team=OuterRef(f"{board}team"))))
        | Q(is_team, Exists(mine), **{f"{board}team__coach": viewer})
        | Q(is_team, Exists(of_desk), **{f"{board}cohort__staff_see_team_boards": True})
        | Q(Exists(of_desk), **{f"{board}kind": BoardKind.FACILITATORS})
        | Q(Exists(mine), Exists(in_group), **{f"{board}kind": BoardKind.GROUP})
        | Q(is_coaching, Exists(mine.filter(team=OuterRef(f"{board}pair__team"))))
        | Q(is_coaching, Exists(mine), **{f"{board}pair__coach": viewer, f"{board}pair__ended_at": None})
    )


def opened_threads(viewer: User | AnonymousUser, now: datetime, *, thread: str) -> Q:
    """Threads that are open by the clock, and for those who run the cohort also the ones to come."""
    if not viewer.is_authenticated:
        return NOTHING
    if viewer.is_site_admin:
        return Q()
    of_desk = Enrollment.objects.filter(
        person=viewer, status__in=INSIDE, role__in=DESK_ROLES, cohort=OuterRef(f"{thread}board__cohort")
    )
    return Q(**{f"{thread}opens_at": None}) | Q(**{f"{thread}opens_at__lte": now}) | Q(Exists(of_desk))


def open_gates(viewer: User | AnonymousUser, *, thread: str) -> Q:
    """Threads whose posts the viewer may read where people answer first; `thread` is the way to the thread ("", "thread__").

    A prompt of such a cohort is closed to who learns there and could answer it, until an answer of theirs stands under it.
    What takes no answers any more (locked, or the cohort is over) is closed to nobody.
    """
    if not viewer.is_authenticated:
        return NOTHING
    if viewer.is_site_admin:
        return Q(**{f"{thread}pk__isnull": False})
    learning = Enrollment.objects.active().filter(
        person=viewer, role__in=LEARNING_ROLES, cohort=OuterRef(f"{thread}board__cohort")
    )
    posts = django_apps.get_model("discussions", "Post").objects
    answers = posts.standing().responses().filter(author=viewer, thread=OuterRef(f"{thread}pk"))
    return (
        Q(**{f"{thread}board__cohort__answer_first": False})
        | Q(**{f"{thread}kind": ThreadKind.TOPIC})
        | Q(**{f"{thread}is_locked": True})
        | ~Q(**{f"{thread}board__cohort__status__in": GOING_ON})
        | ~Q(Exists(learning))
        | Q(Exists(answers))
    )


def right_to_talk(viewer: User, *, cohort: str) -> Combinable:
    """Whether the viewer's enrollment lets them write in the cohort: active, and not an observer's.

    `cohort` is the way to it ("cohort", "board__cohort"). That the cohort is still going on is asked of the cohort.
    """
    if viewer.is_site_admin:
        return Value(True)
    mine = Enrollment.objects.active().filter(person=viewer, role__in=TALKING_ROLES)
    return Exists(mine.filter(cohort=OuterRef(cohort)))


def right_to_moderate(viewer: User, *, cohort: str) -> Combinable:
    """Whether the viewer runs the cohort's sessions now, and so keeps order on the boards they can read."""
    if viewer.is_site_admin:
        return Value(True)
    mine = Enrollment.objects.active().filter(person=viewer, role__in=DESK_ROLES)
    return Exists(mine.filter(cohort=OuterRef(cohort)))


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, viewer: User | AnonymousUser) -> BoardQuerySet:
        """Boards the viewer may read (see `readable_boards`)."""
        return self.filter(readable_boards(viewer, board=""))

    def with_rights(self, viewer: User) -> BoardQuerySet:
        """Each board with `may_talk` and `may_moderate`, asked of the enrollments as they stand now."""
        return self.annotate(
            may_talk=right_to_talk(viewer, cohort="cohort"), may_moderate=right_to_moderate(viewer, cohort="cohort")
        )


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> ThreadQuerySet:
        """Opened threads of boards the viewer may read."""
        return self.filter(readable_boards(viewer, board="board__"), opened_threads(viewer, now, thread=""))

    def with_rights(self, viewer: User) -> ThreadQuerySet:
        """Each thread with `may_talk` and `may_moderate`, asked of the enrollments as they stand now."""
        return self.annotate(
            may_talk=right_to_talk(viewer, cohort="board__cohort"),
            may_moderate=right_to_moderate(viewer, cohort="board__cohort"),
        )


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> PostQuerySet:
        """Posts of threads the viewer may read, past the gate; tombstones among them, whose text is shown to nobody."""
        return self.filter(
            readable_boards(viewer, board="thread__board__"), opened_threads(viewer, now, thread="thread__")
        ).past_the_gate(viewer)

    def past_the_gate(self, viewer: User | AnonymousUser) -> PostQuerySet:
        """Without the posts that the viewer reads only once they have answered themselves (see `open_gates`)."""
        if viewer.is_authenticated and viewer.is_site_admin:
            return self
        own = Q(author=viewer) if viewer.is_authenticated else NOTHING
        return self.filter(own | open_gates(viewer, thread="thread__"))

    def with_rights(self, viewer: User) -> PostQuerySet:
        """Each post with `may_talk` and `may_moderate`, asked of the enrollments as they stand now."""
        return self.annotate(
            may_talk=right_to_talk(viewer, cohort="thread__board__cohort"),
            may_moderate=right_to_moderate(viewer, cohort="thread__board__cohort"),
        )

    def standing(self) -> PostQuerySet:
        """Posts that haven't been deleted."""
        return self.filter(deleted_at__isnull=True)

    def responses(self) -> PostQuerySet:
        """Top-level posts: a participant's own answers."""
        return self.filter(parent__isnull=True)

    def replies(self) -> PostQuerySet:
        """Posts under another post."""
        return self.filter(parent__isnull=False)


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, viewer: User | AnonymousUser) -> FlagQuerySet:
        """Flags the viewer decides: on boards they read and keep order on, and never on what they said themselves.

        Whoever flagged a facilitator's words is so not known to that facilitator.
        """
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            readable_boards(viewer, board="thread__board__"),
            right_to_moderate(viewer, cohort="thread__board__cohort"),
        ).exclude(Q(post__author=viewer) | Q(post=None, thread__author=viewer))

    def open(self) -> FlagQuerySet:
        """Flags that nobody has decided."""
        return self.filter(outcome=FlagOutcome.OPEN)

    def on(self, *, thread: int, post: int | None) -> FlagQuerySet:
        """All that were set on one post, or on the first words of one topic."""
        return self.filter(post=post) if post else self.filter(thread=thread, post=None)


class HeldQuerySet(models.QuerySet["HeldPost"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> HeldQuerySet:
        """One's own, and for those who keep order everybody's, where they read."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(author=viewer) | kept_in_order(viewer), held_where_one_reads(viewer, now))

    def decidable_by(self, viewer: User | AnonymousUser, now: datetime) -> HeldQuerySet:
        """What the viewer may release or refuse: where they read and keep order, and never their own."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(kept_in_order(viewer), held_where_one_reads(viewer, now)).exclude(author=viewer)

    def waiting(self) -> HeldQuerySet:
        """What nobody has decided."""
        return self.filter(outcome=HeldOutcome.WAITS)

    def not_released(self) -> HeldQuerySet:
        """What waits, and what was refused; the rest are posts."""
        return self.exclude(outcome=HeldOutcome.RELEASED)

    def of_cohort(self, cohort: Any) -> HeldQuerySet:
        """In the threads and on the boards of a cohort, or of an `OuterRef` to one."""
        return self.filter(Q(thread__board__cohort=cohort) | Q(board__cohort=cohort))


def held_where_one_reads(viewer: User, now: datetime) -> Q:
    """What waits in threads and on boards that the viewer reads."""
    in_threads = Q(
        readable_boards(viewer, board="thread__board__"), opened_threads(viewer, now, thread="thread__"), board=None
    )
    return in_threads | Q(readable_boards(viewer, board="board__"), thread=None)


def kept_in_order(viewer: User) -> Q:
    """What waits where the viewer keeps order."""
    in_threads = Q(right_to_moderate(viewer, cohort="thread__board__cohort"), board=None)
    return in_threads | Q(right_to_moderate(viewer, cohort="board__cohort"), thread=None)


class DraftQuerySet(models.QuerySet["PostDraft"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> DraftQuerySet:
        """One's own, where one may read: whoever is out of a cohort finds none of it any more."""
        if not viewer.is_authenticated:
            return self.none()
        in_threads = Q(
            readable_boards(viewer, board="thread__board__"), opened_threads(viewer, now, thread="thread__"),
            thread__isnull=False,
        )  # fmt: skip
        new_topics = Q(readable_boards(viewer, board="board__"), board__isnull=False)
        of_topics = Q(readable_boards(viewer, board="topic__board__"), topic__isnull=False)
        of_posts = Q(readable_boards(viewer, board="post__thread__board__"), post__isnull=False, post__deleted_at=None)
        return self.filter(in_threads | new_topics | of_topics | of_posts, person=viewer)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> AttachmentQuerySet:
        """Files of standing posts that the viewer may read, and those of their own drafts."""
        if not viewer.is_authenticated:
            return self.none()
        of_posts = Q(
            readable_boards(viewer, board="post__thread__board__"),
            opened_threads(viewer, now, thread="post__thread__"),
            open_gates(viewer, thread="post__thread__") | Q(post__author=viewer),
            post__isnull=False,
            post__deleted_at=None,
        )
        of_topics = Q(
            readable_boards(viewer, board="topic__board__"), opened_threads(viewer, now, thread="topic__"),
            topic__isnull=False, topic__hidden=None,
        )  # fmt: skip
        drafts = django_apps.get_model("discussions", "PostDraft").objects.visible_to(viewer, now)
        held = django_apps.get_model("discussions", "HeldPost").objects.visible_to(viewer, now).not_released()
        of_own = Q(draft__in=drafts.values("pk")) | Q(held__in=held.values("pk"))
        return self.filter(of_posts | of_topics | of_own)


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    def visible_to(self, viewer: User | AnonymousUser, now: datetime) -> BookmarkQuerySet:
        """The viewer's own, of posts they can read now: whoever is out of a cohort finds nothing of it here either."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            readable_boards(viewer, board="post__thread__board__"),
            opened_threads(viewer, now, thread="post__thread__"),
            open_gates(viewer, thread="post__thread__") | Q(post__author=viewer),
            person=viewer,
        )
