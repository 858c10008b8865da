"""What is known of the viewer on every page: their time zone and language, when this visit began, how long they stay, and
whether they have to set up a second factor first.
"""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts import freshness, second_factor
from accounts.models import User
from common.wall_clock import UnknownZone, zone_named

# A visit this long after the last one began is a new one; so at most one write in this time.
VISIT = timedelta(hours=4)
DAY = 24 * 60 * 60


class ViewerMiddleware:
    """Shows times in the viewer's zone and words in their language, and notes the beginning of a visit.

    One write per visit, none per page. A sign-in ends after two weeks without a visit (SESSION_COOKIE_AGE), and after
    `SIGN_IN_DAYS` however often they come.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        signed_in_at = request.session.get("signed_in_at")
        if signed_in_at is not None and time.time() - signed_in_at > settings.SIGN_IN_DAYS * DAY:
            logout(request)
            return self.get_response(request)
        viewer: User = request.user
        if viewer.visit_began_at is None or now - viewer.visit_began_at > VISIT:
            _begin_visit(viewer, now)
            if signed_in_at is not None and time.time() - signed_in_at > DAY:
                # Saved again with this answer, and so good for another two weeks.
                request.session.modified = True
        request.LANGUAGE_CODE = viewer.language
        with timezone.override(_zone_of(viewer)), translation.override(viewer.language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", viewer.language)
            return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends the signed out to sign in, and back. From a button, back to the page it stood on: its own address has none."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        before = urlsplit(request.headers.get("Referer", ""))
        if request.method in {"GET", "HEAD"} or before.netloc != request.get_host() or not before.path:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(f"{before.path}?{before.query}" if before.query else before.path)


def _begin_visit(viewer: User, now: datetime) -> None:
    viewer.previous_visit_at, viewer.visit_began_at = viewer.visit_began_at, now
    # Past `save()`: a visit is no change that the history keeps.
    User.objects.filter(pk=viewer.pk).update(previous_visit_at=viewer.previous_visit_at, visit_began_at=now)


def _zone_of(viewer: User) -> zoneinfo.ZoneInfo:
    """The viewer's zone; the portal's where theirs isn't known, or has gone from the database of zones."""
    try:
        return zone_named(viewer.time_zone or settings.PORTAL_TIME_ZONE)
    except UnknownZone:
        return zoneinfo.ZoneInfo(settings.PORTAL_TIME_ZONE)


# What somebody without the second factor they need can open: setting one up, and leaving.
STILL_OPEN = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "accounts:recovery_codes",
    "account_reauthenticate",
    "accounts:mailed_code",
    "accounts:time_zone",
    "account_logout",
    "healthz",
    "readyz",
}


class SecondFactorMiddleware:
    """Sends those who need a second factor and haven't shown one to where they can, whatever they open.

    Whoever has one but signed in without it (in a browser where they were signed in before) signs in anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        viewer = request.user
        if not viewer.is_authenticated or freshness.took_a_second_step(request, viewer):
            return None
        match = request.resolver_match
        if (match is not None and match.view_name in STILL_OPEN) or not second_factor.is_needed(viewer):
            return None
        if second_factor.has_one(viewer):
            logout(request)
            messages.info(request, _("Sign in once more, please, with your second step."))
            asked_for = request.get_full_path() if request.method == "GET" else "/"
            there = redirect_to_login(asked_for)
        else:
            there = redirect("mfa_index")
        return HttpResponseClientRedirect(there.url) if request.htmx else there  # type: ignore[attr-defined]
