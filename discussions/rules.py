"""Who may do what on the boards: sentences, and one table of permissions at the bottom.

They say whose right something is. Whether it is possible at all right now (the thread is locked, hasn't opened, the cohort
is over) is asked by the operations, for site administrators too, who pass every rule here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from cohorts.rules import groups_of, is_active, is_going_on, runs_sessions, standing, takes_part_in_talk
from discussions.enums import SHARED_KINDS, BoardKind

if TYPE_CHECKING:
    from accounts.models import User
    from discussions.models import Board, Post, Thread


@rules.predicate
def reads_board(viewer: User, board: Board) -> bool:
    """The same question as `BoardQuerySet.visible_to`, asked of one board."""
    enrollment = standing(viewer, board.cohort)
    if enrollment is None or not takes_part_in_talk(viewer, board.cohort):
        return False
    if board.kind in SHARED_KINDS:
        return True
    of_desk = runs_sessions(viewer, board.cohort)
    if board.kind == BoardKind.FACILITATORS:
        return of_desk
    if board.kind == BoardKind.GROUP:
        return board.group_id in groups_of(viewer)
    if board.kind == BoardKind.COACHING:
        return board.pair is not None and (
            enrollment.team_id == board.pair.team_id or (board.pair.stands and board.pair.coach_id == viewer.pk)
        )
    return (
        enrollment.team_id == board.team_id
        or (board.team is not None and board.team.coach_id == viewer.pk)
        or (of_desk and board.cohort.staff_see_team_boards)
    )


@rules.predicate
def talks_on_board(viewer: User, board: Board) -> bool:
    cohort = board.cohort
    return takes_part_in_talk(viewer, cohort) and is_active(viewer, cohort) and is_going_on(viewer, cohort)


@rules.predicate
def keeps_order_on_board(viewer: User, board: Board) -> bool:
    cohort = board.cohort
    return runs_sessions(viewer, cohort) and is_active(viewer, cohort) and is_going_on(viewer, cohort)


@rules.predicate
def reads_thread(viewer: User, thread: Thread) -> bool:
    return reads_board(viewer, thread.board)


@rules.predicate
def runs_sessions_of_thread(viewer: User, thread: Thread) -> bool:
    return runs_sessions(viewer, thread.board.cohort)


@rules.predicate
def talks_in_thread(viewer: User, thread: Thread) -> bool:
    return talks_on_board(viewer, thread.board)


@rules.predicate
def keeps_order_in_thread(viewer: User, thread: Thread) -> bool:
    return keeps_order_on_board(viewer, thread.board)


@rules.predicate
def thread_takes_posts(viewer: User, thread: Thread) -> bool:
    return not thread.is_locked


@rules.predicate
def began_the_topic(viewer: User, thread: Thread) -> bool:
    return thread.author_id == viewer.pk


@rules.predicate
def reads_post(viewer: User, post: Post) -> bool:
    return reads_thread(viewer, post.thread)


@rules.predicate
def wrote_it(viewer: User, post: Post) -> bool:
    return post.author_id == viewer.pk


@rules.predicate
def is_a_tombstone(viewer: User, post: Post) -> bool:
    return post.deleted_at is not None


@rules.predicate
def took_it_away(viewer: User, post: Post) -> bool:
    return post.deleted_by_id == viewer.pk


@rules.predicate
def post_can_change(viewer: User, post: Post) -> bool:
    return talks_in_thread(viewer, post.thread) and thread_takes_posts(viewer, post.thread)


@rules.predicate
def keeps_order_at_post(viewer: User, post: Post) -> bool:
    return keeps_order_in_thread(viewer, post.thread)


rules.add_perm("discussions.read_board", reads_board)
rules.add_perm("discussions.read_thread", reads_thread)
# Those who run the sessions see the prompts to come.
rules.add_perm("discussions.read_before_opening", reads_thread & runs_sessions_of_thread)
rules.add_perm("discussions.start_topic", reads_board & talks_on_board)
rules.add_perm("discussions.announce", reads_board & keeps_order_on_board)
rules.add_perm("discussions.post_in_thread", reads_thread & talks_in_thread & thread_takes_posts)
rules.add_perm("discussions.edit_topic", reads_thread & talks_in_thread & thread_takes_posts & began_the_topic)
rules.add_perm("discussions.moderate_thread", reads_thread & keeps_order_in_thread)
# Those who run the sessions may correct another's words, with a reason that the author reads.
rules.add_perm("discussions.edit_post", reads_post & ((wrote_it & post_can_change) | keeps_order_at_post))
# One's own words may be taken back as long as one can read them, also when the cohort is over.
rules.add_perm("discussions.delete_post", reads_post & (wrote_it | keeps_order_at_post))
rules.add_perm("discussions.restore_post", reads_post & ((wrote_it & took_it_away) | keeps_order_at_post))
# What was flagged in a cohort waits at its desk.
rules.add_perm("discussions.decide_flags", runs_sessions & is_active)
# How a post read before: its author's to see while it stands, and theirs who run the sessions.
rules.add_perm("discussions.read_versions", reads_post & ((wrote_it & ~is_a_tombstone) | keeps_order_at_post))
