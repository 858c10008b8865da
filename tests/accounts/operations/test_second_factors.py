"""Codes of the app work once; taking factors away needs a reason and is kept (security.md A-04)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.operations.second_factors import ReasonIsMissing, accept_app_code, remove_second_factors, step_of
from tests.accounts.conftest import PASSWORD, SECRET, app_code, with_app, with_codes
from tests.accounts.views.test_sign_in import signed_in
from tests.factories.accounts import SiteAdminFactory

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def app(alex):
    return with_app(alex)


def accept(person, code, now=NOW):
    return accept_app_code(person=person, code=code, now=now)


@pytest.mark.parametrize(("late", "step"), [(-2, None), (-1, -1), (0, 0), (1, 1), (2, None)])
def test_a_phone_may_be_half_a_minute_off(late, step):
    current = int(NOW.timestamp()) // 30
    code = app_code(NOW + late * HALF_MINUTE)
    assert step_of(secret=SECRET, code=code, now=NOW) == (None if step is None else current + step)


@pytest.mark.parametrize("wrong", ["", "1", "12345", "abcdef", "١٢٣٤٥٦", "0" * 5000])
def test_what_the_app_does_not_show_is_none(alex, app, wrong):
    assert accept(alex, wrong) is None


def test_a_code_works_once_in_all_of_its_window(alex, app):
    code = app_code(NOW)
    assert accept(alex, code) == app
    for later in (0, 1, 29, 30, 59):
        for written in (code, f"{code[:3]} {code[3:]}", f" {code}\n", f"{code[:3]}-{code[3:]}"):
            assert accept(alex, written, NOW + timedelta(seconds=later)) is None


def test_the_next_code_works(alex, app):
    assert accept(alex, app_code(NOW))
    assert accept(alex, app_code(NOW + HALF_MINUTE), NOW + HALF_MINUTE)


def test_an_older_code_nobody_used_is_spent_with_the_newer(alex, app):
    older = app_code(NOW - HALF_MINUTE)
    assert accept(alex, app_code(NOW))
    assert accept(alex, older) is None


def test_nobody_elses_app_counts(alex, robin, app):
    assert accept(robin, app_code(NOW)) is None


def test_the_secret_is_sealed_in_the_database(app):
    assert SECRET not in repr(Authenticator.objects.values().get())


def test_a_changed_secret_key_opens_nothing_and_breaks_nothing(alex, app, settings):
    settings.SECRET_KEY = "another-secret-" + "0123456789abcdef" * 4
    assert accept(alex, app_code(NOW)) is None


class TestRemoving:
    @pytest.fixture
    def boss(self, db):
        return SiteAdminFactory()

    def test_takes_all_and_keeps_who_and_why(self, alex, app, boss):
        with_codes(alex, NOW)
        assert remove_second_factors(person=alex, by=boss, reason="Lost the phone; called back")
        assert not Authenticator.objects.filter(user=alex).exists()
        assert alex.recovery_codes.count() == 0
        line = alex.history.latest()
        assert (line.history_user, line.history_change_reason) == (
            boss,
            "Second factors removed: Lost the phone; called back",
        )

    def test_ends_every_sign_in(self, alex, boss):
        browser = Client()
        browser.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
        assert signed_in(browser)
        with_app(alex)
        remove_second_factors(person=alex, by=boss, reason="Lost")
        assert UserSession.objects.filter(user=alex).count() == 0
        assert not signed_in(browser)

    def test_nobody_elses(self, alex, robin, app, boss):
        with_app(robin)
        remove_second_factors(person=alex, by=boss, reason="Lost")
        assert Authenticator.objects.get().user == robin

    def test_twice_is_once(self, alex, app, boss):
        assert remove_second_factors(person=alex, by=boss, reason="Lost")
        lines = alex.history.count()
        assert not remove_second_factors(person=alex, by=boss, reason="Lost")
        assert alex.history.count() == lines

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_not_without_a_reason(self, alex, app, boss, reason):
        with pytest.raises(ReasonIsMissing):
            remove_second_factors(person=alex, by=boss, reason=reason)
        assert Authenticator.objects.filter(user=alex).exists()
