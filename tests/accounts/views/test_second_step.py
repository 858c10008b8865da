"""The second step of a sign-in (security.md A-04): codes once, recovery codes once, limits, and nothing told before it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from accounts.operations import people
from tests.accounts.conftest import PASSWORD, app_code, with_app, with_codes
from tests.accounts.views.test_enumeration import told
from tests.accounts.views.test_sign_in import code_in, signed_in

STEP = "/account/login/step/"
WRONG = "This code is not right, or was used before. The app shows a new one every half minute."
TOO_MANY = "That was a lot of tries. Wait a few minutes, then try again."


def type_code(browser, code):
    return browser.post(STEP, {"code": code})


def another_at_step():
    """One more browser in which the password was right."""
    browser = Client()
    browser.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
    return browser


class TestComingIn:
    def test_not_with_the_password_alone(self, at_step):
        assert not signed_in(at_step)

    def test_with_the_code_of_the_app_and_a_new_session(self, at_step):
        before = at_step.session.session_key
        assert type_code(at_step, app_code(timezone.now())).headers["Location"] == "/"
        assert signed_in(at_step)
        assert at_step.session.session_key != before

    def test_on_to_where_one_was_going(self, half_minute, alex):
        with_app(alex)
        browser = Client()
        browser.post("/account/login/?next=/me/", {"login": "alex@example.org", "password": PASSWORD, "next": "/me/"})
        assert type_code(browser, app_code(timezone.now())).headers["Location"] == "/me/"

    def test_a_mailed_code_alone_is_no_way_around(self, half_minute, robin, client, mailoutbox):
        with_app(robin)
        client.post("/account/login/code/", {"email": "robin@example.org"})
        answer = client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert answer.headers["Location"] == STEP
        assert not signed_in(client)
        type_code(client, app_code(timezone.now()))
        assert signed_in(client)

    def test_nor_is_a_forgotten_password(self, half_minute, alex, client, mailoutbox):
        with_app(alex)
        client.post("/account/password/reset/", {"email": "alex@example.org"})
        client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
        new = {"password1": PASSWORD + "1", "password2": PASSWORD + "1"}
        assert client.post("/account/password/reset/complete/", new).headers["Location"] == STEP
        assert not signed_in(client)

    def test_a_closed_account_stays_closed(self, at_step, alex):
        people.deactivate(person=alex, by=None)
        type_code(at_step, app_code(timezone.now()))
        assert not signed_in(at_step)

    def test_a_password_changed_in_the_meantime_ends_it(self, at_step, alex):
        people.choose_password(person=alex, password="another quiet river", by=None)
        answer = type_code(at_step, app_code(timezone.now()))
        assert answer.headers["Location"] == "/account/login/"
        assert not signed_in(at_step)

    def test_the_page_is_for_those_who_have_taken_the_first(self, client, alex):
        assert client.get(STEP).headers["Location"] == "/account/login/"
        assert type_code(client, "123456").headers["Location"] == "/account/login/"


class TestAppCode:
    @pytest.mark.parametrize("written", ["{}", "{} ", " {}", "{:.3} {:.3}"])
    def test_works_once_also_with_spaces_and_in_its_window(self, at_step, written, half_minute):
        code = app_code(timezone.now())
        type_code(at_step, code)
        assert signed_in(at_step)
        for _later in range(3):
            other = another_at_step()
            again = f"{code[:3]} {code[3:]}" if "{:.3} " in written else written.format(code)
            assert type_code(other, again).context["form"].errors == {"code": [WRONG]}
            assert not signed_in(other)
            half_minute.shift(10)

    def test_the_one_that_set_the_app_up_is_spent(self, half_minute, alex, sign_in, client):
        sign_in()
        client.post("/account/reauthenticate/?next=/me/signing-in/app/", {"password": PASSWORD})
        secret = client.get("/me/signing-in/app/").context["secret"]
        code = app_code(timezone.now(), secret)
        assert client.post("/me/signing-in/app/", {"code": code}).status_code == 302
        other = another_at_step()
        type_code(other, code)
        assert not signed_in(other)
        half_minute.shift(30)
        type_code(other, app_code(timezone.now(), secret))
        assert signed_in(other)


class TestRecoveryCode:
    def test_works_once_and_the_person_hears_of_it(self, at_step, alex, mailoutbox):
        code, *_others = with_codes(alex, timezone.now())
        assert type_code(at_step, code.lower().replace("-", " ")).headers["Location"] == "/"
        assert signed_in(at_step)
        assert "A recovery code was used" in mailoutbox[-1].body
        assert mailoutbox[-1].to == ["alex@example.org"]
        other = another_at_step()
        assert type_code(other, code).context["form"].errors == {"code": [WRONG]}
        assert not signed_in(other)


class TestOnceMore:
    """Asked whether it is still them, people show the second factor again."""

    AGAIN = "/account/reauthenticate/step/?next=/me/signing-in/app/remove/"

    @pytest.fixture
    def inside(self, at_step):
        type_code(at_step, app_code(timezone.now()))
        return at_step

    def test_a_code_of_the_app_shows_it_and_not_the_one_from_signing_in(self, inside, half_minute):
        used = app_code(timezone.now())
        assert inside.post(self.AGAIN, {"code": used}).context["form"].errors == {"code": [WRONG]}
        half_minute.shift(30)
        answer = inside.post(self.AGAIN, {"code": app_code(timezone.now())})
        assert answer.headers["Location"] == "/me/signing-in/app/remove/"
        assert inside.get("/me/signing-in/app/remove/").status_code == 200

    def test_a_recovery_code_shows_it_once(self, inside, alex):
        code, *_others = with_codes(alex, timezone.now())
        assert inside.post(self.AGAIN, {"code": code}).status_code == 302
        assert inside.post(self.AGAIN, {"code": code}).context["form"].errors == {"code": [WRONG]}


@pytest.mark.usefixtures("limits")
class TestGuessing:
    def test_five_wrong_ones_and_the_right_one_is_refused_too_from_anywhere(self, at_step):
        for _guess in range(5):
            assert type_code(at_step, "000000").context["form"].errors == {"code": [WRONG]}
        other = another_at_step()
        assert type_code(other, app_code(timezone.now())).context["form"].errors == {"code": [TOO_MANY]}
        assert not signed_in(other)

    def test_it_ends_by_itself(self, at_step, half_minute):
        for _guess in range(6):
            type_code(at_step, "000000")
        half_minute.shift(301)
        other = another_at_step()
        type_code(other, app_code(timezone.now()))
        assert signed_in(other)


class TestTold:
    """Before the password is right nobody learns who has a second factor; nor from a passkey that is nobody's."""

    @pytest.mark.parametrize("password", ["wrong", ""])
    def test_a_wrong_password_is_answered_alike(self, alex, robin, password):
        robin.set_password(PASSWORD)
        robin.save()
        with_app(alex)
        answers = {
            told(Client().post("/account/login/", {"login": email, "password": password}), email).__repr__()
            for email in ("alex@example.org", "robin@example.org", "nobody@example.org")
        }
        assert len(answers) == 1

    @pytest.mark.parametrize("handle", ["", "MQ", "OTk5OTk5", "x" * 400, "w7w"])
    @pytest.mark.parametrize("odd", [{}, {"rawId": 7}, {"response": None}, {"response": {"userHandle": 7}}])
    def test_a_made_up_passkey_is_answered_alike(self, client, alex, handle, odd):
        client.get("/account/login/passkey/", headers={"accept": "application/json"})
        credential = {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AA", "userHandle": handle},
        }
        answer = client.post("/account/login/passkey/", {"credential": json.dumps(credential | odd)}, follow=True)
        assert answer.redirect_chain == [("/account/login/", 302)]
        assert {str(message) for message in answer.context["messages"]} <= {
            "This passkey does not open the door here. Try another one, or another way."
        }
        assert not signed_in(client)

    @pytest.mark.parametrize("credential", ["{}", "[]", "7", '{"id": 7}', '{"response": {}}', "not json", ""])
    @pytest.mark.parametrize("path", [STEP, "/account/login/passkey/"])
    def test_nonsense_opens_nothing_and_breaks_nothing(self, at_step, path, credential):
        at_step.get(path, headers={"accept": "application/json"})
        assert at_step.post(path, {"credential": credential}).status_code in {200, 302}
        assert not signed_in(at_step)

    def test_the_passkeys_asked_for_are_nobodys_in_particular(self, client, alex):
        options = client.get("/account/login/passkey/", headers={"accept": "application/json"}).json()
        public = options["request_options"]["publicKey"]
        assert not public.get("allowCredentials")
        assert (public["rpId"], public["userVerification"]) == ("localhost", "required")
