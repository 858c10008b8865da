"""Rows of the matrix: priorities and the vote on them, actions."""

from __future__ import annotations

from typing import Any

from tests.permissions.access import AT_THE_DESK, DESK, FORBIDDEN, TALK, TALKERS, Access
from tests.permissions.matrix import MATRIX, cohort, coming, desk_deed, page, same
from tests.permissions.world import World


def an_action(world: World) -> dict[str, Any]:
    return cohort(world) | {"action": world.action.pk}


# Its owner and the desk; who reads it is told so, for others there is none.
KEEPERS = Access(
    frozenset(DESK | {"team_lead"}),
    exceptions=dict.fromkeys(TALKERS - DESK - {"team_lead"}, FORBIDDEN),
)

MATRIX |= {
    "improvement:harvest_wall": page(AT_THE_DESK, coming),
    "improvement:harvest_change": desk_deed(AT_THE_DESK, coming),
    "improvement:vote_open": same(AT_THE_DESK, coming),
    "improvement:harvest": same(TALK, coming),
    "improvement:action_list": page(TALK, cohort),
    "improvement:action_create": same(TALK, cohort),
    "improvement:action_edit": same(KEEPERS, an_action),
    "improvement:action_done": desk_deed(KEEPERS, an_action),
}
