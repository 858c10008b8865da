"""The link that `make_admin` prints."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts.first_sign_in import person_of


@method_decorator(login_not_required, name="dispatch")
class FirstSignInView(View):
    """A button that signs in, once. Looking at it does nothing; an old link and a made-up one are told the same."""

    http_method_names = ["get", "head", "post"]

    @transaction.atomic
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        person = person_of(token)
        response = render(request, "accounts/first_sign_in.html", {"person": person}, status=200 if person else 404)
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    @transaction.atomic
    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        person = person_of(token)
        if person is None:
            return self.get(request, token)
        # Whoever holds the link may set up a second factor with it, also where no mail goes out yet.
        record_authentication(request, person, "link", reauthenticated=True)
        return perform_login(request, person, redirect_url=reverse("accounts:profile"))
