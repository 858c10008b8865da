"""The rows of the matrix for what people write: versions, drafts, files."""

from __future__ import annotations

from typing import Any

from tests.permissions.access import SIGNED_IN, TALK, Access
from tests.permissions.matrix import (
    AUTHOR,
    AUTHOR_OR_DESK,
    MATRIX,
    deed,
    deleted_post,
    nowhere,
    page,
    participants_post,
    same,
    thread,
)
from tests.permissions.world import World

ONES_OWN = Access(frozenset({"participant"}))


def own_draft(world: World) -> dict[str, Any]:
    return {"draft": world.draft.pk}


MATRIX |= {
    "discussions:file": page(TALK, lambda world: {"file": world.attachment.pk}),
    "discussions:file_add": deed(TALK, thread),
    "discussions:draft_list": page(SIGNED_IN, nowhere),
    "discussions:draft_discard": deed(ONES_OWN, own_draft),
    "discussions:draft_save": deed(TALK, thread),
    "discussions:post_versions": page(AUTHOR_OR_DESK, participants_post),
    "discussions:post_erase": same(AUTHOR, deleted_post),
}
