"""Names are text, and text is no template, wherever it is shown and whoever looks (security.md I-03, I-11)."""

from __future__ import annotations

import re

import html5lib
import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from common.fields import OneLineField
from tests.permissions.matrix import MATRIX
from tests.permissions.world import make_world

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

HOSTILE = "\"><script>hostile()</script>'<img src=x onerror=hostile()>"
FORMATS = "{{7*7}} {% debug %} {0.__class__} %s %(x)s ${x}"
# Words of ours, chosen from lists or made by the portal; rich text is kept beside its source and made from it.
NOT_FREE = {
    *("time_zone", "kind", "path", "password", "file", "content_type", "language", "color", "body_html", "key"),
    *("reaction_counts", "digest", "sealed"),
}
# What is written there is drawn as Markdown, to which two underscores are emphasis.
MARKDOWN = {"discussions:draft_list"}
ROLES = ["participant", "team_lead", "facilitator", "coach", "coordinator", "observer", "invited", "site_admin"]


def free_texts(model):
    """The columns in which people write what they like."""
    return [
        field
        for field in model._meta.concrete_fields
        if type(field) in {models.CharField, OneLineField, models.TextField}
        and not (field.choices or field.unique or field.name in NOT_FREE or field.name.endswith("_html"))
    ]


def call_everything(text, world):
    """Give each thing of the world this text wherever people write; two of a kind may not share a name."""
    reached = [value for value in vars(world).values() if isinstance(value, models.Model)]
    reached += [*vars(world.cast)["people"].values(), world.cast.cohort, world.cast.cohort.program, world.cast.team]
    reached += [world.cast.team.organization, world.past.agenda_items.first()]
    given = set()
    for row in reached:
        said = {field.name: text[: field.max_length] for field in free_texts(type(row))}
        type(row)._base_manager.filter(pk=row.pk).update(**said)
        given |= {f"{type(row).__name__}.{name}" for name in said}
    return given


def pages_of(role, world):
    """Every page this role gets, by its address's name."""
    browser = Client()
    browser.force_login(world.cast[role], backend="accounts.backends.EmailBackend")
    for name, row in MATRIX.items():
        response = browser.get(reverse(name, kwargs=row.kwargs(world)))
        for close in response._resource_closers:
            close()
        if response.headers["Content-Type"].startswith("text/html"):
            yield name, response.content.decode()


@pytest.fixture
def world():
    return make_world()


def live_elements(html):
    """What a browser would run or load of a name: nothing."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [
        element
        for element in tree.iter()
        if any(str(name).startswith("on") for name in element.attrib)
        or (element.tag == "script" and "hostile" in "".join(element.itertext()))
    ]


@pytest.mark.parametrize("role", ROLES)
def test_no_name_becomes_markup(role, world):
    given = call_everything(HOSTILE, world)
    assert {"User.name", "Cohort.title", "Program.title", "Team.name", "Board.name", "Thread.title"} <= given
    shown = {name: html for name, html in pages_of(role, world) if "hostile()" in html}
    assert {name for name, html in shown.items() if live_elements(html)} == set()
    # They are there, and as they were written.
    assert len(shown) >= 3
    assert escape(HOSTILE) in shown["home"] + shown.get("cohort_home", "")


@pytest.mark.parametrize("role", ROLES)
def test_no_name_is_a_template_or_a_format(role, world):
    call_everything(FORMATS, world)
    shown = {name: html for name, html in pages_of(role, world) if "7*7" in html}
    whole = escape(FORMATS)
    # `{{7*7}}` without what follows it would be one that something has replaced a part of.
    torn = {name for name, html in shown.items() if len(re.findall(r"\{\{7\*7", html)) != html.count(whole[:24])}
    assert torn - MARKDOWN == set()
    assert len(shown) >= 3
    assert whole in shown["home"] + shown.get("cohort_home", "")


def test_what_would_run_is_found():
    assert live_elements(f"<p title='{HOSTILE}'>x</p>")
    assert live_elements(f"<title>{escape(HOSTILE)}</title><p>{escape(HOSTILE)}</p>") == []
