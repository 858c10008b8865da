"""The mails about signing in: our words, our folders, our origin, whatever the request claims (A-12)."""

from __future__ import annotations

import logging
import re
from smtplib import SMTPServerDisconnected

import pytest
from allauth.core.context import request_context
from django.test import Client
from django.utils import timezone

from accounts.adapter import FOLDERS, AccountAdapter
from tests.accounts.conftest import PASSWORD, app_code
from tests.accounts.views.test_sign_in import CODE, code_in

FORGED = "evil.example"


@pytest.fixture
def every_mail(alex, robin, mailoutbox, django_capture_on_commit_callbacks):
    """One of every kind, each asked for with everything a request can forge but the Host."""
    forged = {"HTTP_X_FORWARDED_HOST": FORGED, "HTTP_REFERER": f"https://{FORGED}/", "HTTP_USER_AGENT": FORGED}
    browser = Client(**forged)
    browser.post("/account/password/reset/", {"email": "alex@example.org"})
    browser.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[-1])})
    browser.post("/account/password/reset/complete/", {"password1": PASSWORD + "1", "password2": PASSWORD + "1"})
    said = {"oldpassword": PASSWORD + "1", "password1": PASSWORD + "2", "password2": PASSWORD + "2"}
    browser.post("/account/password/change/", said)
    browser.post("/account/reauthenticate/?next=/", {"password": PASSWORD + "2"})
    browser.post("/account/address/", {"email": "new@example.org", "action_add": ""})
    browser.post("/account/address/confirm/", {"code": code_in(mailoutbox[-1])})
    code = app_code(timezone.now(), secret_shown(browser))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/me/signing-in/app/", {"code": code})
    Client(**forged).post("/account/login/code/", {"email": "robin@example.org"})
    Client(**forged).post("/account/login/code/", {"email": "nobody@example.org"})
    theirs = Client(**forged)
    theirs.force_login(robin)
    theirs.post("/account/reauthenticate/code/", {"send": "1"})
    return {mail.subject: mail for mail in mailoutbox}


def secret_shown(browser):
    """The secret on the page that sets up an app."""
    return browser.get("/me/signing-in/app/").context["secret"]


def html_of(mail):
    ((html, kind),) = mail.alternatives
    assert kind == "text/html"
    return html


def test_every_kind_has_a_text_and_an_html_part_that_say_the_same(every_mail):
    assert len(every_mail) == len(set(FOLDERS.values())) == 8
    for mail in every_mail.values():
        assert CODE.findall(mail.body) == CODE.findall(html_of(mail))
        assert "We will never ask you for it." in mail.body or not CODE.search(mail.body)
        assert "{{" not in mail.body + html_of(mail)
        assert "{%" not in mail.body + html_of(mail)


@pytest.mark.parametrize(
    "what", [prefix for prefix, folder in FOLDERS.items() if folder == "account/second_step_changed"]
)
def test_each_change_of_the_second_step_is_told_in_its_own_words(client, alex, mailoutbox, what):
    client.force_login(alex)
    request = client.get("/me/").wsgi_request
    told = set()
    with request_context(request):
        for prefix in ("accounts/second_factors_removed", what):
            AccountAdapter().send_notification_mail(prefix, alex)
            told.add(mailoutbox[-1].body)
    assert len(told) == 1 + (what != "accounts/second_factors_removed")
    assert mailoutbox[-1].subject == "How you sign in to CoP Portal was changed"


def test_links_begin_with_the_configured_origin(every_mail, settings):
    links = {
        link for mail in every_mail.values() for link in re.findall(r"https?://[^\s\"<]+", mail.body + html_of(mail))
    }
    assert links
    assert all(link.startswith(settings.PORTAL_ORIGIN) for link in links), links


def test_nothing_of_the_request_is_in_them(every_mail):
    for mail in every_mail.values():
        assert FORGED not in mail.message().as_string()


@pytest.mark.parametrize("path", ["/account/login/code/", "/account/password/reset/"])
@pytest.mark.parametrize("host", [FORGED, "testserver.evil.example", "testserver:8000@evil.example", "*"])
def test_a_forged_host_is_refused_and_mails_nobody(client, alex, mailoutbox, path, host):
    assert client.post(path, {"email": "alex@example.org"}, headers={"host": host}).status_code == 400
    assert mailoutbox == []


def test_another_host_of_ours_changes_no_link(client, alex, settings, mailoutbox):
    settings.ALLOWED_HOSTS = ["testserver", "other.example.org"]
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    client.force_login(alex)
    said = {"oldpassword": PASSWORD, "password1": PASSWORD + "1", "password2": PASSWORD + "1"}
    client.post("/account/password/change/", said, headers={"host": "other.example.org"})
    assert "https://portal.example.org/account/password/reset/" in mailoutbox[0].body
    assert "other.example.org" not in mailoutbox[0].message().as_string()


def test_a_mail_is_in_the_language_of_the_one_who_gets_it(client, alex, mailoutbox):
    type(alex).objects.update(language="es")
    client.post("/account/login/code/", {"email": "alex@example.org"}, headers={"accept-language": "en"})
    assert mailoutbox[0].extra_headers["Content-Language"] == "es"


def test_one_recipient_and_no_other_header_from_the_form(client, robin, mailoutbox):
    client.post("/account/login/code/", {"email": "robin@example.org", "bcc": "mallory@example.org"})
    (mail,) = mailoutbox
    assert (mail.to, mail.cc, mail.bcc, mail.reply_to) == (["robin@example.org"], [], [], [])


class TestMailServerAway:
    @pytest.fixture(autouse=True)
    def away(self, settings):
        settings.EMAIL_BACKEND = "tests.accounts.test_adapter.Away"

    @pytest.mark.parametrize("path", ["/account/login/code/", "/account/password/reset/"])
    @pytest.mark.parametrize("email", ["alex@example.org", "nobody@example.org"])
    def test_it_is_said_to_everybody_alike(self, client, alex, path, email):
        answer = client.post(path, {"email": email})
        assert answer.status_code == 503
        assert "try again in a few minutes" in answer.content.decode()

    def test_a_changed_password_stays_changed(self, client, alex, caplog):
        client.force_login(alex)
        said = {"oldpassword": PASSWORD, "password1": PASSWORD + "1", "password2": PASSWORD + "1"}
        assert client.post("/account/password/change/", said).status_code == 302
        alex.refresh_from_db()
        assert alex.check_password(PASSWORD + "1")
        assert f"Person {alex.pk} was not told that password_changed." in caplog.messages


class Away:
    """A mail server that hangs up."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise SMTPServerDisconnected("Connection unexpectedly closed")


def test_no_secret_and_no_address_gets_into_the_logs(client, alex, robin, mailoutbox, caplog):
    """P-06: canaries through every way of signing in."""
    caplog.set_level(logging.DEBUG)
    client.post("/account/login/", {"login": "alex@example.org", "password": "wrong-canary"})
    client.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
    session = client.session.session_key
    client.post("/account/logout/")
    client.post("/account/login/code/", {"email": "robin@example.org"})
    client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    client.post("/account/logout/")
    client.post("/account/password/reset/", {"email": "alex@example.org"})
    client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[-1])})
    codes = [code_in(mail) for mail in mailoutbox if CODE.search(mail.body)]
    assert len(codes) == 2
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for secret in ["wrong-canary", PASSWORD, session, *codes, "alex@example.org", "robin@example.org"]:
        assert secret not in logged
