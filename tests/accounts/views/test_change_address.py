"""Changing the address one signs in with."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts.conftest import PASSWORD
from tests.accounts.views.test_sign_in import code_in, signed_in

NEW = "alex.rivera@example.org"


@pytest.fixture
def browser(client, sign_in):
    """Signed in, the password typed once more."""
    sign_in()
    client.post("/account/reauthenticate/?next=/account/address/", {"password": PASSWORD})
    return client


def ask(browser, email=NEW):
    return browser.post("/account/address/", {"email": email, "action_add": ""})


def test_the_code_sent_there_makes_it_theirs(browser, alex, mailoutbox):
    assert ask(browser, "Alex.Rivera@example.org").headers["Location"] == "/account/address/confirm/"
    assert [mail.to for mail in mailoutbox] == [[NEW]]
    alex.refresh_from_db()
    assert alex.email == "alex@example.org"
    answer = browser.post("/account/address/confirm/", {"code": code_in(mailoutbox[0])})
    assert answer.headers["Location"] == "/me/"
    alex.refresh_from_db()
    assert alex.email == NEW
    assert list(alex.emailaddress_set.values_list("email", "primary", "verified")) == [(NEW, True, True)]
    assert alex.history.latest().email == NEW


def test_the_old_address_is_told(browser, mailoutbox):
    ask(browser)
    browser.post("/account/address/confirm/", {"code": code_in(mailoutbox[0])})
    told = mailoutbox[1]
    assert (told.to, told.subject) == (["alex@example.org"], "Your address on CoP Portal was changed")
    assert NEW in told.body


def test_one_signs_in_with_the_new_and_no_longer_with_the_old(browser, mailoutbox):
    ask(browser)
    browser.post("/account/address/confirm/", {"code": code_in(mailoutbox[0])})
    for email, comes_in in ((NEW, True), ("alex@example.org", False)):
        other = Client()
        other.post("/account/login/", {"login": email, "password": PASSWORD})
        assert signed_in(other) == comes_in


def test_the_password_is_asked_for_first(client, sign_in, mailoutbox):
    sign_in()
    answer = ask(client)
    assert answer.headers["Location"] == "/account/reauthenticate/?next=%2Faccount%2Faddress%2F"
    assert mailoutbox == []


def test_somebody_elses_address_stays_theirs(browser, alex, robin, mailoutbox):
    ask(browser, "robin@example.org")
    answer = browser.post("/account/address/confirm/", {"code": code_in(mailoutbox[0])})
    assert answer.context["form"].errors == {"code": ["Somebody else on this portal has this address."]}
    alex.refresh_from_db()
    assert alex.email == "alex@example.org"


@pytest.mark.parametrize("written", ["", "alex", "alex@exámple.org", "ａlex@example.org"])
def test_what_is_no_plain_address_is_refused(browser, mailoutbox, written):
    assert ask(browser, written).status_code == 200
    assert mailoutbox == []


def test_the_address_one_has_is_no_change(browser, mailoutbox):
    assert ask(browser, "ALEX@example.org").context["form"].errors == {"email": ["This is your address already."]}
    assert mailoutbox == []
