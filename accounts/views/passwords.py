"""A first password, for those who have signed in with codes so far."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.views import PasswordSetView
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect


class SetPasswordView(PasswordSetView):
    """Asks first whether it is still them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_usable_password():  # type: ignore[union-attr]
            try:
                raise_if_reauthentication_required(request, app="allauth.account")
            except ReauthenticationRequired:
                if request.method == "POST":
                    # allauth would keep what was sent in the session until it goes on: not a password.
                    return redirect(request.path)
                raise
        return super().dispatch(request, *args, **kwargs)
