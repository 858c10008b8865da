from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from django import forms

from common.forms import SaysWhatToDo

ROOT = Path(__file__).resolve().parents[2]
# Forms of the administration speak as the rest of it does, which is Django's.
ADMINISTRATION = {
    "AdministeredSessionForm", "AgendaBlockForm", "ConfirmRosterForm", "EnrollForm", "EnrollmentPlaceForm", "PersonForm",
    "ReasonForm", "RosterExportForm", "RosterForm", "TeamMemberForm",
}  # fmt: skip


class WrittenForm(SaysWhatToDo, forms.Form):
    minutes = forms.IntegerField(min_value=5, max_value=720)
    count = forms.IntegerField(min_value=1)
    fewer = forms.IntegerField(max_value=9)
    any = forms.IntegerField()
    day = forms.DateField()
    start = forms.TimeField()
    email = forms.EmailField()
    link = forms.URLField(assume_scheme="https")
    address = forms.SlugField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    title = forms.CharField(max_length=3)
    own = forms.CharField(max_length=3, error_messages={"max_length": "Three letters."})


def said(**values):
    return {name: messages[0] for name, messages in WrittenForm(values).errors.items() if name in values}


@pytest.mark.parametrize("minutes", ["3", "721", "many"])
def test_whatever_is_wrong_with_a_number_it_says_which_would_be_right(minutes):
    assert said(minutes=minutes) == {"minutes": "Write a whole number from 5 to 720."}


def test_every_kind_of_field_says_what_to_write():
    wrong = {
        "count": "0", "fewer": "10", "any": "x", "day": "2027-13-01", "start": "25:00", "email": "ana", "link": "http:/ /",
        "address": "a b", "kind": "c", "title": "four", "own": "four",
    }  # fmt: skip
    assert said(**wrong) == {
        "count": "Write a whole number, 1 or more.",
        "fewer": "Write a whole number, 9 or less.",
        "any": "Write a whole number.",
        "day": "Write a day such as 2027-03-15.",
        "start": "Write a clock time such as 15:30.",
        "email": "Write an e-mail address such as ana@example.org.",
        "link": "Write a link that begins with https://, with no space in it.",
        "address": "Write letters, digits and hyphens only.",
        "kind": "Choose one from the list.",
        "title": "Write at most 3 characters; now there are 4.",
        "own": "Three letters.",
    }


def portal_forms():
    """Every form of ours for a page; the administration's are Django's own."""
    for path in sorted(ROOT.glob("*/forms/*.py")):
        module = import_module(f"{path.parts[-3]}.forms.{path.stem}")
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, forms.BaseForm) and kind.__module__ == module.__name__:
                yield kind


def test_no_form_for_a_page_leaves_the_words_to_django():
    silent = {kind.__name__ for kind in portal_forms() if not issubclass(kind, SaysWhatToDo)}
    # Into the form of a passkey the browser writes, not a person.
    rest = {name for name in silent - ADMINISTRATION if not name.endswith("Mixin") and "Passkey" not in name}
    assert rest == set()
