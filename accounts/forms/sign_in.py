"""allauth's forms in plain words. What they check is allauth's; settings.ACCOUNT_FORMS names them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.fields import SetPasswordField
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import freshness
from common.forms import PortalFormMixin


class PlainWords(PortalFormMixin):
    """Mixed into allauth's forms: labels of ours, and no grey text inside the fields that goes away when one types."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field, SetPasswordField):
                # allauth's link to the forgotten password; the pages have their own.
                field.help_text = ""
            field.label = self.labels.get(name, field.label)


ADDRESS = _("E-mail address")
CODE = {"code": _("Code from the mail")}


class SignInForm(PlainWords, allauth_forms.LoginForm):
    submit_label = _("Sign in")
    labels = {"login": ADDRESS, "password": _("Password")}


class CodeRequestForm(PlainWords, allauth_forms.RequestLoginCodeForm):
    """Asks for a code; the sign-in page sends the address typed there along, under the name it has there."""

    submit_label = _("Send me a code")
    labels = {"email": ADDRESS}

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data and "login" in data and "email" not in data:
            data = {"email": data["login"]}
        super().__init__(data, *args, **kwargs)

    def clean_email(self) -> str:
        email = super().clean_email()
        freshness.note(context.request, self._user)
        return email


class CodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):
    submit_label = _("Sign in")
    labels = CODE


class AddressCodeForm(PlainWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    submit_label = _("Confirm the address")
    labels = CODE


class ResetForm(PlainWords, allauth_forms.ResetPasswordForm):
    submit_label = _("Send me a code")
    labels = {"email": ADDRESS}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = super().save(request, **kwargs)
        freshness.note(request, self.users[0] if self.users else None, key=freshness.RESET)
        return email


class ResetCodeForm(PlainWords, allauth_forms.ConfirmPasswordResetCodeForm):
    submit_label = _("Go on")
    labels = CODE


class NewPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    submit_label = _("Set the password")
    labels = {"password1": _("New password"), "password2": _("The same again")}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not freshness.still_holds(context.request, self.user, key=freshness.RESET):
            raise forms.ValidationError(
                _(
                    "Your password was changed after this code was sent, so the code is no longer good. Ask for a new one."
                )
            )
        return cleaned


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    submit_label = _("Change the password")
    labels = {
        "oldpassword": _("Password until now"),
        "password1": _("New password"),
        "password2": _("The new one again"),
    }


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):
    submit_label = _("Set the password")
    labels = {"password1": _("Password"), "password2": _("The same again")}


class ChangeAddressForm(PlainWords, allauth_forms.AddEmailForm):
    submit_label = _("Send a code to the new address")
    labels = {"email": _("New e-mail address")}


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    submit_label = _("Go on")
    labels = {"password": _("Password")}


class MailedCodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):
    submit_label = _("Go on")
    labels = CODE
