"""The frame every page stands in, and the pages that say no."""

from __future__ import annotations

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from accounts.models import User

ALONE = ["400.html", "500.html"]
FRAMED = ["403.html", "403_csrf.html", "404.html", "429.html"]
NAMESPACE = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def visit(rf):
    def draw(template: str, viewer=None, **context) -> str:
        request = rf.get("/")
        request.user = viewer or AnonymousUser()
        return render_to_string(template, context, request=request)

    return draw


def tree(html: str):
    return html5lib.HTMLParser(strict=True).parse(html)


def count(html: str, tag: str) -> int:
    return len(list(tree(html).iter(NAMESPACE + tag)))


@pytest.mark.parametrize("template", ALONE)
def test_pages_for_when_all_else_fails_need_nothing(template):
    html = render_to_string(template)
    assert (count(html, "h1"), count(html, "main"), count(html, "title")) == (1, 1, 1)


@pytest.mark.parametrize("template", FRAMED)
def test_pages_that_refuse_are_whole_pages(visit, template):
    html = visit(template)
    assert (count(html, "h1"), count(html, "main"), count(html, "title")) == (1, 1, 1)
    assert 'href="#main"' in html
    assert 'id="main"' in html


def test_a_refusal_says_its_reason_and_escapes_it(visit):
    html = visit("403.html", exception="Only <b>coordinators</b> invite.")
    assert "Only &lt;b&gt;coordinators&lt;/b&gt; invite." in html


def test_the_bar_knows_who_is_there(visit):
    assert "Sign out" not in visit("404.html")
    signed_in = visit("404.html", viewer=User(pk=1, email="ana@example.org", name="Ana", time_zone="America/Chicago"))
    assert "Sign out" in signed_in
    assert "Administration" not in signed_in
    assert "Administration" in visit("404.html", viewer=User(pk=1, email="ana@example.org", is_staff=True))


def test_the_browser_is_asked_for_its_time_zone_until_it_is_known(visit):
    assert "data-ask-time-zone" not in visit("404.html")
    assert "data-ask-time-zone" in visit("404.html", viewer=User(pk=1, email="ana@example.org"))
    known = User(pk=1, email="ana@example.org", time_zone="America/Chicago")
    assert "data-ask-time-zone" not in visit("404.html", viewer=known)


def test_a_draft_is_dropped_only_when_the_page_says_so(visit):
    assert "data-draft-clear" not in visit("404.html")
    assert 'data-draft-clear="7:thread:1"' in visit("404.html", draft_clear="7:thread:1")


def test_a_form_that_came_too_late_promises_no_draft_to_those_without_scripts(visit):
    text = visit("403_csrf.html")
    promise = "If the page said “Draft kept on this device” while you were writing, your words will be there."
    assert promise in text
    assert "your words will be there" not in text.replace(promise, "")
    # The words it speaks of are those the page shows.
    assert 'data-draft-kept="Draft kept on this device."' in text
