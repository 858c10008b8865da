"""What stands at a field whose value can't be used: what to write instead, where Django says what is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# A field may have words of its own for a code; only these, Django's, and none at all make way.
DJANGO_SAYS = [
    None,
    *(
        kind.default_error_messages["invalid"]
        for kind in (forms.IntegerField, forms.DateField, forms.TimeField, forms.DateTimeField, forms.URLField)
    ),
    forms.ChoiceField.default_error_messages["invalid_choice"],
    forms.ModelChoiceField.default_error_messages["invalid_choice"],
]


def use_our_words(field: forms.Field) -> None:
    """Says at the field, by the codes of Django's validators, what to write."""
    for code, words in what_to_write(field).items():
        if field.error_messages.get(code) in DJANGO_SAYS:
            field.error_messages[code] = words


def what_to_write(field: forms.Field) -> dict[str, Any]:
    """Our words by code, for the kinds of fields our forms have. The first kind that fits says it."""
    match field:
        case forms.IntegerField():
            return dict.fromkeys(("invalid", "min_value", "max_value"), _number(field.min_value, field.max_value))
        case forms.DateField():
            return {"invalid": _("Write a day such as 2027-03-15.")}
        case forms.TimeField():
            return {"invalid": _("Write a clock time such as 15:30.")}
        case forms.EmailField():
            words = {"invalid": _("Write an e-mail address such as ana@example.org.")}
        case forms.URLField():
            words = {"invalid": _("Write a link that begins with https://, with no space in it.")}
        case forms.SlugField():
            words = {"invalid": _("Write letters, digits and hyphens only.")}
        case forms.ChoiceField() | forms.ModelChoiceField():
            return {"invalid_choice": _("Choose one from the list.")}
        case forms.CharField():
            words = {}
        case _:
            return {}
    return words | {"max_length": _("Write at most %(limit_value)d characters; now there are %(show_value)d.")}


def _number(lowest: Any, highest: Any) -> Any:
    if lowest is None and highest is None:
        return _("Write a whole number.")
    if highest is None:
        return _("Write a whole number, %(lowest)s or more.") % {"lowest": lowest}
    if lowest is None:
        return _("Write a whole number, %(highest)s or less.") % {"highest": highest}
    return _("Write a whole number from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest}
