from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from common.seen_forms import SEEN, SeenFormMixin

BEFORE = {"title": "Forum", "words": "One.\nTwo.", "size": 3, "is_open": True, "kind": "a"}
CLASH = "Meanwhile somebody else has written here: {}. Save once more to put yours in its place."


class FactsForm(SeenFormMixin, forms.Form):
    title = forms.CharField()
    words = forms.CharField(required=False, widget=forms.Textarea)
    size = forms.IntegerField()
    is_open = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "Apple"), ("b", "Pear"), ("c", "Plum")])
    reason = forms.CharField(required=False)


def sent(form, **changes):
    """The form as a browser sends it when only `changes` were made."""
    said = {name: form[name].value() for name in form.fields} | changes
    said["words"] = "\r\n".join(said["words"].splitlines())
    data = QueryDict(mutable=True)
    data.update({name: "on" if value is True else value for name, value in said.items() if value not in (None, False)})
    return data


def saved(stored, data):
    form = FactsForm(data, initial=stored)
    return form, form.is_valid()


def test_only_what_was_changed_is_to_be_saved_and_what_is_not_stored():
    form, is_valid = saved(BEFORE, sent(FactsForm(initial=BEFORE), size=4, reason="Asked"))
    assert is_valid
    assert form.changes == {"size": 4, "reason": "Asked"}


def test_an_old_page_takes_back_nothing_of_what_others_changed():
    data = sent(FactsForm(initial=BEFORE), size=4)
    form, is_valid = saved(BEFORE | {"title": "Theirs", "is_open": False, "words": ""}, data)
    assert is_valid
    assert form.changes == {"size": 4, "reason": ""}


def test_the_same_change_twice_is_no_clash():
    form, is_valid = saved(BEFORE | {"size": 4}, sent(FactsForm(initial=BEFORE), size=4))
    assert is_valid
    assert form.changes == {"size": 4, "reason": ""}


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "shown"),
    [
        ("title", "Theirs", "Mine", "“Theirs”"),
        ("words", "", "Mine", "nothing"),
        ("kind", "b", "c", "“Pear”"),
    ],
)
def test_the_same_field_says_what_others_wrote_and_a_second_save_puts_ones_own(field, theirs, mine, shown):
    now = BEFORE | {field: theirs}
    form, is_valid = saved(now, sent(FactsForm(initial=BEFORE), **{field: mine}))
    assert (is_valid, form.errors) == (False, {field: [CLASH.format(shown)]})
    again, is_valid = saved(now, sent(form))
    assert is_valid
    assert again.changes == {field: mine, "reason": ""}


def test_a_form_that_says_nothing_of_what_was_seen_changes_all_it_says():
    data = sent(FactsForm(initial=BEFORE), size=4)
    del data[SEEN]
    form, is_valid = saved(BEFORE | {"title": "Theirs"}, data)
    assert is_valid
    assert sorted(form.changes) == ["is_open", "kind", "reason", "size", "title", "words"]


def test_what_is_seen_names_no_value():
    assert "Forum" not in FactsForm(initial=BEFORE)[SEEN].value()
