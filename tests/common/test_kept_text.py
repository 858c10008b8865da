from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from common.kept_text import MOST, forget_text, keep_text, kept_text

ADDRESS = "/somewhere/posts/"


@pytest.fixture
def session() -> dict:
    return {}


def request(session, person=None, address=ADDRESS, **typed):
    made = RequestFactory().post(address, typed)
    made.session, made.user = session, SimpleNamespace(pk=person)
    return made


def test_what_was_typed_comes_back_to_its_writer_at_its_form(session):
    keep_text(request(session, writer="7", body="\nwords", other="x"), fields=("body", "parent"))
    assert kept_text(request(session, 7), address=ADDRESS) == {"body": "\nwords", "parent": "", "writer": "7"}
    assert kept_text(request(session, 8), address=ADDRESS) == {}
    assert kept_text(request(session, 7), address="/elsewhere/") == {}


def test_a_form_that_named_nobody_comes_back_to_nobody(session):
    keep_text(request(session, body="words"), fields=("body",))
    assert kept_text(request(session, None), address=ADDRESS) == {}


def test_the_latest_form_counts(session):
    keep_text(request(session, writer="7", body="first"), fields=("body",))
    keep_text(request(session, writer="7", body="second", address="/elsewhere/"), fields=("body",))
    assert kept_text(request(session, 7), address=ADDRESS) == {}
    assert kept_text(request(session, 7), address="/elsewhere/")["body"] == "second"


def test_it_is_forgotten_once_received(session):
    keep_text(request(session, writer="7", body="words"), fields=("body",))
    forget_text(request(session, 7), address="/elsewhere/")
    assert kept_text(request(session, 7), address=ADDRESS) != {}
    forget_text(request(session, 7), address=ADDRESS)
    forget_text(request(session, 7), address=ADDRESS)
    assert session == {}


def test_a_session_is_no_store(session):
    keep_text(request(session, writer="7", body="a" * MOST), fields=("body",))
    assert session == {}


def test_one_network_leaves_so_much_behind_an_hour(session):
    for number in range(31):
        keep_text(request(session, writer="7", body=str(number)), fields=("body",))
    assert session["kept_text"]["typed"]["body"] == "29"
