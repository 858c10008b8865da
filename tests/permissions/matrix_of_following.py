"""The rows of what people put under posts, follow and keep; the rest of the table is matrix.py."""

from __future__ import annotations

from tests.permissions.access import SIGNED_IN, TALK
from tests.permissions.matrix import (
    MATRIX,
    NOBODYS,
    TALK_OF_THE_COHORT,
    board,
    cohort,
    deed,
    nowhere,
    page,
    participants_post,
    same,
    thread,
)

MATRIX |= {
    # --- following
    "discussions:board_detail": same(TALK, board),
    "discussions:thread_follow": deed(TALK, thread),
    "search_suggestions": page(SIGNED_IN, nowhere),
    # --- mentioning
    "discussions:mentionable": page(TALK, board),
    # --- what is unread
    "discussions:unread": same(SIGNED_IN, nowhere),
    "discussions:unread_in_cohort": same(TALK_OF_THE_COHORT, cohort),
    # --- under a post
    "discussions:post_react": same(TALK, participants_post),
    "discussions:post_bookmark": deed(TALK, participants_post),
    "discussions:post_share": same(TALK, participants_post),
    "discussions:bookmark_list": page(SIGNED_IN, nowhere),
    # One's own; that it works: tests/discussions/views/test_bookmarks.py.
    "discussions:bookmark": deed(NOBODYS, lambda world: {"bookmark": 1}),
}
