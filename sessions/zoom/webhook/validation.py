"""Zoom's question whether the address is ours: asked when it is entered, and every 72 hours."""

from __future__ import annotations

import hashlib
import hmac

from sessions.zoom.secret import Secret
from sessions.zoom.webhook.events import NotAnEvent, UrlValidation

LONGEST_TOKEN = 128


def answer_to(event: UrlValidation, secret: Secret) -> dict[str, str]:
    """The JSON to answer with, status 200, within three seconds. To be asked only after the signature held.

    Raises `NotAnEvent` for a token that could be a message of ours to sign (`v0:time:body`), or is none.
    """
    token = event.plain_token
    if not token or ":" in token or len(token) > LONGEST_TOKEN or not token.isascii() or not token.isprintable():
        raise NotAnEvent("The token is none that Zoom would send.")
    signed = hmac.new(secret.reveal().encode(), token.encode(), hashlib.sha256).hexdigest()
    return {"plainToken": token, "encryptedToken": signed}
