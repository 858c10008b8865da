"""Guessing is stopped, per account and per network address, wherever a secret is taken or a mail is sent (A-02)."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.operations.people import person_for_email
from tests.accounts.conftest import PASSWORD
from tests.accounts.views.test_sign_in import code_in, signed_in

pytestmark = pytest.mark.usefixtures("limits")
TOO_MANY = "That was a lot of tries. Wait a few minutes, then try again."


def from_network(number):
    """A browser of its own, in a network of its own."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def try_password(browser, password, email="alex@example.org"):
    return browser.post("/account/login/", {"login": email, "password": password})


class TestPassword:
    def test_five_wrong_ones_and_the_right_one_is_refused_too(self, alex):
        for _ in range(5):
            assert TOO_MANY not in try_password(from_network(1), "wrong").content.decode()
        answer = try_password(from_network(1), PASSWORD)
        assert answer.context["form"].non_field_errors() == [TOO_MANY]
        assert answer.status_code == 200

    def test_a_stranger_elsewhere_holds_nobodys_door_shut(self, alex):
        for _ in range(10):
            try_password(from_network(1), "wrong")
        assert try_password(from_network(2), PASSWORD).status_code == 302

    def test_guessing_from_many_networks_is_stopped_for_everybody(self, alex):
        for number in range(25):
            for _ in range(4):
                assert TOO_MANY not in try_password(from_network(number), "wrong").content.decode()
        answer = try_password(from_network(200), PASSWORD)
        assert answer.context["form"].non_field_errors() == [TOO_MANY]

    def test_the_unknown_are_told_the_same(self, db):
        for _ in range(5):
            try_password(from_network(1), "wrong", "nobody@example.org")
        answer = try_password(from_network(1), "wrong", "nobody@example.org")
        assert answer.context["form"].non_field_errors() == [TOO_MANY]

    def test_it_ends_by_itself(self, alex, time_machine):
        time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
        for _ in range(6):
            try_password(from_network(1), "wrong")
        time_machine.shift(301)
        assert try_password(from_network(1), PASSWORD).status_code == 302

    def test_right_ones_do_not_count(self, alex):
        for _ in range(12):
            assert try_password(from_network(1), PASSWORD).status_code == 302

    def test_a_right_one_now_and_then_does_not_wipe_the_wrong_ones(self, alex):
        for number in range(5):
            try_password(from_network(1), "wrong")
            if number < 4:
                assert try_password(from_network(1), PASSWORD).status_code == 302
        assert try_password(from_network(1), PASSWORD).context["form"].non_field_errors() == [TOO_MANY]

    def test_others_are_not_locked_out_with_them(self, alex, robin):
        robin.set_password(PASSWORD)
        robin.save()
        for _ in range(6):
            try_password(from_network(1), "wrong")
        assert try_password(from_network(2), PASSWORD, "robin@example.org").status_code == 302

    def test_many_accounts_from_one_network(self, db):
        browser = from_network(1)
        answers = [try_password(browser, "wrong", f"person-{number}@example.org") for number in range(31)]
        assert TOO_MANY not in answers[29].content.decode()
        assert TOO_MANY in answers[30].content.decode()

    def test_a_room_of_forty_signs_in_at_once(self, db):
        for number in range(40):
            person = person_for_email(email=f"person-{number}@example.org", by=None, verified=True)
            person.set_password(PASSWORD)
            person.save()
            answer = try_password(Client(REMOTE_ADDR="192.0.2.1"), PASSWORD, person.email)
            assert answer.status_code == 302, number

    def test_a_forged_forwarded_header_is_no_other_network(self, db):
        answers = [
            Client(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").post(
                "/account/login/", {"login": f"person-{number}@example.org", "password": "wrong"}
            )
            for number in range(31)
        ]
        assert TOO_MANY in answers[30].content.decode()


class TestCodes:
    def test_one_mailbox_gets_five_in_ten_minutes_whoever_asks(self, robin, mailoutbox, time_machine):
        time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
        for number in range(8):
            from_network(number).post("/account/login/code/", {"email": "Robin@example.org"})
        assert len(mailoutbox) == 5
        time_machine.shift(601)
        from_network(1).post("/account/login/code/", {"email": "robin@example.org"})
        assert len(mailoutbox) == 6

    def test_so_does_a_mailbox_without_an_account(self, db, mailoutbox):
        for number in range(8):
            from_network(number).post("/account/login/code/", {"email": "nobody@example.org"})
        assert len(mailoutbox) == 5

    def test_one_network_asks_for_sixty_a_minute(self, db, mailoutbox):
        for number in range(62):
            Client(REMOTE_ADDR="192.0.2.1").post("/account/login/code/", {"email": f"p{number}@example.org"})
        assert len(mailoutbox) == 60

    def test_three_wrong_guesses_then_the_right_one_is_refused(self, robin, mailoutbox):
        browser = from_network(1)
        browser.post("/account/login/code/", {"email": "robin@example.org"})
        for _ in range(3):
            browser.post("/account/login/code/confirm/", {"code": "BBBB-BBBB"})
        browser.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert not signed_in(browser)


class TestNewPassword:
    def test_one_mailbox_gets_five_in_ten_minutes_whoever_asks(self, alex, mailoutbox):
        answers = [
            from_network(number).post("/account/password/reset/", {"email": "ALEX@example.org"}) for number in range(8)
        ]
        assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 3
        assert len(mailoutbox) == 5

    def test_three_wrong_guesses_then_the_right_one_is_refused(self, alex, mailoutbox):
        browser = from_network(1)
        browser.post("/account/password/reset/", {"email": "alex@example.org"})
        for _ in range(3):
            browser.post("/account/password/reset/confirm/", {"code": "BBBB-BBBB"})
        answer = browser.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == "/account/login/"


class TestSignedIn:
    @pytest.fixture
    def browser(self, alex):
        browser = from_network(1)
        browser.force_login(alex)
        return browser

    def test_the_password_until_now(self, browser, alex):
        said = {"oldpassword": "wrong", "password1": "another quiet river", "password2": "another quiet river"}
        statuses = [browser.post("/account/password/change/", said).status_code for _ in range(5)]
        statuses.append(browser.post("/account/password/change/", said | {"oldpassword": PASSWORD}).status_code)
        assert statuses == [200] * 5 + [429]
        alex.refresh_from_db()
        assert alex.check_password(PASSWORD)

    def test_the_password_once_more(self, browser):
        path = "/account/reauthenticate/"
        statuses = [browser.post(path, {"password": "wrong"}).status_code for _ in range(5)]
        statuses.append(browser.post(path, {"password": PASSWORD}).status_code)
        assert statuses == [200] * 5 + [429]

    def test_codes_to_a_new_address(self, alex, mailoutbox, time_machine):
        """Ten an hour to one mailbox, by whoever; a stranger's mailbox is not flooded by somebody who has an account."""
        time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
        browser = from_network(1)
        try_password(browser, PASSWORD)
        for _ in range(20):
            browser.post("/account/reauthenticate/?next=/", {"password": PASSWORD})
            browser.post("/account/address/", {"email": "stranger@example.org", "action_add": ""})
            time_machine.shift(61)
        assert [mail.to for mail in mailoutbox] == [["stranger@example.org"]] * 10


def test_the_page_says_what_to_do(client, alex):
    for _ in range(6):
        answer = client.post("/account/password/reset/", {"email": "alex@example.org"})
    assert answer.status_code == 429
    assert "Wait a few minutes, then try again." in answer.content.decode()


def test_a_mailbox_gets_twenty_codes_a_day_whoever_asks(robin, mailoutbox, time_machine):
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    for number in range(25):
        from_network(number).post("/account/login/code/", {"email": "robin@example.org"})
        time_machine.shift(601)
    assert len(mailoutbox) == 20
