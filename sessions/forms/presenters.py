"""Who presents, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Cohort
from common.forms import SaysWhatToDo, name_by_row
from sessions.models.presenter import LONGEST_BIO
from sessions.operations.presenters import MOST_PRESENTERS, Presenting

ROWS = "rows"
# So many empty rows at the end.
MORE_ROWS = 2


class PersonField(forms.TypedChoiceField):
    """One of these people, by the name others see; they are read once for all rows."""

    def __init__(self, people: Mapping[str, User], **kwargs: Any) -> None:
        named = [(key, person.display_name) for key, person in people.items()]
        nobody = ("", _("nobody of them"))
        super().__init__(choices=[nobody, *named], coerce=self.found, empty_value=None, required=False, **kwargs)
        self.people = people

    def found(self, key: Any) -> User:
        """The person; a `ValueError`, as coercing has it, where nobody of them is meant."""
        if person := self.people.get(str(key)):
            return person
        raise ValueError(key)


class PresenterRowForm(SaysWhatToDo, forms.Form):
    """One presenter; a row without a name and a person is none."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.CharField(label=_("Role or organization"), max_length=160, required=False)
    bio = forms.CharField(
        label=_("About them"), max_length=LONGEST_BIO, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Mapping[str, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(people, label=_("Person of the cohort"))

    def clean(self) -> dict[str, Any]:
        """Somebody is named, or nothing is written."""
        entered = self.cleaned_data
        says_more = entered.get("role") or entered.get("bio")
        if says_more and not (entered.get("name") or entered.get("person")):
            self.add_error("name", _("Say who it is."))
        return entered


class BasePresenterFormSet(forms.BaseFormSet):
    """All of them, in their order."""

    ordering_widget = forms.NumberInput
    default_error_messages = {"too_many_forms": _("A session has at most %(num)d presenters. Take some away.")}

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take away")
        form.fields["ORDER"].label = _("Order")
        name_by_row(form, _("Presenter %(number)s, %(field)s"), index)

    @property
    def presenting(self) -> list[Presenting]:
        """The written rows in their order."""
        names = ("name", "role", "bio", "person")
        rows = [form.cleaned_data for form in self.ordered_forms if form.cleaned_data]
        return [Presenting(**{name: row[name] for name in names}) for row in rows if row["name"] or row["person"]]


PresenterFormSet = forms.formset_factory(
    PresenterRowForm,
    formset=BasePresenterFormSet,
    extra=MORE_ROWS,
    can_delete=True,
    can_delete_extra=False,
    can_order=True,
    max_num=MOST_PRESENTERS,
    absolute_max=MOST_PRESENTERS + 10,
    validate_max=True,
)


def people_of(cohort: Cohort, present: list[int]) -> dict[str, User]:
    """Who can be chosen, by what the form sends: those active in the cohort, and whoever stands there already. One query."""
    active = cohort.enrollments.active().values("person")
    people = User.objects.filter(Q(pk__in=active) | Q(pk__in=present)).order_by("name", "pk")
    return {str(person.pk): person for person in people}
