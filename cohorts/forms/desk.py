"""The forms of the coordinators' desk for people."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cohorts.enums import OrganizationType, Role
from cohorts.models import Cohort, Enrollment, Organization, Team
from common.forms import PortalFormMixin
from common.seen_forms import SEEN, SeenFormMixin


def _teams_of(cohort: Cohort) -> QuerySet[Team]:
    return Team.objects.filter(cohort=cohort).order_by(Lower("name"))


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Sets what a field of rows can be chosen from."""
    field: Any = form.fields[name]
    field.queryset = rows


class InvitePersonForm(PortalFormMixin, forms.Form):
    """One person: whom, as what, from where."""

    submit_label = gettext_lazy("Send the invitation")

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role, initial=Role.PARTICIPANT)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("A team brings its organization along."),
    )
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Organization"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=gettext_lazy("None, or a new one"),
    )
    new_organization = forms.CharField(label=gettext_lazy("New organization"), max_length=160, required=False)
    new_organization_type = forms.ChoiceField(
        label=gettext_lazy("What the new organization is"),
        choices=[("", "—"), *OrganizationType.choices],
        required=False,
    )

    def __init__(self, *args: Any, cohort: Cohort, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "team", _teams_of(cohort))
        _offer(self, "organization", Organization.objects.visible_to(viewer).order_by(Lower("name")))
        self.cancel_url = reverse("cohorts:manage_people", args=[cohort.slug])

    def form_layout(self) -> Layout:
        """The new organization under the known ones."""
        return Layout("email", Div("role", "team", css_class="row"), "organization",
                      Div("new_organization", "new_organization_type", css_class="row"))  # fmt: skip

    def clean(self) -> dict[str, Any]:
        written = super().clean() or self.cleaned_data
        name = " ".join(written.get("new_organization", "").split())
        written["new_organization"] = name
        if name and written.get("organization"):
            self.add_error("new_organization", _("Choose an organization or name a new one, not both."))
        elif name and not written.get("new_organization_type"):
            self.add_error("new_organization_type", _("Say what “%(name)s” is.") % {"name": name})
        return written

    @property
    def facts(self) -> dict[str, Any]:
        """What `invite_person` takes."""
        return dict(self.cleaned_data)


class PlaceForm(SeenFormMixin, PortalFormMixin, forms.Form):
    """Somebody's role and team in the cohort."""

    submit_label = gettext_lazy("Save role and team")

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role)
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=gettext_lazy("None")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Kept in the history with your name. The person does not get to read it."),
    )

    def __init__(self, *args: Any, enrollment: Enrollment, **kwargs: Any) -> None:
        kwargs["initial"] = {"role": enrollment.role, "team": enrollment.team_id}
        super().__init__(*args, **kwargs)
        teams = _teams_of(enrollment.cohort)
        if enrollment.organization_id:
            # A team is of one organization, and so are its people.
            teams = teams.filter(organization=enrollment.organization_id)
        _offer(self, "team", teams)

    def form_layout(self) -> Layout:
        """Role and team in one row."""
        return Layout(SEEN, Div("role", "team", css_class="row"), "reason")


class WithdrawForm(PortalFormMixin, forms.Form):
    """Why somebody is withdrawn."""

    submit_label = gettext_lazy("Withdraw")
    submit_kind = "danger"

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=100,
        help_text=gettext_lazy("Kept in the history with your name. The person does not get to read it."),
    )
