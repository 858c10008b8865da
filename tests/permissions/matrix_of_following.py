"""The rows of what people put under posts, follow and keep; the rest of the table is matrix.py."""

from __future__ import annotations

from tests.permissions.access import TALK
from tests.permissions.matrix import MATRIX, board, deed, participants_post, same, thread

MATRIX |= {
    # --- following
    "discussions:board_detail": same(TALK, board),
    "discussions:thread_follow": deed(TALK, thread),
    # --- under a post
    "discussions:post_react": same(TALK, participants_post),
}
