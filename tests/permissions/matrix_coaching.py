"""The rows of the matrix for coaches of teams."""

from __future__ import annotations

from tests.permissions.access import COORDINATING
from tests.permissions.matrix import MATRIX, cohort, same

MATRIX |= {"cohorts:coaches": same(COORDINATING, cohort)}
