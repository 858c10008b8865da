"""A person of a team as one row: name, e-mail address, role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Enrollment
from common.admin import RefusableRow


class TeamMemberForm(RefusableRow):
    """A new row is somebody to enroll; of somebody enrolled, the role can be changed here."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("e-mail address"), max_length=254)

    class Meta:
        model = Enrollment
        fields = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # What was seen goes along: an old page takes back no role that somebody else has given meanwhile.
            self.fields["role"].show_hidden_initial = True
            for field in ("name", "email"):
                self.fields[field].disabled = True
                self.fields[field].required = False
                self.initial[field] = getattr(self.instance.person, field)


class TeamMemberFormSet(forms.BaseInlineFormSet):
    """The people of a team; nobody stands there twice."""

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            email = (form.cleaned_data.get("email") or "").strip().lower() if hasattr(form, "cleaned_data") else ""
            if email and email in seen:
                form.add_error("email", _("This address stands in another row too."))
            seen.add(email)
