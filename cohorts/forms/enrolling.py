"""Enrolling one person, and changing what is known of an enrollment, in the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.enums import Role
from cohorts.models import Enrollment


class EnrollForm(forms.ModelForm):
    """Somebody by their address; a person is made where none has it."""

    email = forms.EmailField(
        label=_("e-mail address"), max_length=254, help_text=_("An account is made where nobody has this address.")
    )
    name = forms.CharField(label=_("name"), max_length=120, required=False, help_text=_("They can change it."))
    role = forms.ChoiceField(label=_("role"), choices=Role, initial=Role.PARTICIPANT)

    class Meta:
        model = Enrollment
        fields = ["cohort", "role", "organization", "team"]


class EnrollmentPlaceForm(forms.ModelForm):
    """Another role, organization or team, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=80,
        required=False,
        help_text=_("Why role, organization or team change. Kept in the history with your name."),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    class Meta:
        model = Enrollment
        fields = ["role", "organization", "team"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What was seen goes along: an old page takes back nothing that somebody else has changed meanwhile.
        for name in self.fields.keys() - {"reason"}:
            self.fields[name].show_hidden_initial = True


class ReasonForm(forms.Form):
    """Why somebody is withdrawn; kept in the history."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=100,
        help_text=_("Kept in the history with your name. The person does not get to read it."),
        widget=forms.TextInput(attrs={"size": 60}),
    )
