"""The blocks of an agenda, one row each."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import SaysWhatToDo, name_by_row
from sessions.enums import AgendaKind
from sessions.operations.agenda import MOST_ITEMS, AgendaBlock

ROWS = "rows"
# So many empty rows at the end, and so many more each time.
MORE_ROWS = 3


class AgendaRowForm(SaysWhatToDo, forms.Form):
    """One block; a row without title and minutes is no block."""

    title = forms.CharField(label=_("What"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaKind.choices, initial=AgendaKind.OTHER)
    presenters = forms.CharField(
        label=_("Presenters"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Presenters")}),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=720)

    def has_changed(self) -> bool:
        """A kind alone, chosen in an empty row, makes no block."""
        return super().has_changed() and self.changed_data != ["kind"]


class BaseAgendaFormSet(forms.BaseFormSet):
    """The agenda as it is being written."""

    ordering_widget = forms.NumberInput
    default_error_messages = {
        "too_many_forms": _("An agenda has at most %(num)d blocks. Take some away, or make one of two.")
    }

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take away")
        form.fields["ORDER"].label = _("Order")
        name_by_row(form, _("Block %(number)s, %(field)s"), index)

    @property
    def planned(self) -> int:
        """The minutes written so far, whatever else is wrong."""
        self.is_valid()
        rows = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        return sum(row.get("minutes") or 0 for row in rows if not row.get("DELETE"))

    @property
    def blocks(self) -> list[AgendaBlock]:
        """The written rows in their order."""
        rows = [form for form in self.ordered_forms if form.cleaned_data]
        return [
            AgendaBlock(
                title=form.cleaned_data["title"],
                kind=form.cleaned_data["kind"],
                presenters=form.cleaned_data["presenters"],
                minutes=form.cleaned_data["minutes"],
            )
            for form in rows
        ]


AgendaFormSet = forms.formset_factory(
    AgendaRowForm,
    formset=BaseAgendaFormSet,
    extra=MORE_ROWS,
    can_delete=True,
    # A row that isn't a block yet is emptied, not taken away.
    can_delete_extra=False,
    can_order=True,
    max_num=MOST_ITEMS,
    absolute_max=MOST_ITEMS + 10,
    validate_max=True,
)
