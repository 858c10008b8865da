"""What somebody had typed when their sign-in ran out: kept in the browser's session, and back in the form after signing in.

The session begins anew at an expired sign-in and goes on through the next one, so the words never leave it. At a computer
that several people use they are given only to the person whose page they were typed into.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

SESSION_KEY = "kept_text"
# The hidden field with the id of the person the form was made for.
WRITER = "writer"
# Characters, of all fields together: a session is no store for anybody's files.
MOST = 60_000
# Whoever sends forms without being signed in leaves no more than this behind; a room of people behind one address has room.
LIMITS = {"kept_text": "30/h/ip"}


def keep_text(request: HttpRequest, *, fields: Iterable[str]) -> None:
    """Keep what was sent to this address by somebody who isn't signed in any more; the latest form counts."""
    typed = {name: request.POST.get(name, "") for name in (*fields, WRITER)}
    if sum(map(len, typed.values())) <= MOST and consume(request, app="common", action="kept_text", config=LIMITS):
        request.session[SESSION_KEY] = {"address": request.path, "typed": typed}


def kept_text(request: HttpRequest, *, address: str) -> dict[str, str]:
    """What the person had typed into the form that is sent to `address`; empty where there is nothing."""
    kept = request.session.get(SESSION_KEY, {})
    typed = kept.get("typed", {})
    if kept.get("address") != address or typed.get(WRITER) != str(request.user.pk):
        return {}
    return typed


def forget_text(request: HttpRequest, *, address: str) -> None:
    """The form has been received: nothing needs to be kept."""
    if request.session.get(SESSION_KEY, {}).get("address") == address:
        del request.session[SESSION_KEY]
