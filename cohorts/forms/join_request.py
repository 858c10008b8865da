"""Asking to join, and answering those who ask."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.addresses import UnreadableAddress, plain_address
from accounts.forms.profile import TimeZoneField
from accounts.models import User
from cohorts.enums import OrganizationType, RoleLevel
from cohorts.models import Cohort, Program
from cohorts.operations.join_requests import Asking, NotEligible
from common.forms import PortalFormMixin

NONE_OF_THESE = "none"


class AskToJoinForm(PortalFormMixin, forms.Form):
    """Short: who asks, from where, what they hope for. Those who are signed in ask with the address of their account."""

    submit_label = gettext_lazy("Ask to join")

    cohort = forms.ModelChoiceField(label=gettext_lazy("Which one"), queryset=Cohort.objects.none(), empty_label=None)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organization_name = forms.CharField(
        label=gettext_lazy("Organization"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Where you work, volunteer or get care. Leave it empty if you come on your own."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organization_type = forms.ChoiceField(label=gettext_lazy("What kind of organization it is"))
    level = forms.ChoiceField(
        label=gettext_lazy("Where you stand in it"),
        choices=[("", gettext_lazy("I would rather not say")), *RoleLevel.choices],
        required=False,
        help_text=gettext_lazy("Coordinators see it, to bring different voices together. Other members don’t."),
    )
    hopes = forms.CharField(
        label=gettext_lazy("What you hope for"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = TimeZoneField()

    def __init__(self, *args: Any, program: Program, cohorts: list[Cohort], viewer: User | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"language": get_language(), "cohort": cohorts[0].pk} | (
            {"name": viewer.name, "time_zone": viewer.time_zone, "language": viewer.language} if viewer else {}
        )
        super().__init__(*args, **kwargs)
        self.program, self.viewer = program, viewer
        chosen: Any = self.fields["cohort"]
        chosen.queryset = Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts]).order_by("starts_on", "title")
        if len(cohorts) == 1:
            del self.fields["cohort"]
        self.only_cohort = cohorts[0]
        if viewer:
            del self.fields["email"]
        self.fields["time_zone"].initial = viewer.time_zone if viewer else ""
        kinds = [choice for choice in OrganizationType.choices if choice[0] in self.eligible]
        none: list[tuple[str, Any]] = [(NONE_OF_THESE, _("None of these"))] if program.eligible_types else []
        self.fields["organization_type"].choices = [("", "—"), *kinds, *none]  # type: ignore[attr-defined]

    @property
    def eligible(self) -> list[str]:
        """The types of which one can ask; a program that names none takes all."""
        return self.program.eligible_types or OrganizationType.values

    def form_layout(self) -> Layout:
        """Long things under one another, short ones in a row."""
        names = [name for name in self.fields if name not in {"language", "time_zone"}]
        return Layout(*names, Div("language", "time_zone", css_class="row"))

    def clean_email(self) -> str:
        try:
            return plain_address(self.cleaned_data["email"])
        except UnreadableAddress as error:
            raise forms.ValidationError(str(error)) from error

    def clean_organization_type(self) -> str:
        chosen = self.cleaned_data["organization_type"]
        if chosen == NONE_OF_THESE:
            raise forms.ValidationError(str(NotEligible(self.program)))
        return chosen

    @property
    def chosen_cohort(self) -> Cohort:
        """Which cohort they ask to join, once the form is valid."""
        return self.cleaned_data.get("cohort") or self.only_cohort

    @property
    def asking(self) -> Asking:
        """What they say, once the form is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "cohort"}
        if self.viewer:
            said["email"] = self.viewer.email
        return Asking(**said)


class DeclineRequestForm(PortalFormMixin, forms.Form):
    """The words to somebody who can't come in."""

    submit_label = gettext_lazy("Decline and send the words")
    submit_kind = "danger"

    answer = forms.CharField(
        label=gettext_lazy("Your words to them"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("They stand in the mail as you write them."),
    )
