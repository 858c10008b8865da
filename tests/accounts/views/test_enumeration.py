"""Nobody learns from the portal who has an account: the same page, text, status, headers and mails for all (A-01)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.operations.people import deactivate
from tests.accounts.views.test_sign_in import PASSWORD

UNKNOWN = "nobody@example.org"
VARYING = re.compile(r'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]+"')


def told(answer, email):
    """All that an answer says, without the address that was typed and the tokens that differ each time."""
    body = VARYING.sub(r"\1", answer.content.decode()).replace(email, "EMAIL")
    headers = {name: value.replace(email, "EMAIL") for name, value in answer.headers.items()}
    # The length goes with that of the address, the rest with the clock and with chance.
    headers.pop("Expires", None)
    headers["Content-Length"] = len(body)
    headers["Content-Security-Policy"] = sorted(headers["Content-Security-Policy"].split("; "))
    return answer.status_code, headers, body


def walk(steps):
    """Everything a fresh visitor is told on the way."""
    browser = Client()
    for email, path, said in steps:
        answer = browser.post(path, said)
        yield told(answer, email)
        if answer.status_code == 302:
            yield told(browser.get(answer.headers["Location"]), email)


def same_for(mailoutbox, known, unknown, steps):
    answers = {}
    for email in (known, unknown):
        mailoutbox.clear()
        answers[email] = list(
            walk((email, path, {k: v.format(email=email) for k, v in said.items()}) for path, said in steps)
        )
        answers[email].append([mail.to for mail in mailoutbox] == [[email]] or len(mailoutbox))
    assert answers[known] == answers[unknown]
    return answers[known]


@pytest.fixture(params=["with a password", "without", "closed"])
def known(request, alex, robin):
    if request.param == "closed":
        deactivate(person=alex, by=None)
    return "robin@example.org" if request.param == "without" else "alex@example.org"


def test_a_wrong_password(known, mailoutbox):
    said = {"login": "{email}", "password": "a wrong one"}
    assert same_for(mailoutbox, known, UNKNOWN, [("/account/login/", said)])[-1] == 0


def test_a_code_and_what_follows(known, mailoutbox):
    steps = [
        ("/account/login/code/", {"email": "{email}"}),
        ("/account/login/code/confirm/", {"code": "BBBB-BBBB"}),
        ("/account/login/code/confirm/", {"code": ""}),
        ("/account/login/code/confirm/", {"code": "BBBB-BBBB"}),
    ]
    answers = same_for(mailoutbox, known, UNKNOWN, steps)
    assert answers[-1] is True  # one mail, to the address that was typed
    assert "Enter the code from the mail" in answers[1][2]


def test_a_new_password_and_what_follows(known, mailoutbox):
    steps = [
        ("/account/password/reset/", {"email": "{email}"}),
        ("/account/password/reset/confirm/", {"code": "BBBB-BBBB"}),
        ("/account/password/reset/confirm/", {"code": "BBBB-BBBB"}),
        ("/account/password/reset/confirm/", {"code": "BBBB-BBBB"}),
    ]
    assert same_for(mailoutbox, known, UNKNOWN, steps)[-1] is True


def test_taking_another_address(alex, robin, mailoutbox):
    """Somebody signed in who would like an address that is taken is told so only by whoever reads its mail."""
    answers = {}
    for email in ("robin@example.org", UNKNOWN):
        browser = Client()
        browser.post("/account/login/", {"login": "alex@example.org", "password": PASSWORD})
        mailoutbox.clear()
        reauthenticated = browser.post("/account/reauthenticate/?next=/account/address/", {"password": PASSWORD})
        assert reauthenticated.headers["Location"] == "/account/address/"
        answer = browser.post("/account/address/", {"email": email, "action_add": ""})
        answers[email] = (
            told(answer, email),
            told(browser.get(answer.headers["Location"]), email),
            [mail.to for mail in mailoutbox] == [[email]],
        )
    assert answers["robin@example.org"] == answers[UNKNOWN]
    assert answers[UNKNOWN][2] is True


def test_the_mail_to_an_unknown_address_tells_no_more_than_that(client, db, mailoutbox):
    client.post("/account/login/code/", {"email": UNKNOWN})
    (mail,) = mailoutbox
    assert mail.subject == "No account with this address on CoP Portal"
    assert "There is no open account with it." in mail.body


@pytest.mark.parametrize("path", ["/account/password/reset/", "/account/login/code/"])
def test_one_mail_to_one_address_however_often_it_is_named(client, alex, mailoutbox, path):
    client.post(path, {"email": ["alex@example.org", "mallory@example.org"]})
    assert [mail.to for mail in mailoutbox] == [["mallory@example.org"]]
    assert "no open account" in mailoutbox[0].body
    mailoutbox.clear()
    for written in ("alex@example.org,mallory@example.org", "alex@example.org\nmallory@example.org", "email[]"):
        Client().post(path, {"email": written, "email[]": "mallory@example.org"})
    assert mailoutbox == []


def test_a_hash_is_computed_for_the_unknown_too(client, alex, robin, hashes_computed):
    """The time of a password check is spent for every address."""
    spent = {}
    for email in ("alex@example.org", "robin@example.org", UNKNOWN):
        hashes_computed.clear()
        client.post("/account/login/", {"login": email, "password": "a wrong one"})
        spent[email] = len(hashes_computed)
    assert len(set(spent.values())) == 1, spent
