"""What people look for in the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.directory_queries import Search
from cohorts.enums import OrganizationType, Role
from common.forms import SaysWhatToDo


class DirectoryForm(SaysWhatToDo, forms.Form):
    """Asked with GET: a search has an address to come back to. What isn't offered looks for nothing."""

    q = forms.CharField(
        label=_("Name, organization, interest …"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("All roles")), *Role.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    kind = forms.ChoiceField(
        label=_("Type of organization"),
        choices=[("", _("All types")), *OrganizationType.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def offer_kinds(self, kinds: set[str]) -> None:
        """Offers the types there are in the cohort, and the one that is chosen."""
        offered = {"", *kinds, self.search.kind}
        field: Any = self.fields["kind"]
        field.choices = [choice for choice in field.choices if choice[0] in offered]

    @property
    def search(self) -> Search:
        """What they look for; a part of it that makes no sense is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Search(words=said.get("q", ""), role=said.get("role", ""), kind=said.get("kind", ""))
