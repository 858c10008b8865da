"""Signing in, as the person sets it up: authenticator app, passkeys, recovery codes. allauth's views in our house."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts import second_factor
from accounts.operations.recovery_codes import NothingToRecover, make_recovery_codes
from accounts.operations.second_factors import note_change, spend
from accounts.qr import qr_code

SIGNING_IN = reverse_lazy("mfa_index")


class SigningInView(IndexView):
    """Everything about how one signs in, on one page; whoever has to set up a second factor is sent here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person: Any = self.request.user
        context = super().get_context_data(**kwargs)
        needed = second_factor.is_needed(person)
        codes = list(person.recovery_codes.all())
        return context | {
            "needed": needed,
            "app": context["authenticators"].get(Authenticator.Type.TOTP),
            "passkeys": context["authenticators"].get(Authenticator.Type.WEBAUTHN, []),
            "codes": codes,
            "codes_left": sum(code.used_at is None for code in codes),
            "bar": "me",
        }


class AfterwardsMixin:
    """What follows the first second factor: recovery codes; any other, the page with all of them."""

    request: HttpRequest

    def get_success_url(self) -> str:
        person: Any = self.request.user
        return str(SIGNING_IN if person.recovery_codes.exists() else reverse_lazy("accounts:recovery_codes"))

    def prove(self, factor: Authenticator, reason: str) -> None:
        """Whoever has just set a factor up has shown it: this sign-in counts as one with two steps."""
        person: Any = self.request.user
        note_change(person=person, by=person, reason=reason)
        record_authentication(self.request, person, "mfa", id=factor.pk, type=factor.type)


class ActivateAppView(AfterwardsMixin, ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_factor.app_of(request.user):  # type: ignore[arg-type]
            # Set up already: a second click, another tab.
            return redirect(SIGNING_IN)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"qr": qr_code(context["totp_url"]), "secret": context["form"].secret}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        app = second_factor.app_of(self.request.user)  # type: ignore[arg-type]
        if app is not None:
            spend(app=app, step=form.step)
            self.prove(app, "Authenticator app added")
        return response


class RemoveAppView(DeactivateTOTPView):
    success_url = SIGNING_IN

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        person: Any = self.request.user
        note_change(person=person, by=person, reason="Authenticator app removed")
        return super().form_valid(form)


class AddPasskeyView(AfterwardsMixin, AddWebAuthnView):
    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.prove(second_factor.newest_passkey(self.request.user), "Passkey added")  # type: ignore[arg-type]
        return response


class RenamePasskeyView(EditWebAuthnView):
    success_url = SIGNING_IN


class RemovePasskeyView(RemoveWebAuthnView):
    success_url = SIGNING_IN

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        passkey = self.get_object()
        if not get_adapter().can_delete_authenticator(passkey):
            form.add_error(None, get_adapter().error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)
        person: Any = self.request.user
        note_change(person=person, by=person, reason="Passkey removed")
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RecoveryCodesView(TemplateView):
    """Makes a new set and shows it in the answer to that click, and never again."""

    template_name = "accounts/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person: Any = self.request.user
        left = person.recovery_codes.filter(used_at=None).count()
        return super().get_context_data(codes_left=left, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        try:
            codes = make_recovery_codes(person=person, by=person, now=timezone.now())
        except NothingToRecover as refusal:
            messages.error(request, str(refusal))
            return redirect(SIGNING_IN)
        get_account_adapter().send_notification_mail("mfa/email/recovery_codes_generated", person)
        # An address that holds the file: nothing has to be kept, or asked for again, to save it.
        as_file = f"data:text/plain;charset=utf-8,{quote(chr(10).join(codes))}"
        return render(request, "accounts/recovery_codes_shown.html", {"codes": codes, "as_file": as_file})
