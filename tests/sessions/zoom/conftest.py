"""A portal and a Zoom that share a clock: pauses pass at once, and are noted."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sessions.zoom.client import connect
from sessions.zoom.credentials import Credentials
from sessions.zoom.drafts import MeetingDraft
from tests.sessions.zoom.standin.account import ACCOUNT, CLIENT, HOST, SECRET, StandIn
from tests.sessions.zoom.standin.doors import transport_to

NOW = datetime(2022, 4, 1, 12, 0, tzinfo=UTC)
START = datetime(2022, 4, 20, 19, 0, tzinfo=UTC)
KEYS = Credentials.of(account_id=ACCOUNT, client_id=CLIENT, client_secret=SECRET)


@dataclass
class Clock:
    """The time, which passes by `sleep` alone. `slept` are the pauses, in seconds."""

    now: datetime = NOW
    slept: list = field(default_factory=list)

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.pass_by(seconds=seconds)

    def pass_by(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def standin(clock):
    return StandIn(clock=clock)


@pytest.fixture
def connected(clock, standin):
    """Makes a `Zoom` of the stand-in; what is handed to it differs from the usual."""
    clients = []

    def make(**other):
        clients.append(httpx.Client(transport=transport_to(standin)))
        usual = {
            "http": clients[-1],
            "credentials": KEYS,
            "clock": clock,
            "sleep": clock.sleep,
            "chance": random.Random(7),
        }
        return connect(**{**usual, **other})

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def zoom(connected):
    return connected()


def a_draft(**other):
    usual = {"key": "portal-session-1", "host": HOST, "topic": "Session 1", "starts_at": START, "minutes": 90}
    return MeetingDraft(**{**usual, "zone": "America/New_York", **other})


def asked(standin, method=None):
    """What was asked of the interface, tokens aside: (method, path) in order."""
    return [(verb, path) for verb, path, _status in standin.seen if path != "/oauth/token" and method in {None, verb}]
