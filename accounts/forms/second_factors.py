"""allauth's forms for second factors in plain words, with our way to check codes; settings.MFA_FORMS names them."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_forms
from allauth.mfa.base.internal.flows import check_rate_limit, post_authentication
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import second_factor
from accounts.forms.sign_in import PlainWords
from accounts.operations.recovery_codes import use_recovery_code
from accounts.operations.second_factors import accept_app_code, step_of

APP_CODE = {"code": _("Code from your app")}
# A device's or a person's name for it; more would not be told apart.
NAME_LENGTH = 60


class StepForm(PlainWords, allauth_forms.AuthenticateForm):
    """The second step of a sign-in: a code of the app, or a recovery code."""

    submit_label = _("Sign in")
    labels = {"code": _("Code from your app, or a recovery code")}
    reauthenticated = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if second_factor.app_of(self.user) is None:
            self.fields["code"].label = _("Recovery code")

    def clean_code(self) -> str:
        clear_tries = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        now = timezone.now()
        self.authenticator = accept_app_code(person=self.user, code=code, now=now)
        if self.authenticator is None and not use_recovery_code(person=self.user, code=code, now=now):
            raise get_adapter().validation_error("incorrect_code")
        clear_tries()
        return code

    def save(self) -> None:
        if self.authenticator is not None:
            post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)
            return
        said = {"type": "recovery_code"} | ({"reauthenticated": True} if self.reauthenticated else {})
        record_authentication(context.request, self.user, "mfa", **said)
        get_account_adapter().send_notification_mail("accounts/recovery_code_used", self.user)


class ReauthenticateStepForm(StepForm):
    """The same to show that it is still them."""

    submit_label = _("Go on")
    reauthenticated = True


class ActivateAppForm(PlainWords, ActivateTOTPForm):
    """The code that shows that the app has the key; it is spent by it."""

    submit_label = _("Use this app")
    labels = APP_CODE
    step: int

    def clean_code(self) -> str:
        validate_can_add_authenticator(self.user)
        clear_tries = check_rate_limit(self.user, error_key="rate_limited")
        code: str = self.cleaned_data["code"]
        step = step_of(secret=self.secret, code=code, now=timezone.now())
        if step is None:
            raise get_adapter().validation_error("incorrect_code")
        self.step = step
        clear_tries()
        return code


class NonsenseIsNoPasskey(forms.Form):
    """Mixed in before a form that reads what a browser says of a passkey: the library breaks over some of what isn't one."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (LookupError, TypeError, ValueError, AttributeError):
            self.add_error("credential", get_adapter().validation_error("no_passkey"))

    def add_error(self, field: str | None, error: Any) -> None:
        """One sentence for whatever is wrong with a passkey."""
        refused = getattr(error, "code", None) in {"incorrect_code", "required", "invalid"}
        super().add_error(field, get_adapter().validation_error("no_passkey") if refused else error)


class AddPasskeyForm(NonsenseIsNoPasskey, PlainWords, AddWebAuthnForm):
    submit_label = _("Add the passkey")
    labels = {"name": _("A name for it")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = NAME_LENGTH
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with it alone, without a password")
        alone.help_text = _("It then asks for your fingerprint, face or PIN. Not every security key can.")
        alone.initial = True

    def clean_name(self) -> str:
        return super().clean_name()[:NAME_LENGTH]


class PasskeyForm(NonsenseIsNoPasskey, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class ReauthenticatePasskeyForm(NonsenseIsNoPasskey, ReauthenticateWebAuthnForm):
    """A passkey once more, to show that it is still them."""


class PasskeySignInForm(NonsenseIsNoPasskey, LoginWebAuthnForm):
    """A passkey and nothing else."""


class RenamePasskeyForm(PlainWords, EditWebAuthnForm):
    submit_label = _("Save the name")
    labels = {"name": _("A name for it")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = NAME_LENGTH

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"])[:NAME_LENGTH]
