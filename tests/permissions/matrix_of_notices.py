"""The rows of what people are told; the rest of the table is matrix.py."""

from __future__ import annotations

from tests.permissions.access import MISSING, SIGNED_IN, Access
from tests.permissions.matrix import MATRIX, NOBODYS, deed, nowhere, same

UNKNOWN = Access(frozenset(), anonymous_told=MISSING)

MATRIX |= {
    "notifications:notice_list": same(SIGNED_IN, nowhere),
    "notifications:preferences": same(SIGNED_IN, nowhere),
    # Whoever has a mail of theirs; what a good address does: tests/notifications/views/test_unsubscribe.py.
    "notifications:unsubscribe": same(UNKNOWN, lambda world: {"token": "nobody-signed:this"}),
    # One's own; that it works: tests/notifications/views/test_inbox.py.
    "notifications:notice_open": deed(NOBODYS, lambda world: {"notice": 1}),
}
