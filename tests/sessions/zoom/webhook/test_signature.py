from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from sessions.zoom.secret import Secret
from sessions.zoom.webhook.signature import NotFromZoom, NotSigned, Stale, WronglySigned, check_signature, signature_of

NOW = datetime(2022, 4, 20, 19, 0, tzinfo=UTC)
TIME = str(int(NOW.timestamp()))
SECRET = Secret("webhook-secret")
BODY = '{"event": "meeting.started",  "name": "Núñez \\u00e9 🌲"}'.encode()


def check(**other):
    usual = {"secret": SECRET, "timestamp": TIME, "body": BODY, "now": NOW}
    signed = signature_of(SECRET, other.get("timestamp") or TIME, BODY)
    check_signature(**{**usual, "signature": signed, **other})


def test_it_is_what_zoom_computes():
    """Written anew from Zoom's words: v0, the time, the raw body, joined by colons."""
    message = b"v0:" + TIME.encode() + b":" + BODY
    assert signature_of(SECRET, TIME, BODY) == "v0=" + hmac.new(b"webhook-secret", message, hashlib.sha256).hexdigest()
    check()


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_both_clocks_may_differ_a_little(seconds):
    check(timestamp=str(int(NOW.timestamp()) + seconds))


@pytest.mark.parametrize("seconds", [-301, 301, -86_400, 10**9])
def test_what_was_signed_for_another_time_is_stale(seconds):
    with pytest.raises(Stale):
        check(timestamp=str(int(NOW.timestamp()) + seconds))


@pytest.mark.parametrize("timestamp", [None, "", "now", "-1", "1.5", "٣", "1" * 13, f" {TIME}", f"{TIME}\n"])
def test_a_time_that_is_none(timestamp):
    with pytest.raises(NotSigned):
        check_signature(secret=SECRET, timestamp=timestamp, signature="v0=x", body=BODY, now=NOW)


@pytest.mark.parametrize("place", range(len(BODY)))
def test_one_changed_byte_is_noticed(place):
    changed = bytearray(BODY)
    changed[place] ^= 1
    with pytest.raises(WronglySigned):
        check(body=bytes(changed))


@pytest.mark.parametrize(
    "forge",
    [str.upper, lambda s: s[:-1], lambda s: s + "0", lambda s: s.removeprefix("v0="), lambda _: "é", lambda _: "v0="],
)
def test_another_signature_is_noticed(forge):
    with pytest.raises(WronglySigned):
        check(signature=forge(signature_of(SECRET, TIME, BODY)))


@pytest.mark.parametrize("missing", [{"signature": None}, {"signature": ""}, {"secret": Secret("")}])
def test_without_secret_or_signature_nothing_is_zooms(missing):
    """Without a secret anybody could sign with none."""
    with pytest.raises(NotSigned):
        check(**missing)


def test_a_signature_of_another_time_or_secret():
    for other in (
        {"timestamp": str(int(TIME) + 1), "signature": signature_of(SECRET, TIME, BODY)},
        {"secret": Secret("other")},
    ):
        with pytest.raises(NotFromZoom):
            check(**other)
