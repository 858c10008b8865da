"""The Django admin as the portal uses it: signed in through the portal's own sign-in, with its rate limits."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(admin.AdminSite):
    """Django's admin behind the portal's own sign-in."""

    site_header = site_title = _("CoP Portal administration")
    index_title = _("Programs, people and their history")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Hand over to the portal's sign-in: Django's own form knows no rate limit."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("The administration is for the portal's administrators."))
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
