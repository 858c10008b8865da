"""Holding back what somebody new has written, until those who keep order have looked at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q

from cohorts.enums import LEARNING_ROLES
from cohorts.models import Enrollment
from common.markdown import render
from discussions.enums import HELD_KINDS, ThreadKind
from discussions.models import Board, HeldPost, Post, Thread
from discussions.notices import tell_of_held
from discussions.operations.checks import FormOfAnother, TooMuchAtOnce, sign_as_author

if TYPE_CHECKING:
    from accounts.models import User

# Per person; more than somebody new has to say before anybody has looked.
MOST_HELD, HELD_WITHIN = 10, timedelta(minutes=10)


def is_to_be_held(board: Board, by: User) -> bool:
    """Whether what they say on this board waits: the cohort says so, and too little of theirs stands there yet.

    Two or three queries where the cohort says so, none where it doesn't. What those who keep order took away doesn't count;
    what the person took away themselves does.
    """
    cohort = board.cohort
    if not cohort.holds_first_posts or board.kind not in HELD_KINDS:
        return False
    learning = Enrollment.objects.active().filter(person=by, cohort=cohort, role__in=LEARNING_ROLES)
    if by.is_site_admin or not learning.exists():
        return False
    most = cohort.first_posts_held
    posts = Post.objects.filter(author=by, thread__board__cohort=cohort, thread__board__kind__in=HELD_KINDS)
    stands = posts.filter(Q(deleted_at=None) | Q(deleted_by=by))[:most].count()
    if stands < most:
        topics = Thread.objects.filter(author=by, board__cohort=cohort, board__kind__in=HELD_KINDS)
        stands += topics.filter(kind=ThreadKind.TOPIC, hidden=None)[:most].count()
    return stands < most


def held_of_form(board: Board, submission: UUID, *, by: User, thread: int | None = None) -> HeldPost | None:
    """What the same form has brought before, where it waits. Raises `FormOfAnother`.

    One query where the cohort holds first posts, none where it doesn't.
    """
    if not board.cohort.holds_first_posts:
        return None
    held = HeldPost.objects.not_released().filter(submission=submission).first()
    if held is None:
        return None
    is_here = held.board_id == board.pk if thread is None else held.thread_id == thread
    if held.author_id != by.pk or not is_here:
        raise FormOfAnother
    return held


def hold_post(post: Post, thread: Thread, *, parent: Post | None, by: User, now: datetime) -> HeldPost:
    """What would have been a post of the thread waits. Inside the caller's transaction. Raises `TooMuchAtOnce`."""
    held = HeldPost(
        thread=thread, parent=parent, author=by, pseudonym=post.pseudonym, body=post.body,
        body_html=render(post.body, heading_level=4, keep_lines=True), submission=post.submission, written_at=now,
    )  # fmt: skip
    return _hold(held, thread.board, by=by, now=now)


def hold_topic(topic: Thread, board: Board, *, by: User, now: datetime) -> HeldPost:
    """What would have been a topic on the board waits. Inside the caller's transaction. Raises `TooMuchAtOnce`."""
    held = HeldPost(
        board=board, author=by, pseudonym=topic.pseudonym, title=topic.title, body=topic.body,
        body_html=render(topic.body, heading_level=2, keep_lines=True), submission=topic.submission or uuid4(), written_at=now,
    )  # fmt: skip
    return _hold(held, board, by=by, now=now)


def _hold(held: HeldPost, board: Board, *, by: User, now: datetime) -> HeldPost:
    if HeldPost.objects.filter(author=by, written_at__gt=now - HELD_WITHIN).count() >= MOST_HELD:
        raise TooMuchAtOnce
    sign_as_author(held, by=by, reason="held")
    held.save()
    tell_of_held(held=held, board=board, now=now)
    return held
