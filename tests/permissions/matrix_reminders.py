"""Rows of the matrix: when people are reminded of sessions."""

from __future__ import annotations

from tests.permissions.access import AT_THE_DESK, COORDINATING
from tests.permissions.matrix import MATRIX, cohort, coming, page, same

MATRIX |= {
    "sessions:reminders": same(COORDINATING, cohort),
    "sessions:session_reminders": page(AT_THE_DESK, coming),
}
