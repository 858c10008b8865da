"""The parts put together."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random, SystemRandom

from sessions.zoom.addresses import Addresses
from sessions.zoom.calls import Calls
from sessions.zoom.credentials import Credentials
from sessions.zoom.meetings import Meetings
from sessions.zoom.participants import Past
from sessions.zoom.recordings import Recordings
from sessions.zoom.registrants import Registrants
from sessions.zoom.retries import Patience, Retries
from sessions.zoom.tokens import Tokens
from sessions.zoom.wire import HttpClient, Wire


@dataclass(frozen=True)
class Zoom:
    """One account at Zoom. To be kept for the life of a process, so that its token is; threads may share it."""

    meetings: Meetings
    registrants: Registrants
    recordings: Recordings
    past: Past


def connect(
    *,
    http: HttpClient,
    credentials: Credentials,
    clock: Callable[[], datetime],
    addresses: Addresses | None = None,
    patience: Patience | None = None,
    sleep: Callable[[float], None] = time.sleep,
    chance: Random | None = None,
    until: datetime | None = None,
) -> Zoom:
    """An account, with nothing asked of it yet. `clock` gives the time in UTC; `sleep` takes seconds.

    Beyond `until` nothing is waited for: for an account that somebody waits for, and that is not kept.

    The caller owns `http` (`wire.new_http()` makes one) and closes it. Its redirects and timeouts don't matter: each call
    brings its own.
    """
    wire = Wire(http, addresses or Addresses(), clock, until)
    retries = Retries(clock, patience or Patience(), sleep, chance or SystemRandom())
    calls = Calls(wire, Tokens(wire, credentials, clock), retries, clock)
    return Zoom(Meetings(calls, clock), Registrants(calls), Recordings(calls), Past(calls))
