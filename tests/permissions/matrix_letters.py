"""Rows of the matrix: letters to a cohort's people."""

from __future__ import annotations

from tests.permissions.access import AT_THE_DESK
from tests.permissions.matrix import MATRIX, cohort, same

MATRIX |= {
    "cohorts:letter_write": same(AT_THE_DESK, cohort),
}
