"""How every form of the portal looks and answers: `{% load crispy_forms_tags %}{% crispy form %}` draws all of it.

The markup is crispy-bootstrap5's, the styles are ours. What is wrong stands in a summary above the form, with a link to each
field, and again at the field; the browser's own bubbles are switched off, because they say one thing at a time and go away.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from common.field_words import use_our_words

if TYPE_CHECKING:
    # A mixin; for the type checker it is the form it will be mixed into.
    FormBase = forms.Form
else:
    FormBase = object


# For a field in which a day is chosen: outside of these it is a slip of the keyboard, and some days have no instant at all.
WITHIN_REASON = [
    MinValueValidator(date(2000, 1, 1), _("The year must be 2000 or later.")),
    MaxValueValidator(date(2100, 12, 31), _("The year must be 2100 or earlier.")),
]

DJANGO_SAYS = forms.Field.default_error_messages["required"]


def what_to_do(field: forms.Field) -> Any:
    """What is said at a field that was left empty, where its form says nothing of its own."""
    if isinstance(field, forms.BooleanField):
        return _("Tick this to go on.")
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return _("Choose one.")
    return _("Fill this in.")


class SaysWhatToDo(FormBase):
    """Mixed into a form: a field left empty or wrong says what to do, not what it is. PortalFormMixin's forms do it anyway."""

    def full_clean(self) -> None:
        """Only now, for a form may have added fields after it was made."""
        for field in self.fields.values():
            if field.error_messages.get("required") == DJANGO_SAYS:
                field.error_messages["required"] = what_to_do(field)
            use_our_words(field)
        super().full_clean()


def name_by_row(form: forms.Form, name: Any, index: int | None) -> None:
    """In a table of fields a column's head stands for many: each field's name, when read out, says its row's number too.

    `name` is a sentence with %(number)s and %(field)s.
    """
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = name % {"number": (index or 0) + 1, "field": field.label}


class PortalFormHelper(FormHelper):
    """crispy's helper with the portal's choices. What stands here is read by `templates/bootstrap5/whole_uni_form.html`."""

    include_media = False

    def __init__(self, form: forms.BaseForm, *, attrs: Mapping[str, str | bool] | None = None) -> None:
        super().__init__(form)
        self.attrs = {"novalidate": True, **(attrs or {})}
        self.submit_label: str | Promise = _("Save")
        self.submit_kind = "primary"
        self.cancel_url = ""
        self.cancel_label: str | Promise = _("Back")
        visible = form.visible_fields()
        self.explains_star = len(visible) > 1 and any(field.field.required for field in visible)


class PortalFormMixin(SaysWhatToDo):
    """Mixed into a Form or ModelForm before its Django class: `class NoteForm(PortalFormMixin, forms.ModelForm)`.

    Class attributes say what the form does; a view may set them on the instance. `form_attributes` are attributes of `<form>`
    (`action`, `id`, `data-hx-post` …).
    """

    submit_label: str | Promise = _("Save")
    submit_kind: str = "primary"
    cancel_url: str = ""
    cancel_label: str | Promise = _("Back")
    form_attributes: ClassVar[Mapping[str, str | bool]] = {}

    def form_layout(self) -> Layout | None:
        """How the fields stand, where one under the other isn't right (rows, fieldsets)."""
        return None

    @property
    def helper(self) -> PortalFormHelper:
        """What `{% crispy form %}` asks for."""
        helper = PortalFormHelper(self, attrs=self.form_attributes)
        helper.layout = self.form_layout() or helper.layout
        helper.submit_label, helper.submit_kind = self.submit_label, self.submit_kind
        helper.cancel_url, helper.cancel_label = self.cancel_url, self.cancel_label
        return helper

    @property
    def fields_only(self) -> PortalFormHelper:
        """For a template that writes `<form>` and several buttons itself: `{% crispy form form.fields_only %}`."""
        helper = self.helper
        helper.form_tag, helper.disable_csrf = False, True
        return helper

    def keep_draft(self, field: str, key: str) -> None:
        """Keep what is typed into `field` on the person's device until the server has it.

        `key` names the draft and holds the person's id, so that two people at one computer don't meet each other's. The page
        after a success says it again, as `draft_clear` in its context.
        """
        self.fields[field].widget.attrs["data-draft-key"] = key

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong; a page that comes back keeps no files, so a file that was sent with it is asked for again."""
        super().add_error(field, error)
        again = gettext("Choose the file again: a page that comes back does not keep it.")
        for name in self.files:
            # The field as it is drawn: it was made when its content was read.
            drawn = self[name] if isinstance(self.fields.get(name), forms.FileField) else None
            if drawn is not None and again not in str(drawn.help_text):
                drawn.help_text = f"{again} {drawn.help_text}".strip()

    def refuse(self, error: DomainError) -> None:
        """Show a refusal of the work where it belongs: at its field, or above the form."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class DayInput(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A clock time, with the browser's own way to enter one."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
