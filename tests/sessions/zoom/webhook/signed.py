"""Requests as Zoom makes them."""

from __future__ import annotations

from sessions.zoom.secret import Secret
from sessions.zoom.webhook.signature import signature_of


def headers(body, now, secret="secret-of-the-webhook"):
    """The two headers with which Zoom signs these bytes."""
    timestamp = str(int(now.timestamp()))
    return {"x-zm-request-timestamp": timestamp, "x-zm-signature": signature_of(Secret(secret), timestamp, body)}
