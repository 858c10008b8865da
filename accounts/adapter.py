"""How allauth is bent to this portal: accounts come from invitations, mails from our folders, links from our origin."""

from __future__ import annotations

import logging
import time
from email.utils import make_msgid
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import freshness
from accounts.addresses import UnreadableAddress, plain_address
from accounts.backends import EmailBackend
from accounts.models import User
from common.history import sign_change
from common.mail import render_mail
from common.times import named_moment

logger = logging.getLogger(__name__)

TRIES_ANYWHERE = {"tries_anywhere": "100/h/key"}

# Our folder (templates/email/…) for each mail that allauth sends.
FOLDERS = {
    "account/email/login_code": "account/sign_in_code",
    "account/email/password_reset_code": "account/reset_code",
    "account/email/email_confirmation": "account/address_code",
    "account/email/email_confirmation_signup": "account/address_code",
    "account/email/unknown_account": "account/no_account",
    "account/email/password_changed": "account/password_changed",
    "account/email/password_set": "account/password_changed",
    "account/email/password_reset": "account/password_changed",
    "account/email/email_changed": "account/address_changed",
    "accounts/confirm_code": "account/confirm_code",
    "accounts/recovery_code_used": "account/second_step_changed",
    "accounts/second_factors_removed": "account/second_step_changed",
    "mfa/email/recovery_codes_generated": "account/second_step_changed",
    "mfa/email/totp_activated": "account/second_step_changed",
    "mfa/email/totp_deactivated": "account/second_step_changed",
    "mfa/email/webauthn_added": "account/second_step_changed",
    "mfa/email/webauthn_removed": "account/second_step_changed",
}

# The ways to show that it is still them, in the words of our pages.
WAYS = {
    "reauthenticate": _("Type the password"),
    "mfa_reauthenticate": _("Type a code from the app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions about accounts, answered for this portal."""

    _tries_anywhere: ratelimit.RateLimitUsage | None = None

    error_messages = DefaultAccountAdapter.error_messages | {
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("This address and this password don't go together. A code by mail works too."),
        "email_taken": _("Somebody else on this portal has this address."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This is not the code we sent. Copy it from the mail, letter by letter."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("That was a lot of tries. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("That was a lot of tries. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Where people go after signing in or out: a place on this portal, written without a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_email(self, email: str) -> str:
        try:
            return plain_address(email)
        except UnreadableAddress as error:
            raise forms.ValidationError(str(error)) from error

    def set_password(self, user: User, password: str) -> None:
        sign_change(user, by=user, reason="Password changed")
        super().set_password(user, password)

    # --- Wrong tries

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counted by address and network: who guesses elsewhere doesn't hold the door shut for the one who knows."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing from many networks at once is counted by the address alone, more widely."""
        super().pre_authenticate(request, **credentials)
        self._tries_anywhere = ratelimit.consume(
            request,
            app="accounts",
            action="tries_anywhere",
            config=TRIES_ANYWHERE,
            key=str(credentials.get("email", "")).lower(),
        )
        if not self._tries_anywhere:
            self._rollback_login_failed_rl_usage()
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        """A right password doesn't count."""
        super()._rollback_login_failed_rl_usage()
        if self._tries_anywhere:
            self._tries_anywhere.rollback()

    # --- Coming in

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Before the first step counts: whose account is closed, or made up outside demo mode, goes no further."""
        if not EmailBackend().user_can_authenticate(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        freshness.note_unless_asked_by_code(request, user)
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step; what has changed since the first one counts."""
        if not EmailBackend().user_can_authenticate(user) or not freshness.still_holds(request, user):
            clear_login(request)
            messages.warning(request, _("Your sign-in changed in the meantime. Begin again, please."))
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        # The longest a sign-in lasts is counted from here (accounts.middleware).
        request.session["signed_in_at"] = int(time.time())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After the code of a new address; signed out, one signs in with it."""
        return reverse("accounts:profile" if self.request.user.is_authenticated else "account_login")

    # --- "Is it still you?"

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Password, second factor; and where there is no password, a code by mail."""
        theirs: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        methods = [method | {"description": WAYS.get(method["id"], method["description"])} for method in theirs]
        if user.is_authenticated and not user.has_usable_password():
            url = reverse("accounts:mailed_code")
            methods.append({"id": "mailed_code", "description": _("Get a code by mail"), "url": url})
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has neither password nor second factor would pass, for allauth; here they type a code from a mail."""
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        person = self.request.user
        if required and not get_reauthentication_flows(person) and not freshness.lately_confirmed(self.request, person):
            raise ReauthenticationRequired
        return required

    # --- Mails

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One mail to one address, in the person's language, with nothing of the request in it."""
        person = User.objects.with_email(email).first()
        language = person.language if person else get_language() or settings.LANGUAGE_CODE
        now = timezone.now()
        with translation.override(language):
            when = named_moment(now, (person.time_zone if person else "") or settings.PORTAL_TIME_ZONE, now)
        mail = render_mail(
            FOLDERS[template_prefix],
            to=email,
            language=language,
            message_id=make_msgid(domain=urlsplit(settings.PORTAL_ORIGIN).hostname),
            context={
                "code": context.get("code"),
                "to_email": context.get("to_email"),
                "when": when,
                "what": template_prefix.rpartition("/")[2],
            },
        )
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            # The address is no part of the log line: who signs in where is nobody's business.
            logger.warning("A mail about signing in could not be sent: %s", type(error).__name__)
            raise ImmediateHttpResponse(render(self.request, "account/mail_away.html", status=503)) from error

    def send_notification_mail(
        self, template_prefix: str, user: User | AnonymousUser, *args: Any, **kwargs: Any
    ) -> None:
        """Tells of a change that is made already; a mail server that is away doesn't undo it."""
        try:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)
        except ImmediateHttpResponse:
            logger.warning("Person %s was not told that %s.", user.pk, template_prefix.rpartition("/")[2])
