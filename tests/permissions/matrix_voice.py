"""Rows of the matrix: a cohort's agreements, and whose voices are heard."""

from __future__ import annotations

from tests.permissions.access import INSIDE
from tests.permissions.matrix import MATRIX, cohort, same

MATRIX |= {
    "cohorts:agreements": same(INSIDE, cohort),
}
