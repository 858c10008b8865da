"""Coming in by the page: with a password, with a code, and with nothing that should do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from accounts.models import User
from accounts.operations.people import deactivate
from tests.accounts.conftest import PASSWORD

# What a mail's code looks like.
CODE = re.compile(r"\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b")


def code_in(mail):
    return CODE.search(mail.body).group()


def signed_in(browser):
    return browser.get("/me/").status_code == 200


class TestWithPassword:
    @pytest.mark.parametrize("written", ["alex@example.org", "ALEX@Example.org", " alex@example.org "])
    def test_the_address_in_any_case(self, client, alex, written):
        answer = client.post("/account/login/", {"login": written, "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert get_user(client) == alex

    def test_a_wrong_password_keeps_the_address_and_says_what_to_do(self, client, alex):
        answer = client.post("/account/login/", {"login": "alex@example.org", "password": "wrong"})
        assert answer.status_code == 200
        assert answer.context["form"].non_field_errors() == [
            "This address and this password don't go together. A code by mail works too."
        ]
        assert 'value="alex@example.org"' in answer.content.decode()
        assert "wrong" not in answer.content.decode()

    def test_nobody_comes_in_without_one(self, client, robin):
        answer = client.post("/account/login/", {"login": "robin@example.org", "password": "!"})
        assert answer.status_code == 200
        assert not signed_in(client)

    def test_an_address_not_shown_to_be_theirs_is_asked_to_be(self, client, alex, mailoutbox):
        alex.emailaddress_set.update(verified=False)
        answer = client.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
        assert answer.headers["Location"] == "/account/address/confirm/"
        assert not signed_in(client)
        assert [mail.to for mail in mailoutbox] == [["alex@example.org"]]
        client.post("/account/address/confirm/", {"code": code_in(mailoutbox[0])})
        assert signed_in(client)

    def test_a_closed_account_stays_closed(self, client, alex):
        deactivate(person=alex, by=None)
        answer = client.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
        assert answer.headers["Location"] == "/account/closed/"
        assert not signed_in(client)


class TestWithCode:
    def ask(self, browser, email):
        return browser.post("/account/login/code/", {"email": email})

    def test_the_code_from_the_mail_opens_once(self, client, robin, mailoutbox):
        answer = self.ask(client, "Robin@Example.org")
        assert answer.headers["Location"] == "/account/login/code/confirm/"
        assert [mail.to for mail in mailoutbox] == [["robin@example.org"]]
        code = code_in(mailoutbox[0])
        answer = client.post("/account/login/code/confirm/", {"code": f" {code.lower()} "})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
        assert get_user(client) == robin
        other = Client()
        self.ask(other, "robin@example.org")
        other.post("/account/login/code/confirm/", {"code": code})
        assert not signed_in(other)

    def test_the_sign_in_page_sends_the_address_typed_there_along(self, client, robin, mailoutbox):
        answer = client.post("/account/login/code/", {"login": "robin@example.org", "password": ""})
        assert answer.headers["Location"] == "/account/login/code/confirm/"
        assert len(mailoutbox) == 1

    def test_an_address_is_theirs_once_the_code_was_right(self, client, robin, mailoutbox):
        robin.emailaddress_set.update(verified=False)
        self.ask(client, "robin@example.org")
        client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert signed_in(client)
        assert robin.emailaddress_set.get().verified
        assert len(mailoutbox) == 1

    def test_three_wrong_ones_end_it(self, client, robin, mailoutbox):
        self.ask(client, "robin@example.org")
        for _ in range(3):
            client.post("/account/login/code/confirm/", {"code": "BBBB-BBBB"})
        answer = client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == "/account/login/code/"
        assert not signed_in(client)

    def test_ten_minutes_are_the_end_of_it(self, client, robin, mailoutbox, time_machine):
        time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
        self.ask(client, "robin@example.org")
        time_machine.shift(601)
        client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert not signed_in(client)

    def test_another_browser_has_no_use_for_it(self, client, robin, mailoutbox):
        self.ask(client, "robin@example.org")
        other = Client()
        answer = other.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == "/account/login/code/"
        assert not signed_in(other)

    def test_a_password_changed_in_the_meantime_ends_it(self, client, alex, mailoutbox):
        self.ask(client, "alex@example.org")
        alex.set_password("another quiet river")
        alex.save()
        answer = client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])}, follow=True)
        assert "Your sign-in changed in the meantime. Begin again, please." in answer.content.decode()
        assert not signed_in(client)

    def test_an_account_closed_in_the_meantime_stays_closed(self, client, robin, mailoutbox):
        self.ask(client, "robin@example.org")
        deactivate(person=robin, by=None)
        client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert not signed_in(client)

    def test_one_can_begin_again(self, client, robin):
        self.ask(client, "robin@exmaple.org")
        assert client.get("/account/login/").headers["Location"] == "/account/login/code/confirm/"
        answer = client.post("/account/logout/", {"next": "/account/login/"})
        assert answer.headers["Location"] == "/account/login/"
        assert client.get("/account/login/").status_code == 200


class TestSession:
    def test_signing_in_changes_the_session_and_the_csrf_secret(self, client, sign_in):
        client.get("/account/login/code/")
        client.post("/account/login/code/", {"email": "nobody@example.org"})
        before = (client.session.session_key, client.cookies["csrf"].value)
        client.post("/account/logout/")
        sign_in()
        after = (client.session.session_key, client.cookies["csrf"].value)
        assert before[0]
        assert before[0] != after[0]
        assert before[1] != after[1]

    def test_a_cookie_brought_along_is_not_taken(self, client, sign_in):
        client.cookies["session"] = "forged0123456789forged0123456789"
        sign_in()
        assert signed_in(client)
        assert client.cookies["session"].value != "forged0123456789forged0123456789"

    def test_signing_out_ends_it_on_the_server(self, client, sign_in):
        sign_in()
        old = client.cookies["session"].value
        assert client.post("/account/logout/").headers["Location"] == "/"
        client.cookies["session"] = old
        assert not signed_in(client)

    def test_looking_at_the_address_for_signing_out_does_nothing(self, client, sign_in):
        sign_in()
        assert client.get("/account/logout/").status_code == 200
        assert signed_in(client)

    def test_signing_in_and_out_ask_for_the_token(self, alex):
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
        assert answer.status_code == 403
        browser.force_login(alex)
        assert browser.post("/account/logout/").status_code == 403
        assert signed_in(browser)

    def test_two_weeks_without_a_visit_end_it(self, client, sign_in, time_machine):
        time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
        sign_in()
        time_machine.shift(14 * 86400 + 1)
        assert not signed_in(client)

    def test_visits_keep_it_up_to_thirty_days(self, client, sign_in, time_machine):
        time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
        sign_in()
        for _ in range(3):
            time_machine.shift(10 * 86400 - 1)
            assert signed_in(client)
        time_machine.shift(5)
        assert not signed_in(client)


ELSEWHERE = [
    "https://evil.example",
    "http://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x08//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "https://testserver@evil.example",
    "https://testserver:x@evil.example/",
    "https://evil.example\\@testserver",
    "https://testserver.evil.example",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "//evil.example/%2e%2e",
    "//\u3002evil.example",
    "\u200b//evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://evil.example",
    "mailto:x@evil.example",
    "//[::1]/",
    "http://[evil",
    "https://localhost/",
    "http://testserver:8000/",
]


def stays(location):
    """Whether a browser that reads this Location stays on the host it is on."""
    return location.startswith("/") and not location.startswith(("//", "/\\", "/\t", "/\n"))


class TestNext:
    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_after_signing_in_one_stays_on_this_host(self, client, sign_in, target):
        assert stays(sign_in(next=target).headers["Location"])

    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_after_signing_out_too(self, client, alex, target):
        client.force_login(alex)
        assert stays(client.post("/account/logout/", {"next": target}).headers["Location"])

    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_who_is_signed_in_already_too(self, client, alex, target):
        client.force_login(alex)
        assert stays(client.get("/account/login/", {"next": target}).headers["Location"])

    def test_a_page_of_this_portal_is_gone_to(self, sign_in):
        assert sign_in(next="/cohorts/forum/schedule/?month=9#today").headers["Location"] == (
            "/cohorts/forum/schedule/?month=9#today"
        )

    def test_by_code_too(self, client, robin, mailoutbox):
        answer = client.post("/account/login/code/?next=/cohorts/forum/", {"email": "robin@example.org"})
        assert answer.headers["Location"] == "/account/login/code/confirm/?next=%2Fcohorts%2Fforum%2F"
        answer = client.post(answer.headers["Location"], {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == "/cohorts/forum/"


OF_ALLAUTH = ("account_", "mfa_", "usersessions", "socialaccount")


class TestDoors:
    """What of allauth exists, and that nobody signs up by any of it."""

    WANTED = {
        "account_login", "account_request_login_code", "account_confirm_login_code", "account_logout", "account_signup",
        "account_inactive", "account_reauthenticate", "account_email", "account_email_verification_sent",
        "account_change_password", "account_set_password", "account_reset_password",
        "account_confirm_password_reset_code", "account_complete_password_reset", "usersessions_list",
        "mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_index",
        "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
    }  # fmt: skip

    def test_exactly_these(self):
        names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
        assert {name for name in names if name.startswith(OF_ALLAUTH)} == self.WANTED

    def test_the_name_of_signing_up_is_a_page_of_ours_without_a_form(self, client):
        assert resolve(reverse("account_signup")).func.__module__ == "accounts.views.joining"
        answer = client.get("/account/joining/")
        assert answer.status_code == 200
        assert "<form" not in answer.content.decode()

    @pytest.mark.parametrize(
        "path",
        [
            "/account/joining/",
            "/account/signup/",
            "/account/signup/passkey/",
            "/account/social/signup/",
            "/accounts/signup/",
            "/_allauth/browser/v1/auth/signup",
            "/account/login/",
            "/account/login/code/",
            "/account/password/reset/",
        ],
    )
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nobody_makes_an_account(self, client, db, path, method):
        said = {
            "email": "new@example.org",
            "login": "new@example.org",
            "password": PASSWORD,
            "password1": PASSWORD,
            "password2": PASSWORD,
        }
        getattr(client, method)(path, said)
        assert User.objects.count() == 0
        assert not signed_in(client)

    @pytest.mark.parametrize(
        "name", ["account_confirm_email", "account_reset_password_from_key", "socialaccount_signup"]
    )
    def test_what_is_not_wanted_has_no_address(self, name):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["x"])


class TestDemoPeople:
    @pytest.fixture
    def demo(self, alex):
        User.objects.filter(pk=alex.pk).update(is_demo=True)
        return alex

    def test_come_in_where_the_portal_is_a_demo(self, client, demo, sign_in, settings):
        settings.PORTAL_DEMO = True
        sign_in()
        assert signed_in(client)

    def test_nowhere_else(self, client, demo, sign_in):
        assert sign_in().headers["Location"] == "/account/closed/"
        assert not signed_in(client)

    def test_not_by_code_either(self, client, demo, mailoutbox):
        client.post("/account/login/code/", {"email": "alex@example.org"})
        client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert not signed_in(client)

    def test_nor_with_a_session_from_before(self, client, demo, settings):
        settings.PORTAL_DEMO = True
        client.force_login(demo)
        assert signed_in(client)
        settings.PORTAL_DEMO = False
        assert not signed_in(client)
