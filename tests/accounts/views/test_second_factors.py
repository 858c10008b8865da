"""Setting up how one signs in: the pages below /me/signing-in/."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.accounts.conftest import app_code, confirm_by_password, with_app, with_codes
from tests.factories.accounts import UserFactory

PAGE = "/me/signing-in/"
ONLY_ONE = "this is the only one you have. Add another first."


@pytest.fixture
def browser(client, sign_in):
    """Signed in, the password typed once more."""
    sign_in()
    confirm_by_password(client)
    return client


def passkey_of(person, name="Laptop"):
    return Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )


def reasons(person):
    return list(person.history.order_by("pk").values_list("history_change_reason", flat=True))


class TestApp:
    @pytest.fixture(autouse=True)
    def on_commit(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            yield

    def set_up(self, browser):
        secret = browser.get(f"{PAGE}app/").context["secret"]
        return browser.post(f"{PAGE}app/", {"code": app_code(timezone.now(), secret)})

    def test_the_code_of_the_app_sets_it_up_and_recovery_codes_follow(self, browser, alex):
        assert self.set_up(browser).headers["Location"] == f"{PAGE}recovery-codes/"
        assert Authenticator.objects.get().user == alex
        assert reasons(alex)[-1] == "Authenticator app added"

    def test_a_wrong_one_sets_up_nothing_and_keeps_the_picture(self, browser):
        page = browser.get(f"{PAGE}app/")
        answer = browser.post(f"{PAGE}app/", {"code": "000000"})
        assert list(answer.context["form"].errors) == ["code"]
        assert answer.context["secret"] == page.context["secret"]
        assert not Authenticator.objects.exists()

    def test_the_page_has_the_secret_as_a_picture_and_as_text_with_nothing_inline(self, browser):
        page = browser.get(f"{PAGE}app/")
        text = page.content.decode()
        assert page.context["secret"] in text
        assert f'<path d="{page.context["qr"].path}"' in text
        assert "data:image" not in text
        assert not re.search(r"style=|<style", text)
        assert "otpauth://totp/alex%40example.org?secret=" in text

    def test_twice_is_once(self, browser, alex):
        self.set_up(browser)
        assert browser.post(f"{PAGE}app/", {"code": "000000"}).headers["Location"] == PAGE
        assert Authenticator.objects.count() == 1

    def test_it_is_removed(self, browser, alex):
        with_app(alex)
        assert browser.post(f"{PAGE}app/remove/").headers["Location"] == PAGE
        assert not Authenticator.objects.exists()
        assert reasons(alex)[-1] == "Authenticator app removed"

    def test_nobody_elses(self, browser, alex, robin):
        with_app(robin)
        assert browser.post(f"{PAGE}app/remove/").status_code == 404
        assert Authenticator.objects.get().user == robin


def test_each_change_is_told_by_mail(browser, alex, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret = browser.get(f"{PAGE}app/").context["secret"]
        browser.post(f"{PAGE}app/", {"code": app_code(timezone.now(), secret)})
    browser.post(f"{PAGE}recovery-codes/")
    browser.post(f"{PAGE}app/remove/")
    assert [re.search(r"(An|New|The) .*", mail.body).group()[:24] for mail in mailoutbox] == [
        "An authenticator app was",
        "New recovery codes were ",
        "The authenticator app wa",
    ]
    assert {tuple(mail.to) for mail in mailoutbox} == {("alex@example.org",)}


class TestTheLast:
    """Whoever needs a second factor keeps one."""

    @pytest.fixture
    def staff(self, asked, alex):
        User.objects.filter(pk=alex.pk).update(is_staff=True)
        alex.refresh_from_db()
        return alex

    @pytest.fixture
    def inside(self, half_minute, staff, client, sign_in):
        with_app(staff)
        sign_in()
        client.post("/account/login/step/", {"code": app_code(timezone.now())})
        confirm_by_password(client)
        return client

    def test_the_only_app_stays(self, inside):
        assert ONLY_ONE in inside.get(f"{PAGE}app/remove/").content.decode()
        inside.post(f"{PAGE}app/remove/")
        assert Authenticator.objects.count() == 1

    def test_beside_a_passkey_it_goes_and_then_the_passkey_stays(self, inside, staff):
        passkey = passkey_of(staff)
        inside.post(f"{PAGE}app/remove/")
        assert Authenticator.objects.get() == passkey
        answer = inside.post(f"{PAGE}passkeys/{passkey.pk}/remove/")
        assert ONLY_ONE in answer.content.decode()
        assert Authenticator.objects.get() == passkey


class TestPasskeys:
    def test_renamed(self, browser, alex):
        passkey = passkey_of(alex)
        browser.post(f"{PAGE}passkeys/{passkey.pk}/rename/", {"name": "Blue key " + "x" * 100})
        passkey.refresh_from_db()
        assert passkey.data["name"] == ("Blue key " + "x" * 100)[:60]

    def test_removed(self, browser, alex):
        passkey = passkey_of(alex)
        browser.post(f"{PAGE}passkeys/{passkey.pk}/remove/")
        assert not Authenticator.objects.exists()
        assert reasons(alex)[-1] == "Passkey removed"

    @pytest.mark.parametrize("what", ["rename", "remove"])
    def test_nobody_elses(self, browser, robin, what):
        passkey = passkey_of(robin)
        assert browser.post(f"{PAGE}passkeys/{passkey.pk}/{what}/", {"name": "Mine"}).status_code == 404
        assert Authenticator.objects.get().data["name"] == "Laptop"

    def test_a_name_is_text(self, browser, alex):
        passkey_of(alex, "<script>alert(1)</script>")
        page = browser.get(PAGE).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    @pytest.mark.parametrize("credential", ["", "{}", "[]", "7", '{"id": 7}', '{"response": {}}', "not json"])
    def test_nonsense_adds_nothing(self, browser, credential):
        browser.get(f"{PAGE}passkeys/add/")
        answer = browser.post(f"{PAGE}passkeys/add/", {"name": "Key", "credential": credential})
        assert answer.status_code == 200
        assert not Authenticator.objects.exists()


class TestRecoveryCodes:
    def test_are_shown_in_the_answer_and_never_again(self, browser, alex):
        with_app(alex)
        answer = browser.post(f"{PAGE}recovery-codes/")
        codes = answer.context["codes"]
        shown = answer.content.decode()
        assert all(code in shown for code in codes)
        assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        for page in (PAGE, f"{PAGE}recovery-codes/"):
            text = browser.get(page).content.decode()
            assert not any(code in text for code in codes)
        assert not any(code in repr(dict(browser.session)) for code in codes)

    def test_are_a_file_too(self, browser, alex):
        with_app(alex)
        answer = browser.post(f"{PAGE}recovery-codes/")
        codes = "%0A".join(answer.context["codes"])
        assert f'href="data:text/plain;charset=utf-8,{codes}" download=' in answer.content.decode()

    def test_without_a_second_factor_there_are_none(self, browser, alex):
        assert browser.post(f"{PAGE}recovery-codes/").headers["Location"] == PAGE
        assert alex.recovery_codes.count() == 0

    def test_how_many_are_left_is_said(self, browser, alex):
        with_app(alex)
        with_codes(alex, timezone.now())
        alex.recovery_codes.first().delete()
        assert "7 of 7 are left." in browser.get(PAGE).content.decode()
        alex.recovery_codes.update(used_at=timezone.now())
        assert "You have no recovery codes left." in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "page", ["app/", "app/remove/", "passkeys/add/", "passkeys/{}/rename/", "passkeys/{}/remove/", "recovery-codes/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_asks_again_whether_it_is_still_them(half_minute, client, alex, page, method):
    """Whatever the sign-in was: an old one, or one of a moment ago."""
    with_app(alex)
    passkey = passkey_of(alex)
    if page == "app/":
        Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    client.force_login(alex)
    before = Authenticator.objects.count()
    answer = getattr(client, method)(PAGE + page.format(passkey.pk))
    assert answer.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert (Authenticator.objects.count(), alex.recovery_codes.count()) == (before, 0)


def test_five_minutes_later_it_asks_again(half_minute, client, sign_in, alex):
    sign_in()
    confirm_by_password(client)
    assert client.get(f"{PAGE}app/").status_code == 200
    half_minute.shift(301)
    assert client.get(f"{PAGE}app/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_few_and_many(browser, alex, django_assert_num_queries, count):
    for number in range(count):
        passkey_of(alex, f"Key {number}")
    browser.get(PAGE)
    with django_assert_num_queries(5):
        browser.get(PAGE)


def test_somebody_without_anything_sees_what_there_is(client, db):
    client.force_login(UserFactory())
    page = client.get(PAGE)
    assert (page.context["app"], page.context["passkeys"], page.context["needed"]) == (None, [], False)
    assert Client().get(PAGE).headers["Location"] == f"/account/login/?next={PAGE}"
