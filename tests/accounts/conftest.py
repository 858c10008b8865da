from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from accounts.operations.people import person_for_email
from accounts.operations.recovery_codes import make_recovery_codes
from accounts.operations.second_factors import STEP

PASSWORD = "a long quiet river"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def app_code(now, secret=SECRET):
    """What an authenticator app with this secret shows at this moment."""
    return format_hotp_value(hotp_value(secret, int(now.timestamp()) // STEP))


def with_app(person):
    """The person's authenticator app, set up."""
    return TOTP.activate(person, SECRET).instance


def with_codes(person, now):
    """Recovery codes beside the app."""
    return make_recovery_codes(person=person, by=person, now=now)


def confirm_by_mail(browser, mailoutbox, page):
    """Shows that it is still them, as those without a password do, and goes on to `page`."""
    path = f"/account/reauthenticate/code/?next={page}"
    browser.post(path, {"send": "1"})
    code = re.search(r"^ {4}(\S+)$", mailoutbox[-1].body, re.MULTILINE).group(1)
    return browser.post(path, {"code": code})


def confirm_by_password(browser, page="/me/signing-in/"):
    """The same by the password."""
    return browser.post(f"/account/reauthenticate/?next={page}", {"password": PASSWORD})


@pytest.fixture
def asked(settings):
    """Second factors are asked for, as in real use."""
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def half_minute(time_machine):
    """A moment at the beginning of a half minute, and the machine that moves on from it."""
    time_machine.move_to("2026-09-01T12:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def at_step(half_minute, alex):
    """A browser in which Alex, who has an app, has typed the password and is asked for the second step."""
    with_app(alex)
    browser = Client()
    answer = browser.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/account/login/step/"
    return browser


@pytest.fixture
def alex(db):
    """Somebody with a password and an address known to be theirs."""
    person = person_for_email(email="alex@example.org", name="Alex Rivera", by=None, verified=True)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def robin(db):
    """Somebody without a password."""
    return person_for_email(email="robin@example.org", name="Robin", by=None, verified=True)


@pytest.fixture
def sign_in(client, alex):
    """Signs Alex in by the page, as people do."""

    def by_page(browser=client, **extra):
        return browser.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD, **extra})

    return by_page


@pytest.fixture
def limits(settings):
    """The real limits, counted from nothing."""
    from cop_portal import settings as real

    settings.ACCOUNT_RATE_LIMITS = real.ACCOUNT_RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def hashes_computed(settings, monkeypatch):
    """A list that grows by one each time a password is hashed."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    computed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        computed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return computed
