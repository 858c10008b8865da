"""The rows of what people put under posts, follow and keep; the rest of the table is matrix.py."""

from __future__ import annotations

from tests.permissions.access import TALK
from tests.permissions.matrix import MATRIX, participants_post, same

MATRIX |= {
    # --- under a post
    "discussions:post_react": same(TALK, participants_post),
}
