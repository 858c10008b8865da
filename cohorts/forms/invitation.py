"""Accepting an invitation: what somebody new says of themselves, or a simple yes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from accounts.forms.profile import PersonFieldsMixin
from accounts.models import User
from cohorts.models import Cohort
from cohorts.operations.invitations import Newcomer
from common.forms import PortalFormMixin


class AgreementsMixin(forms.Form):
    """A box to tick where the cohort has agreements, and none where it hasn't."""

    agreements = forms.BooleanField(
        label=_("I will keep to the community agreements above."), error_messages={"required": _("Tick this to join.")}
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not cohort.agreements:
            del self.fields["agreements"]


class DirectoryMixin(forms.Form):
    """Whether peers find the person in the cohort's directory; nobody is in it unasked."""

    in_directory = forms.BooleanField(
        label=_("List me in the cohort’s directory"),
        required=False,
        help_text=_(
            "Name, pronouns, organization, role and what you say of yourself; never your address. Change it at any time."
        ),
    )


class JoinForm(PortalFormMixin, DirectoryMixin, AgreementsMixin):
    """For those who have an account and are signed in."""

    submit_label = _("Join")
    field_order = ["in_directory", "agreements"]


class NewcomerForm(PortalFormMixin, DirectoryMixin, AgreementsMixin, PersonFieldsMixin):
    """For those who have never been here."""

    submit_label = _("Join")
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["name", "pronouns", "time_zone", "language", "password", "in_directory", "agreements"]

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.person = person
        self.fields["password"].help_text = lazystr(
            " ".join(
                [str(_("Leave it empty to get a code by mail each time instead.")), *password_validators_help_texts()]
            )
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], User(email=self.person.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned

    @property
    def newcomer(self) -> Newcomer:
        """What they said, once the form is valid."""
        said = self.cleaned_data
        return Newcomer(
            name=said["name"],
            pronouns=said["pronouns"],
            time_zone=said["time_zone"],
            language=said["language"],
            password=said["password"],
        )
