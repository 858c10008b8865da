"""The rows of the matrix for what people write: versions, drafts, files."""

from __future__ import annotations

from tests.permissions.matrix import AUTHOR, AUTHOR_OR_DESK, MATRIX, deleted_post, page, participants_post, same

MATRIX |= {
    "discussions:post_versions": page(AUTHOR_OR_DESK, participants_post),
    "discussions:post_erase": same(AUTHOR, deleted_post),
}
