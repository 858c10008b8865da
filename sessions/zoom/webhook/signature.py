"""Whether a request to the webhook is Zoom's, and of now. Nothing else of it is looked at before."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from sessions.zoom.secret import Secret

# Headers, as Zoom sends them.
SIGNATURE, TIMESTAMP = "x-zm-signature", "x-zm-request-timestamp"
# How far Zoom's clock and ours may be apart, both ways. A repetition by Zoom carries a new time.
FRESH = timedelta(minutes=5)
LONGEST_TIMESTAMP = 12


class NotFromZoom(Exception):
    """Base: the request is answered with 401 and not kept. The text is for the log."""


class NotSigned(NotFromZoom):
    """A header is missing or no signature; or we have no secret to check it with."""


class Stale(NotFromZoom):
    """Signed for a time that is past, or to come: somebody plays it again, or a clock is wrong."""


class WronglySigned(NotFromZoom):
    """The signature is of another secret, time or body."""


def signature_of(secret: Secret, timestamp: str, body: bytes) -> str:
    """What Zoom writes into the header for these bytes; `timestamp` is the other header, in unix seconds."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.reveal().encode(), message, hashlib.sha256).hexdigest()


def check_signature(
    *, secret: Secret, timestamp: str | None, signature: str | None, body: bytes, now: datetime
) -> None:
    """Raises a `NotFromZoom`. `body` are the bytes as they came: JSON written anew has another signature."""
    if not secret or not timestamp or not signature:
        raise NotSigned("The webhook has no secret, or the request no signature.")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
        raise NotSigned("The time of the request is no number.")
    expected = signature_of(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
        raise WronglySigned("The signature of the request does not fit.")
    if abs(now - datetime.fromtimestamp(0, UTC) - timedelta(seconds=int(timestamp))) > FRESH:
        raise Stale("The request was signed for another time.")
