"""Those without a password show by a mailed code that it is still them (security.md A-04)."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from tests.accounts.conftest import confirm_by_mail
from tests.accounts.views.test_sign_in import code_in

PATH = "/account/reauthenticate/code/?next=/account/address/"
MISSED = "This is not the code we sent. Copy it from the mail, letter by letter."


@pytest.fixture
def browser(client, robin):
    client.force_login(robin)
    return client


def test_the_address_is_changed_only_after_it(browser, robin, mailoutbox):
    said = {"email": "new@example.org", "action_add": ""}
    answer = browser.post("/account/address/", said)
    assert answer.headers["Location"] == "/account/reauthenticate/code/?next=%2Faccount%2Faddress%2F"
    assert mailoutbox == []
    assert confirm_by_mail(browser, mailoutbox, "/account/address/").status_code == 302
    assert [mail.to for mail in mailoutbox] == [["robin@example.org"], ["new@example.org"]]


def test_looking_at_the_page_sends_nothing(browser, mailoutbox):
    assert browser.get(PATH).status_code == 200
    assert mailoutbox == []


def test_a_code_works_once(browser, mailoutbox):
    confirm_by_mail(browser, mailoutbox, "/account/address/")
    code = code_in(mailoutbox[0])
    browser.post(PATH, {"code": code})
    # Without one under way the button sends another.
    assert len(mailoutbox) == 2
    assert browser.post(PATH, {"code": code}).context["form"].errors == {"code": [MISSED]}


def test_after_three_misses_it_opens_nothing(browser, mailoutbox):
    browser.post(PATH, {"send": "1"})
    for _try in range(3):
        assert browser.post(PATH, {"code": "BBBB-BBBB"}).context["form"].errors == {"code": [MISSED]}
    browser.post(PATH, {"code": code_in(mailoutbox[0])})
    assert browser.get("/account/password/set/").status_code == 302


def test_after_ten_minutes_it_opens_nothing(browser, mailoutbox, time_machine):
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    browser.post(PATH, {"send": "1"})
    time_machine.shift(601)
    browser.post(PATH, {"code": code_in(mailoutbox[0])})
    assert browser.get("/account/password/set/").status_code == 302


def test_no_code_is_no_code(browser, mailoutbox):
    browser.post(PATH, {"send": "1"})
    browser.post(PATH, {"code": ""})
    assert browser.get("/account/password/set/").status_code == 302


def test_whoever_has_a_password_types_that(client, alex, mailoutbox):
    client.force_login(alex)
    answer = client.post(PATH, {"send": "1"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert mailoutbox == []


def test_one_mailbox_gets_few(browser, mailoutbox, limits):
    cache.clear()
    answers = [browser.post(PATH, {"send": "1"}).status_code for _mail in range(7)]
    assert answers.count(302) == len(mailoutbox) == 5
    assert set(answers[5:]) == {429}
