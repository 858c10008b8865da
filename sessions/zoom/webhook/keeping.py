"""An event as it may be kept and shown in the inbox: without what opens a door, and without where people were."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit, urlunsplit

SECRETS = frozenset(
    {
        *(
            "download_token",
            "download_access_token",
            "password",
            "recording_play_passcode",
            "start_url",
            "h323_password",
        ),
        *("pstn_password", "encrypted_password", "dynamic_host_key", "plainToken", "token", "access_token", "secret"),
        *("public_ip", "private_ip", "phone_number"),
    }
)
HIDDEN = "…"
DEEPEST = 20


def kept(body: bytes) -> Any:
    """The body as JSON to keep. Raises `ValueError` for a body that is none."""
    try:
        return _without_secrets(json.loads(body), 0)
    except RecursionError:
        raise ValueError("The body is nested too deep.") from None


def _without_secrets(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        return HIDDEN
    if isinstance(value, dict):
        return {
            storable(str(name)): HIDDEN if name in SECRETS else _without_secrets(inner, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(inner, depth + 1) for inner in value]
    if isinstance(value, str):
        return storable(_without_query(value))
    return value


def storable(text: str) -> str:
    """The text as every database takes it: without zero bytes and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _without_query(text: str) -> str:
    """Zoom's links carry passcodes and tokens (`pwd`, `tk`, `zak`) behind the question mark."""
    if not text.startswith(("https://", "http://")):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return HIDDEN
    return urlunsplit((parts.scheme, parts.netloc, parts.path, HIDDEN if parts.query else "", ""))
