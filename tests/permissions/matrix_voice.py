"""Rows of the matrix: a cohort's agreements, and whose voices are heard."""

from __future__ import annotations

from tests.permissions.access import AT_THE_DESK, INSIDE
from tests.permissions.matrix import MATRIX, cohort, page, same

MATRIX |= {
    "cohorts:agreements": same(INSIDE, cohort),
    "progress:part_letter": same(AT_THE_DESK, cohort),
    "progress:voices": page(AT_THE_DESK, cohort),
}
