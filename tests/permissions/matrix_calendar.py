"""Rows of the matrix: sessions in people's own calendars.

A feed is for whoever has its secret, which nobody here has: `tests/sessions/views/test_calendar.py` opens it.
"""

from __future__ import annotations

from tests.permissions.access import INSIDE, MISSING, NOT_ALLOWED, SIGNED_IN, Access
from tests.permissions.matrix import MATRIX, Row, cohort, coming, deed, nowhere, page, same

NO_SUCH_SECRET = Access(frozenset(), anonymous_told=MISSING)
NOT_HEARD = Access(frozenset(), insiders_told=NOT_ALLOWED, outsiders_told=NOT_ALLOWED, anonymous_told=NOT_ALLOWED)

MATRIX |= {
    "sessions:calendar": same(SIGNED_IN, nowhere),
    "sessions:calendar_renew": same(SIGNED_IN, nowhere),
    "sessions:calendar_close": deed(SIGNED_IN, nowhere),
    "sessions:calendar_feed": Row(lambda world: {"secret": "guessed"}, NO_SUCH_SECRET, NOT_HEARD),
    "sessions:calendar_feed_of_cohort": Row(
        lambda world: cohort(world) | {"secret": "guessed"}, NO_SUCH_SECRET, NOT_HEARD
    ),
    "sessions:session_calendar": page(INSIDE, coming),
}
