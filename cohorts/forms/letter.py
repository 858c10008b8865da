"""A letter to some of a cohort's people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Enrollment
from cohorts.models.letter import LONGEST_SUBJECT, LONGEST_TEXT
from cohorts.operations.letters import NobodyToWriteTo
from common.forms import PortalFormMixin

# The ids of those who stand in the form to be chosen, and where the writer came from: both go along with what is typed.
AMONG, NEXT = "among", "next"


class LetterForm(PortalFormMixin, forms.Form):
    """Each person is a box of their own: forms that are kept through a new sign-in keep one value per name."""

    submit_label = gettext_lazy("Look at it first")

    among = forms.CharField(widget=forms.HiddenInput, required=False)
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=gettext_lazy("Your letter"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "It begins with “Hello” and the person’s name, and ends with yours; both come by themselves."
        ),
    )

    def __init__(self, *args: Any, people: Sequence[Enrollment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for enrollment in people:
            self.fields[box_of(enrollment)] = forms.BooleanField(
                label=_("%(name)s, %(organization)s")
                % {"name": enrollment.person.display_name, "organization": enrollment.organization}
                if enrollment.organization
                else enrollment.person.display_name,
                required=False,
                initial=True,
            )

    def form_layout(self) -> Layout:
        boxes = [box_of(enrollment) for enrollment in self.people]
        return Layout(AMONG, NEXT, Fieldset(_("To"), *boxes), "subject", "text")

    def clean(self) -> dict[str, Any]:
        written = super().clean() or self.cleaned_data
        if not any(written.get(box_of(enrollment)) for enrollment in self.people):
            self.refuse(NobodyToWriteTo())
        return written

    @property
    def chosen(self) -> list[Enrollment]:
        """Whom the letter goes to, once the form is valid."""
        return [enrollment for enrollment in self.people if self.cleaned_data[box_of(enrollment)]]


def box_of(enrollment: Enrollment) -> str:
    """The name of a person's box."""
    return f"to_{enrollment.pk}"
