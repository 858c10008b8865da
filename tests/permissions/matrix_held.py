"""The rows of the matrix for first posts that wait."""

from __future__ import annotations

from tests.permissions.access import AT_THE_DESK, Access
from tests.permissions.matrix import MATRIX, cohort, deed, same

MATRIX |= {
    "discussions:held_list": same(AT_THE_DESK, cohort),
    "discussions:held_take_back": deed(Access(frozenset({"participant"})), lambda world: {"held": world.held.pk}),
}
