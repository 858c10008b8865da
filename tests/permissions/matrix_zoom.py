"""Rows of the matrix: what is done with a session's meeting at Zoom."""

from __future__ import annotations

from tests.permissions.access import AT_THE_DESK
from tests.permissions.matrix import MATRIX, coming, desk_deed

MATRIX |= {
    "sessions:zoom_start": desk_deed(AT_THE_DESK, coming),
}
