"""Rows of the matrix: breakouts at the desk, and everybody's own tables."""

from __future__ import annotations

from typing import Any

from tests.permissions.access import AT_THE_DESK, DESK, FORBIDDEN, INSIDE, TALK, Access
from tests.permissions.matrix import MATRIX, coming, desk_deed, page, same
from tests.permissions.world import World


def version(world: World) -> dict[str, Any]:
    return coming(world) | {"version": world.plan.number}


def a_table(world: World) -> dict[str, Any]:
    return coming(world) | {"round": 1, "table": world.table.position}


def a_note(world: World) -> dict[str, Any]:
    return coming(world) | {"note": world.note.pk}


SEATED = Access(frozenset(DESK | {"team_lead", "participant"}))
# Who sits there reads it, and is told who hides notes; for others there is none.
OVER_NOTES = Access(frozenset(DESK), exceptions={"team_lead": FORBIDDEN, "participant": FORBIDDEN})

MATRIX |= {
    "sessions:breakouts": page(AT_THE_DESK, coming),
    "sessions:breakouts_plan": same(AT_THE_DESK, coming),
    "sessions:breakouts_day": same(AT_THE_DESK, coming),
    "sessions:breakout_version": page(AT_THE_DESK, version),
    "sessions:breakouts_change": desk_deed(AT_THE_DESK, version),
    "sessions:host_briefing": same(AT_THE_DESK, version),
    "sessions:breakouts_mix": page(AT_THE_DESK, version),
    "sessions:breakouts_cards": page(AT_THE_DESK, version),
    "sessions:breakouts_csv": page(AT_THE_DESK, lambda world: version(world) | {"round": 1}),
    "sessions:my_tables": page(INSIDE, coming),
    "sessions:table_notes": same(SEATED, a_table),
    "sessions:notes": page(TALK, coming),
    "sessions:note_hide": same(OVER_NOTES, a_note),
    "sessions:note_show": desk_deed(OVER_NOTES, a_note),
}
