"""How the stand-in fails, one fault for one request."""

from __future__ import annotations

from enum import Enum


class Fault(Enum):
    """`*_AFTER`: the request was carried out, and nobody is told."""

    NONE = "none"
    TOO_MANY = "429 per second"
    DAILY = "429 until tomorrow"
    SERVER_ERROR = "500"
    SERVER_ERROR_AFTER = "500, but done"
    DROP_BEFORE = "the connection breaks before it is done"
    DROP_AFTER = "the connection breaks after it is done"
    SLOW_AFTER = "done, and the answer comes too late"
    EXPIRED = "the token has ended"
    HTML = "a proxy's page with 200"
    NONSENSE = "JSON of another shape"
    REDIRECT = "a redirection to another host"


DONE_ALL_THE_SAME = {Fault.SERVER_ERROR_AFTER, Fault.DROP_AFTER, Fault.SLOW_AFTER}


class Dropped(Exception):
    """No answer is sent; `slow` where it would come too late."""

    def __init__(self, *, slow: bool) -> None:
        super().__init__()
        self.slow = slow
