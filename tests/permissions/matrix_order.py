"""The rows of the addresses where order is kept on the boards; `matrix.MATRIX` takes them in."""

from __future__ import annotations

from tests.permissions import matrix
from tests.permissions.access import AT_THE_DESK, FORBIDDEN, TALK, Access
from tests.permissions.matrix import Row

# Nobody flags what they said themselves.
BUT_THE_AUTHOR = Access(TALK.allowed - {"participant"}, exceptions={"participant": FORBIDDEN})

ROWS: dict[str, Row] = {
    "discussions:post_flag": matrix.same(BUT_THE_AUTHOR, matrix.participants_post),
    "discussions:thread_flag": matrix.same(BUT_THE_AUTHOR, matrix.topic),
    "discussions:thread_hide": matrix.same(matrix.MODERATING, matrix.topic),
    "discussions:thread_restore": matrix.deed(matrix.MODERATING, matrix.topic),
    "discussions:thread_move": matrix.same(matrix.MODERATING, matrix.topic),
    "discussions:thread_join": matrix.same(matrix.MODERATING, matrix.topic),
    "discussions:post_split": matrix.same(matrix.MODERATING, matrix.participants_post),
    "discussions:moderation": matrix.page(AT_THE_DESK, matrix.cohort),
    "discussions:flagged": matrix.same(
        AT_THE_DESK, matrix.with_key("flag", lambda world: world.flag.pk, matrix.cohort)
    ),
}
