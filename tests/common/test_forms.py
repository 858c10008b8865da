from __future__ import annotations

import re

import pytest
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.template import Context, Template
from django.utils import translation

from common.errors import DomainError
from common.forms import ClockInput, DayInput, PortalFormMixin


class UnableToPlan(DomainError):
    field = "day"


class PlanForm(PortalFormMixin, forms.Form):
    submit_label = "Plan it"
    form_attributes = {"action": "/plan/"}

    title = forms.CharField(label="Title", help_text="As people see it.")
    day = forms.DateField(label="Day", widget=DayInput)
    starts = forms.TimeField(label="Starts", widget=ClockInput)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Module"), ("b", "Closing")], widget=forms.RadioSelect)
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)

    def form_layout(self) -> Layout:
        return Layout("title", Row(Column("day"), Column("starts")), "kind", "notes")


class SearchForm(PortalFormMixin, forms.Form):
    q = forms.CharField(label="Search", required=False)


GOOD = {"title": "Opening", "day": "2026-04-20", "starts": "15:00", "kind": "a"}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def draw(form: forms.Form) -> str:
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form, "csrf_token": "t"}))
    return re.sub(r"\s+", " ", html)


def test_the_form_is_drawn_whole():
    html = draw(PlanForm())
    assert re.search(r'<form (?=[^>]*novalidate)(?=[^>]*action="/plan/")[^>]*method="post"', html)
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<button class="btn btn-primary" type="submit">Plan it</button>' in html
    assert "Fields with a * must be filled in." in html
    assert "error-summary" not in html


def test_nothing_in_it_is_inline():
    html = draw(PlanForm({}))
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", html)


def test_a_form_of_one_field_explains_no_star():
    assert "must be filled in" not in draw(SearchForm())


def test_a_way_out_stands_beside_the_button():
    form = PlanForm()
    form.cancel_url = "/back/"
    assert '<a class="btn btn-quiet" href="/back/">Back</a>' in draw(form)


def test_mistakes_stand_above_the_form_with_links_to_their_fields():
    html = draw(PlanForm(GOOD | {"title": "", "kind": "x"}))
    summary = html[html.index("error-summary") : html.index("</ul>")]
    assert re.findall(r'<a href="#(\w+)">([^<]+)</a>', summary) == [("id_title", "Title"), ("id_kind_0", "Kind")]
    for anchor in ("id_title", "id_kind_0"):
        assert f'id="{anchor}"' in html
    assert "Some things are not right yet" in summary


def test_one_mistake_is_one_thing():
    assert "Something is not right yet" in draw(PlanForm(GOOD | {"title": ""}))


def test_what_was_typed_is_still_there():
    assert 'value="Opening"' in draw(PlanForm(GOOD | {"day": "soon"}))
    assert 'value="soon"' in draw(PlanForm(GOOD | {"day": "soon"}))


def test_days_and_clock_times_are_written_as_browsers_want_them():
    bound = PlanForm(initial={"day": "2026-04-20", "starts": "15:00"})
    assert re.search(r'<input type="date" name="day" value="2026-04-20"', draw(bound))
    assert re.search(r'<input type="time" name="starts" value="15:00"', draw(bound))


def test_a_refusal_stands_at_its_field():
    form = PlanForm(GOOD)
    assert form.is_valid()
    form.refuse(UnableToPlan("This day is over."))
    assert form.errors == {"day": ["This day is over."]}


@pytest.mark.parametrize("error", [DomainError("The cohort is over."), UnableToPlan("The cohort is over.")])
def test_a_refusal_without_a_field_here_stands_above(error):
    form = SearchForm({"q": "x"})
    assert form.is_valid()
    form.refuse(error)
    assert form.errors == {"__all__": ["The cohort is over."]}


def test_a_draft_is_kept_under_its_name():
    form = PlanForm()
    form.keep_draft("notes", "7:plan")
    assert 'data-draft-key="7:plan"' in draw(form)


class ToldForm(PortalFormMixin, forms.Form):
    named = forms.CharField(error_messages={"required": "Say what it is called."})
    words = forms.CharField()
    agrees = forms.BooleanField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    picture = forms.FileField()


def test_a_field_left_empty_says_what_to_do():
    assert ToldForm({}).errors == {
        "named": ["Say what it is called."],
        "words": ["Fill this in."],
        "agrees": ["Tick this to go on."],
        "kind": ["Choose one."],
        "picture": ["Choose a file."],
    }
