"""Telling the browser that a text it keeps as a draft (`data-draft-key`) has arrived.

The page after a success says so, as `draft_clear` in its context. Between the two stands a redirect, so the key travels in
a cookie that the page takes back: reading writes nothing, and a page that is reloaded later clears no newer draft.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "draft"
SECONDS = 120


def text_arrived(response: HttpResponse, *, key: str) -> None:
    """Say to the next page that the draft of this key isn't needed any more."""
    response.set_cookie(
        COOKIE, key, max_age=SECONDS, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )


def arrived_draft(request: HttpRequest) -> str:
    """The key of the draft that has just arrived, for `draft_clear`; empty where there is none."""
    key = request.COOKIES.get(COOKIE, "")
    return key if re.fullmatch(r"[a-z0-9-]{1,80}", key) else ""


def said_draft(request: HttpRequest) -> str:
    """The same for whatever page comes next, which knows nothing of it; `PrivatePagesMiddleware` takes the key back then."""
    key = arrived_draft(request)
    if key:
        request.draft_was_said = True  # type: ignore[attr-defined]
    return key


def draft_was_cleared(request: HttpRequest, response: HttpResponse) -> None:
    """Take the key back with the page that says it."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
