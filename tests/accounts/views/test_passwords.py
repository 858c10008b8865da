"""Passwords: changed, set, forgotten; and what a change ends (A-07)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.operations import people
from accounts.operations.sign_ins import end_sign_ins
from tests.accounts.conftest import PASSWORD, confirm_by_mail
from tests.accounts.views.test_sign_in import code_in, signed_in

NEW = "another quiet river"


@pytest.fixture
def elsewhere(alex, sign_in):
    """A second browser in which Alex is signed in."""
    browser = Client()
    sign_in(browser)
    return browser


def change(browser, old=PASSWORD, new=NEW, again=NEW):
    return browser.post("/account/password/change/", {"oldpassword": old, "password1": new, "password2": again})


class TestChange:
    def test_ends_every_other_sign_in_and_goes_on_in_this_one(self, client, sign_in, elsewhere, alex):
        sign_in()
        answer = change(client)
        assert answer.headers["Location"] == "/me/"
        assert signed_in(client)
        assert not signed_in(elsewhere)
        alex.refresh_from_db()
        assert alex.check_password(NEW)

    def test_tells_the_person_by_mail_and_the_history_without_the_hash(self, client, sign_in, alex, mailoutbox):
        sign_in()
        change(client)
        (mail,) = mailoutbox
        assert (mail.to, mail.subject) == (["alex@example.org"], "Your password for CoP Portal was changed")
        last = alex.history.latest()
        assert (last.history_user, last.history_change_reason) == (alex, "Password changed")
        assert not hasattr(last, "password")

    def test_wants_the_one_until_now(self, client, sign_in, alex):
        sign_in()
        answer = change(client, old="wrong")
        assert answer.context["form"].errors == {"oldpassword": ["This is not your password."]}
        alex.refresh_from_db()
        assert alex.check_password(PASSWORD)

    @pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "alex@example.org", "Alex Rivera"])
    def test_refuses_weak_ones(self, client, sign_in, alex, weak):
        sign_in()
        assert change(client, new=weak, again=weak).status_code == 200
        alex.refresh_from_db()
        assert alex.check_password(PASSWORD)

    @pytest.mark.parametrize("strong", ["  spaces around them  ", "naïve café – 日本語 🦊", "x" * 4 + "-river-" * 15])
    def test_takes_them_in_any_shape(self, client, sign_in, strong):
        sign_in()
        assert change(client, new=strong, again=strong).status_code == 302
        browser = Client()
        answer = browser.post("/account/login/", {"login": "alex@example.org", "password": strong})
        assert answer.status_code == 302


class TestSet:
    def test_whoever_has_none_is_led_to_setting_one(self, client, robin, mailoutbox):
        client.force_login(robin)
        assert client.get("/account/password/change/").headers["Location"] == "/account/password/set/"
        confirm_by_mail(client, mailoutbox, "/account/password/set/")
        assert client.get("/account/password/set/").status_code == 200
        client.post("/account/password/set/", {"password1": NEW, "password2": NEW})
        robin.refresh_from_db()
        assert robin.check_password(NEW)
        assert signed_in(client)
        assert [mail.to for mail in mailoutbox] == [["robin@example.org"]] * 2

    def test_not_before_the_code_and_what_was_typed_is_kept_nowhere(self, client, robin):
        client.force_login(robin)
        answer = client.post("/account/password/set/", {"password1": NEW, "password2": NEW}, follow=True)
        assert answer.redirect_chain[-1][0] == "/account/reauthenticate/code/?next=%2Faccount%2Fpassword%2Fset%2F"
        robin.refresh_from_db()
        assert not robin.has_usable_password()
        assert NEW not in repr(dict(client.session))

    def test_whoever_has_one_types_it_first(self, client, alex):
        client.force_login(alex)
        answer = client.post("/account/password/set/", {"password1": NEW, "password2": NEW})
        assert answer.headers["Location"] == "/account/password/change/"
        alex.refresh_from_db()
        assert alex.check_password(PASSWORD)


class TestForgotten:
    def ask(self, browser):
        return browser.post("/account/password/reset/", {"email": "alex@example.org"})

    def complete(self, browser, new=NEW):
        return browser.post("/account/password/reset/complete/", {"password1": new, "password2": new})

    def test_by_a_code_and_one_is_signed_in_and_everybody_else_is_not(self, client, elsewhere, alex, mailoutbox):
        self.ask(client)
        answer = client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == "/account/password/reset/complete/"
        assert client.get("/account/password/reset/complete/").status_code == 200
        assert self.complete(client).headers["Location"] == "/"
        assert signed_in(client)
        assert not signed_in(elsewhere)
        alex.refresh_from_db()
        assert alex.check_password(NEW)
        assert [mail.subject for mail in mailoutbox] == [
            "Your code for a new password on CoP Portal",
            "Your password for CoP Portal was changed",
        ]

    def test_not_without_the_code(self, client, alex):
        assert self.complete(client).headers["Location"] == "/account/password/reset/"
        self.ask(client)
        assert self.complete(client).headers["Location"] == "/account/password/reset/confirm/"
        alex.refresh_from_db()
        assert alex.check_password(PASSWORD)

    def test_the_code_works_once(self, client, alex, mailoutbox):
        self.ask(client)
        client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        self.complete(client)
        client.post("/account/logout/")
        assert self.complete(client, "a third quiet river").headers["Location"] == "/account/password/reset/"
        alex.refresh_from_db()
        assert alex.check_password(NEW)

    def test_a_password_changed_in_the_meantime_ends_it(self, client, alex, sign_in, mailoutbox):
        self.ask(client)
        owner = Client()
        sign_in(owner)
        change(owner)
        client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        answer = self.complete(client, "a third quiet river")
        assert "the code is no longer good. Ask for a new one." in answer.content.decode()
        alex.refresh_from_db()
        assert alex.check_password(NEW)

    def test_somebody_without_a_password_gets_one_this_way(self, client, robin, mailoutbox):
        client.post("/account/password/reset/", {"email": "robin@example.org"})
        client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        self.complete(client)
        robin.refresh_from_db()
        assert robin.check_password(NEW)

    def test_a_closed_account_gets_no_code(self, client, alex, mailoutbox):
        people.deactivate(person=alex, by=None)
        self.ask(client)
        assert "no open account" in mailoutbox[0].body

    def test_the_lock_for_too_many_tries_is_lifted(self, client, alex, mailoutbox, limits):
        for _ in range(6):
            client.post("/account/login/", {"login": "alex@example.org", "password": "wrong"})
        self.ask(client)
        client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        self.complete(client)
        assert signed_in(client)


def test_closing_the_account_ends_every_sign_in_at_once(client, sign_in, elsewhere, alex):
    sign_in()
    people.deactivate(person=alex, by=None)
    people.reactivate(person=alex, by=None)
    assert not signed_in(client)
    assert not signed_in(elsewhere)


def test_an_administrator_ends_every_sign_in(client, sign_in, elsewhere, alex):
    sign_in()
    assert end_sign_ins(person=alex) == 2
    assert not signed_in(client)
    assert not signed_in(elsewhere)


class TestDevices:
    def test_signing_out_everywhere_else(self, client, sign_in, elsewhere):
        sign_in()
        page = client.get("/account/devices/")
        assert page.context["session_count"] == 2
        client.post("/account/devices/")
        assert signed_in(client)
        assert not signed_in(elsewhere)
        assert client.get("/account/devices/").context["session_count"] == 1

    def test_nobody_elses_are_shown_or_ended(self, client, elsewhere, robin):
        client.force_login(robin)
        assert client.get("/account/devices/").context["sessions"] == []
        client.post("/account/devices/")
        assert signed_in(elsewhere)
