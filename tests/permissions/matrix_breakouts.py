"""Rows of the matrix: breakouts at the desk, and everybody's own tables."""

from __future__ import annotations

from typing import Any

from tests.permissions.access import AT_THE_DESK, INSIDE
from tests.permissions.matrix import MATRIX, coming, desk_deed, page, same
from tests.permissions.world import World


def version(world: World) -> dict[str, Any]:
    return coming(world) | {"version": world.plan.number}


MATRIX |= {
    "sessions:breakouts": page(AT_THE_DESK, coming),
    "sessions:breakouts_plan": same(AT_THE_DESK, coming),
    "sessions:breakouts_day": same(AT_THE_DESK, coming),
    "sessions:breakout_version": page(AT_THE_DESK, version),
    "sessions:breakouts_change": desk_deed(AT_THE_DESK, version),
    "sessions:breakouts_cards": page(AT_THE_DESK, version),
    "sessions:breakouts_csv": page(AT_THE_DESK, lambda world: version(world) | {"round": 1}),
    "sessions:my_tables": page(INSIDE, coming),
}
