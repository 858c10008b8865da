from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from common.drafts import COOKIE, arrived_draft, draft_was_cleared, text_arrived


def request(key=None):
    made = RequestFactory().get("/")
    if key is not None:
        made.COOKIES[COOKIE] = key
    return made


def test_the_next_page_is_told_once():
    response = HttpResponse()
    text_arrived(response, key="post-1-0-7")
    cookie = response.cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("post-1-0-7", True, "Lax")
    assert arrived_draft(request("post-1-0-7")) == "post-1-0-7"
    page = HttpResponse()
    draft_was_cleared(request("post-1-0-7"), page)
    assert (page.cookies[COOKIE].value, page.cookies[COOKIE]["max-age"]) == ("", 0)


def test_a_page_without_one_sets_nothing():
    page = HttpResponse()
    draft_was_cleared(request(), page)
    assert arrived_draft(request()) == ""
    assert list(page.cookies) == []


@pytest.mark.parametrize("key", ["", "A", "a b", '"x', "a" * 81, "ä", "x\n"])
def test_only_a_key_of_ours_comes_into_a_page(key):
    assert arrived_draft(request(key)) == ""
