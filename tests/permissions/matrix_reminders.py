"""Rows of the matrix: when people are reminded of sessions."""

from __future__ import annotations

from tests.permissions.access import COORDINATING
from tests.permissions.matrix import MATRIX, cohort, same

MATRIX |= {
    "sessions:reminders": same(COORDINATING, cohort),
}
