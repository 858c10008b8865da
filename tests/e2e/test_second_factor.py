"""Signing in with more than a password, in a browser with an authenticator of its own (CDP's virtual one)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.operations.people import person_for_email
from tests.accounts.conftest import PASSWORD, app_code
from tests.e2e.audit import complaints_about
from tests.e2e.hand import Hand
from tests.factories.cohorts import EnrollmentFactory

pytestmark = pytest.mark.django_db(transaction=True)

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture(autouse=True)
def asked(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def facilitator(db) -> User:
    person = person_for_email(email="alex@example.org", name="Alex Rivera", by=None, verified=True)
    person.set_password(PASSWORD)
    person.time_zone = "America/Chicago"
    person.save()
    EnrollmentFactory(person=person, role="facilitator")
    return person


def with_authenticator(page: Page) -> None:
    """A device that keeps passkeys and always says yes to its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_by_password(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("alex@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).last.click()


def still_me(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda address: "/me/" not in address)


def test_a_passkey_is_added_signs_in_alone_and_is_renamed_and_removed(facilitator, page_of):
    page = page_of()
    with_authenticator(page)
    hand = Hand(page)
    sign_in_by_password(page)
    page.get_by_text("Your role asks for a second step").wait_for()
    wrong = list(complaints_about(page))
    hand.press("link", "Add a passkey")
    still_me(page)
    page.get_by_label("A name for it").fill("Laptop")
    wrong += complaints_about(page)
    hand.press("button", "Add the passkey")
    page.get_by_role("heading", name="Recovery codes", level=1).wait_for()
    hand.press("button", "Show me recovery codes")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    wrong += complaints_about(page)
    with page.expect_download() as saved:
        hand.press("link", "Save as a file")
    codes = page.locator("main li code").all_inner_texts()
    assert saved.value.path().read_text().splitlines() == codes
    hand.press("link", "I have them, go on")
    expect(page).to_have_url(re.compile("/$"))

    sign_out(page)
    page.goto("/account/login/?next=/me/signing-in/")
    wrong += complaints_about(page)
    cookies = {cookie["value"] for cookie in page.context.cookies()}
    hand.press("button", "Sign in with a passkey")
    page.wait_for_url("**/me/signing-in/")
    page.get_by_text("Laptop").first.wait_for()
    assert not cookies & {cookie["value"] for cookie in page.context.cookies() if "session" in cookie["name"]}
    wrong += complaints_about(page)

    page.get_by_role("link", name="Rename").click()
    page.wait_for_url("**/reauthenticate/**")
    still_me(page)
    page.get_by_label("A name for it").fill("Blue key")
    hand.press("button", "Save the name")
    page.get_by_text("Blue key").first.wait_for()
    page.get_by_role("link", name="Remove Blue key").click()
    hand.press("button", "Remove the passkey")
    page.get_by_text("this is the only one you have", exact=False).wait_for()
    assert Authenticator.objects.get().data["name"] == "Blue key"
    assert wrong == []


def test_a_passkey_as_the_second_step(facilitator, page_of):
    page = page_of()
    with_authenticator(page)
    hand = Hand(page)
    sign_in_by_password(page)
    hand.press("link", "Add a passkey")
    still_me(page)
    page.get_by_label("Sign in with it alone, without a password").uncheck()
    hand.press("button", "Add the passkey")
    page.get_by_role("heading", name="Recovery codes", level=1).wait_for()
    sign_out(page)
    sign_in_by_password(page)
    page.get_by_role("heading", name="One more step").wait_for()
    wrong = list(complaints_about(page))
    hand.press("button", "Use a passkey")
    page.wait_for_url(lambda address: "/account/" not in address)
    page.goto("/me/")
    page.get_by_role("heading", name="Your profile").wait_for()
    assert wrong == []


@WITH_AND_WITHOUT_SCRIPT
def test_an_app_is_set_up_and_its_code_and_a_recovery_code_sign_in(facilitator, page_of, script):
    page = page_of(java_script_enabled=script)
    hand = Hand(page)
    sign_in_by_password(page)
    hand.press("link", "Set up an app")
    still_me(page)
    page.locator("svg.qr").wait_for()
    if script:
        assert list(complaints_about(page)) == []
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code from your app").fill(app_code(timezone.now(), secret))
    hand.press("button", "Use this app")
    hand.press("button", "Show me recovery codes")
    code = page.locator("main li code").first.inner_text()
    hand.press("link", "I have them, go on")
    page.wait_for_url(lambda address: "/account/" not in address)

    for typed in (app_code(timezone.now() + timedelta(seconds=30), secret), code):
        sign_out(page)
        sign_in_by_password(page)
        page.get_by_label("Code from your app, or a recovery code").fill(typed)
        page.get_by_role("button", name="Sign in", exact=True).last.click()
        page.wait_for_url(lambda address: "/account/" not in address)
        page.goto("/me/")
        page.get_by_role("heading", name="Your profile").wait_for()
