"""The token of an invitation's link: a nonce, signed with the site's secret."""

from __future__ import annotations

import secrets

from django.core import signing

SALT = "cohorts.invitation"


def new_nonce() -> str:
    """128 random bits as text."""
    return secrets.token_urlsafe(16)


def sign(nonce: str) -> str:
    """What stands in the link."""
    return signing.Signer(salt=SALT).sign(nonce)


def nonce_in(token: str) -> str | None:
    """The nonce of a token this site made; None for any other text."""
    try:
        return signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
