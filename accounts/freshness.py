"""What a person's sign-in stood at when they began to sign in, so that an older beginning ends nowhere.

A code asked for, or a first step taken, before the password changed opens nothing afterwards. Kept in the visitor's session:
a keyed hash that changes with the password, never the password's own hash.
"""

from __future__ import annotations

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from accounts.models import User

SIGN_IN = "sign_in_began_at"
RESET = "password_reset_began_at"


def note(request: HttpRequest, user: User | None, *, key: str = SIGN_IN) -> None:
    """From here on counts what this person's sign-in stands at now (nobody's, where the address is unknown)."""
    request.session[key] = user.get_session_auth_hash() if user else ""


def note_unless_asked_by_code(request: HttpRequest, user: User) -> None:
    """The same at the first step of a sign-in; one by code began when the code was asked for."""
    records = get_authentication_records(request, user)
    if not records or records[-1]["method"] != "code":
        note(request, user)


def still_holds(request: HttpRequest, user: User, *, key: str = SIGN_IN) -> bool:
    """Whether nothing has changed since; asked once."""
    return request.session.pop(key, None) == user.get_session_auth_hash()


def lately_confirmed(request: HttpRequest, user: User) -> bool:
    """Whether the person has shown again, after signing in and a few minutes ago at most, that it is still them."""
    again = [record["at"] for record in get_authentication_records(request, user) if record.get("reauthenticated")]
    return bool(again) and time.time() - again[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def took_a_second_step(request: HttpRequest, user: User) -> bool:
    """Whether this sign-in has shown a second factor: a code, a key, or one set up in it."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))
